"""Entries as search shows them to a funder's people: what was sent, once the deadline has passed."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from allotment.fund.domain.moves import EntryState
from allotment.fund.models import Entry, Submission
from allotment.fund.queries.visible import PAST_ITS_DEADLINE, entries_with_deadline
from allotment.kernel.search.models import IndexedDocument

RECEIVED = "fund.received"


def _received() -> QuerySet[Any]:
    found: QuerySet[Any] = entries_with_deadline()
    return (
        found.filter(PAST_ITS_DEADLINE).exclude(state=EntryState.DRAFT).exclude(submitted_at=None)
    )


def received_for_index(keys: Sequence[str] | None) -> Iterator[tuple[Entry, dict[str, Any]]]:
    """Each such entry, these or all, with the document that was sent last."""
    last = Submission.objects.filter(entry=OuterRef("pk")).order_by("-number")
    found = (
        _received()
        .select_related("organisation")
        .annotate(sent=Subquery(last.values("document")[:1]))
    )
    if keys is not None:
        found = found.filter(key__in=keys)
    for entry in found.iterator(chunk_size=200):
        yield entry, entry.sent or {"answers": []}


def not_yet_in_the_index(most: int) -> list[str]:
    """Keys of such entries that search does not know yet."""
    known = IndexedDocument.objects.filter(kind=RECEIVED).values("key")
    return list(_received().exclude(key__in=known).values_list("key", flat=True)[:most])
