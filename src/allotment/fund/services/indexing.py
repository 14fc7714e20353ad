"""Entries enter the search of a funder's people when their deadline has passed."""

from django.db import transaction

from allotment.fund.queries.received import RECEIVED, not_yet_in_the_index
from allotment.kernel.search.services import refresh

#: So many at a time: the database's other writers must not wait long.
BATCH = 200


def index_received(*, most: int = 5_000) -> int:
    """Make entries findable whose deadline has passed. No moment is announced when a clock passes
    one, so they are looked for. Returns how many."""
    count = 0
    while count < most and (keys := not_yet_in_the_index(BATCH)):
        with transaction.atomic():
            refresh(RECEIVED, keys)
        count += len(keys)
    return count


def index_again(*, entry: str) -> None:
    """Bring one entry up to date; one that may be changed again is taken out until it may not."""
    refresh(RECEIVED, [entry])
