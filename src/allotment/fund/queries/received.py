"""Entries as search shows them to a funder's people: what was sent, once the deadline has passed."""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from allotment.fund.domain.moves import EntryState
from allotment.fund.models import Submission
from allotment.fund.queries.visible import PAST_ITS_DEADLINE, entries_with_deadline
from allotment.kernel.search.models import IndexedDocument

RECEIVED = "fund.received"


def _received() -> QuerySet[Any]:
    found: QuerySet[Any] = entries_with_deadline()
    return (
        found.filter(PAST_ITS_DEADLINE).exclude(state=EntryState.DRAFT).exclude(submitted_at=None)
    )


def received_for_index() -> QuerySet[Any]:
    """Each such entry, with `sent`: the document that was sent last, or None."""
    last = Submission.objects.filter(entry=OuterRef("pk")).order_by("-number")
    sent = Subquery(last.values("document")[:1])
    found: QuerySet[Any] = _received().select_related("organisation").annotate(sent=sent)
    return found


def not_yet_in_the_index(most: int) -> list[str]:
    """Keys of such entries that search does not know yet."""
    known = IndexedDocument.objects.filter(kind=RECEIVED).values("key")
    return list(_received().exclude(key__in=known).values_list("key", flat=True)[:most])
