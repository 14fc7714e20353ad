"""Reads for Your tasks: each a fixed number of statements, whatever the number of calls."""

import dataclasses
import datetime as dt

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from allotment.fund.domain.moves import AssessmentState, CallState, EntryState
from allotment.fund.models import Assignment, Award, Call, Decision, Entry
from allotment.fund.permissions import BOARD, MANAGERS
from allotment.fund.queries.entries import unfinished_of
from allotment.fund.queries.visible import assignments_of, own_entries
from allotment.kernel.people.models import User

drafts_of = unfinished_of


def offers_to(user: User) -> list[Award]:
    """Offers that wait for the person's answer."""
    return list(
        Award.objects.filter(
            entry__in=own_entries(user).filter(state=EntryState.OFFERED).values("pk"),
            state=Award.State.OFFERED,
        )
        .select_related("entry")
        .order_by("reply_by")
    )


def end_of(day: dt.date | None) -> dt.datetime | None:
    """The end of a day, in the site's time zone."""
    if day is None:
        return None
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)))


def unscored_of(user: User) -> list[Assignment]:
    """Entries given to the person and not handed in."""
    return list(
        assignments_of(user)
        .filter(
            state__in=[AssessmentState.ASSIGNED, AssessmentState.READING],
            entry__state=EntryState.ELIGIBLE,
        )
        .order_by("assigned_at")[:50]
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a funder's people in one call."""

    call: Call
    questions: int
    unscreened: int
    unassigned: int
    undecided: int
    untold: int


def waiting_for(user: User) -> list[Waiting]:
    """What waits for the person in the calls that they manage or decide. Four statements."""
    managed, decided = user.organisations_with(*MANAGERS), user.organisations_with(*BOARD)
    if not managed and not decided:
        return []
    calls = list(
        Call.objects.filter(funder_id__in={*managed, *decided})
        .exclude(state__in=[CallState.DRAFT])
        .annotate(
            asked_open=Count(
                "clarifications", filter=Q(clarifications__answered_at=None), distinct=True
            )
        )
        .order_by("closes_at")
    )
    ids = [call.pk for call in calls]
    entries = _by_call(ids)
    untold = _untold(ids)
    found: list[Waiting] = []
    for call in calls:
        unscreened, unassigned, undecided = entries.get(call.pk, (0, 0, 0))
        manages = call.funder_id in managed
        past = call.state in {CallState.CLOSED, CallState.DECIDING}
        found.append(
            Waiting(
                call,
                call.asked_open if manages else 0,
                unscreened if manages and past else 0,
                unassigned if manages and call.state == CallState.CLOSED else 0,
                undecided if call.state == CallState.DECIDING else 0,
                untold.get(call.pk, 0) if manages and call.state == CallState.DECIDING else 0,
            )
        )
    return found


def _by_call(ids: list[int]) -> dict[int, tuple[int, int, int]]:
    active = Assignment.objects.filter(entry=OuterRef("pk")).exclude(
        state=AssessmentState.STEPPED_BACK
    )
    rows = (
        Entry.objects.filter(call_id__in=ids)
        .annotate(given=Exists(active))
        .values("call_id")
        .annotate(
            unscreened=Count("pk", filter=Q(state=EntryState.SUBMITTED)),
            unassigned=Count("pk", filter=Q(state=EntryState.ELIGIBLE, given=False)),
            undecided=Count("pk", filter=Q(state=EntryState.ELIGIBLE)),
        )
    )
    return {r["call_id"]: (r["unscreened"], r["unassigned"], r["undecided"]) for r in rows}


def _untold(ids: list[int]) -> dict[int, int]:
    later = Decision.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    rows = (
        Decision.objects.filter(entry__call_id__in=ids, letter=None)
        .exclude(Exists(later))
        .values(call=F("entry__call_id"))
        .annotate(n=Count("pk"))
    )
    return {r["call"]: r["n"] for r in rows}
