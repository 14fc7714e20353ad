"""What the site's search finds of the register."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from allotment.kernel.search.domain.documents import Document
from allotment.kernel.search.sources import source
from allotment.register.queries import indexing


@source("register.award", name=_("Awards"))
def awards(keys: Sequence[str] | None) -> Iterable[Document]:
    """Published awards, those with these keys or all."""
    return indexing.documents(keys)
