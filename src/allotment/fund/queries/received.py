"""Entries as search shows them to a funder's people: what was sent, once it may be read."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from allotment.fund.models import Submission
from allotment.fund.queries.visible import sent_entries
from allotment.kernel.search.models import IndexedDocument

RECEIVED = "fund.received"


def _searched() -> QuerySet[Any]:
    """Once somebody of the funder has opened an entry of the call: a result shows words of others."""
    return sent_entries().exclude(call__first_read_at=None)


def received_for_index() -> QuerySet[Any]:
    """Each such entry, with `sent`: the document that was sent last, or None."""
    last = Submission.objects.filter(entry=OuterRef("pk")).order_by("-number")
    sent = Subquery(last.values("document")[:1])
    found: QuerySet[Any] = _searched().select_related("organisation").annotate(sent=sent)
    return found


def not_yet_in_the_index(most: int) -> list[str]:
    """Keys of such entries that search does not know yet."""
    known = IndexedDocument.objects.filter(kind=RECEIVED).values("key")
    return list(_searched().exclude(key__in=known).values_list("key", flat=True)[:most])
