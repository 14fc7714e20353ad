"""Keeping the index: in the transaction of the change, or all of it anew."""

from allotment.kernel.search.services.index import index, index_many, refresh, reindex, remove

__all__ = ["index", "index_many", "refresh", "reindex", "remove"]
