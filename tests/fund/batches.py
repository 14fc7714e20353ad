"""Many decisions at once, written in bulk."""

from allotment.fund.models import Call, Decision, Entry
from allotment.fund.services import calls
from allotment.kernel.guards.rows import writing
from tests.fund.conftest import close
from tests.people import People


def with_the_board(people: People, call: Call, count: int) -> list[Entry]:
    """That many eligible entries of a call that the board is deciding."""
    close(call)
    calls.hand_to_board(call=call, by=people.manager)
    return Entry.objects.bulk_create(
        Entry(
            call=call, owner=people.entrant, reference=f"SI-{n:06}-X", title=f"Idea {n:02}",
            start_token=str(n), state="eligible", submitted_at=call.closes_at, asked=100_000,
        )
        for n in range(count)
    )  # fmt: skip


def declined(people: People, call: Call, count: int, ineligible: int = 0) -> Call:
    """So many entries declined, and so many more not eligible."""
    entries = with_the_board(people, call, count + ineligible)
    with writing("fund"):
        Decision.objects.bulk_create(
            Decision(entry=entry, number=1, outcome="decline", reason="Not now.")
            for entry in entries[:count]
        )
    first, others = entries[:count], entries[count:]
    Entry.objects.filter(pk__in=[e.pk for e in first]).update(state="decided")
    Entry.objects.filter(pk__in=[e.pk for e in others]).update(
        state="ineligible", screening_reason="It is a sale."
    )
    return call
