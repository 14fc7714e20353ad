"""Reads for Your tasks: each a fixed number of statements, whatever the number of calls."""

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from allotment.fund.domain.moves import AssessmentState, CallState, EntryState
from allotment.fund.models import (
    Assignment,
    Award,
    Call,
    Conflict,
    DraftAnswer,
    Entry,
    Letter,
    Submission,
)
from allotment.fund.permissions import BOARD, FINANCE, MANAGERS, STAFF, WRITERS
from allotment.fund.queries import decisions
from allotment.fund.queries.calls import phase_at
from allotment.fund.queries.entries import sent_answers
from allotment.fund.queries.visible import EXTENDED, WRITABLE, assignments_of, own_entries
from allotment.kernel.people.models import User
from allotment.money.models import Commitment, Pot


def drafts_of(user: User) -> list[Any]:
    """Drafts that can still be sent."""
    return list(
        own_entries(user).filter(WRITABLE, state=EntryState.DRAFT).order_by("deadline")[:20]
    )


def changed_since_sent(user: User) -> list[Any]:
    """Entries that were changed after they were sent, and can still be sent again.

    Three statements at most. What was changed back to what was sent counts as not changed.
    """
    later = DraftAnswer.objects.filter(entry=OuterRef("pk"), saved_at__gt=OuterRef("submitted_at"))
    found = list(
        own_entries(user)
        .filter(WRITABLE, Exists(later), state=EntryState.SUBMITTED)
        .order_by("deadline")[:20]
    )
    if not found:
        return []
    typed: dict[int, dict[str, Any]] = {entry.pk: {} for entry in found}
    for row in DraftAnswer.objects.filter(entry__in=found):
        if row.typed:
            typed[row.entry_id][row.question] = row.typed
    sent: dict[int, dict[str, Any]] = {}
    for version in Submission.objects.filter(entry__in=found).order_by("number"):
        sent[version.entry_id] = sent_answers(version)
    return [entry for entry in found if typed[entry.pk] != sent.get(entry.pk)]


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
    """Entries given to the person and not submitted."""
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
    """What waits for a funder's people in one call; `manages` says whether the person runs it.

    `to_decide` leaves out of the undecided entries those in which the person has a conflict; `short`
    counts those that have fewer assessors than they should because somebody stepped back.
    """

    call: Call
    manages: bool
    is_extended: bool = False
    questions: int = 0
    unscreened: int = 0
    unassigned: int = 0
    short: int = 0
    unscored: int = 0
    undecided: int = 0
    to_decide: int = 0
    without_letter: int = 0

    @property
    def is_scored(self) -> bool:
        """Has the call closed, and is every entry screened, given out and scored?"""
        waits = self.is_extended or self.unscreened or self.unassigned or self.unscored
        return self.call.state == CallState.CLOSED and not waits

    @property
    def has_sent_all_letters(self) -> bool:
        """Is the board done, and does every decision have its letter?"""
        waits = self.unscreened or self.undecided or self.without_letter
        return self.call.state == CallState.DECIDING and not waits


def waiting_for(user: User) -> list[Waiting]:
    """What waits for the person in the calls that they manage or decide, drafts among them.

    Four statements.
    """
    managed, decided = user.organisations_with(*MANAGERS), user.organisations_with(*BOARD)
    if not managed and not decided:
        return []
    calls = list(
        Call.objects.filter(funder_id__in={*managed, *decided})
        .exclude(state=CallState.DECIDED)
        .annotate(
            is_extended=Q(pk__in=EXTENDED),
            asked_open=Count(
                "clarifications", filter=Q(clarifications__answered_at=None), distinct=True
            ),
        )
        .order_by("closes_at")
    )
    ids = [call.pk for call in calls]
    entries = _by_call(ids, user)
    without_letter = _without_letter(ids)
    found: list[Waiting] = []
    for call in calls:
        counted = entries.get(call.pk, {})
        manages = call.funder_id in managed
        scoring = call.state == CallState.CLOSED and not call.is_extended
        deciding = call.state == CallState.DECIDING
        past = scoring or deciding
        found.append(
            Waiting(
                call,
                manages,
                is_extended=call.is_extended,
                questions=call.asked_open if manages else 0,
                unscreened=counted.get("unscreened", 0) if past else 0,
                unassigned=counted.get("unassigned", 0) if scoring else 0,
                short=counted.get("short", 0) if past else 0,
                unscored=counted.get("unscored", 0) if scoring else 0,
                undecided=counted.get("undecided", 0) if deciding else 0,
                to_decide=counted.get("to_decide", 0) if deciding else 0,
                without_letter=without_letter.get(call.pk, 0) + counted.get("unwritten", 0)
                if deciding
                else 0,
            )
        )
    return found


def _by_call(ids: list[int], user: User) -> dict[int, dict[str, int]]:
    every = Assignment.objects.filter(entry=OuterRef("pk"))
    given = every.exclude(state=AssessmentState.STEPPED_BACK)
    back = every.filter(state=AssessmentState.STEPPED_BACK)
    left = given.order_by().values("entry").annotate(n=Count("pk")).values("n")
    too_few = Q(stepped_back=True, left__lt=F("call__assessors_per_entry"))
    at_work = given.exclude(state=AssessmentState.SUBMITTED)
    conflict = Conflict.objects.filter(entry=OuterRef("pk"), person=user)
    own = Q(owner=user) | Q(organisation_id__in=user.organisations_with(*WRITERS))
    letters = Letter.objects.filter(entry=OuterRef("pk"), decision=None)
    rows: Any = (
        Entry.objects.filter(call_id__in=ids)
        .annotate(given=Exists(given), at_work=Exists(at_work), has_letter=Exists(letters))
        .annotate(conflicted=Exists(conflict), stepped_back=Exists(back), left=Subquery(left))
        .values("call_id")
        .annotate(
            unscreened=Count("pk", filter=Q(state=EntryState.SUBMITTED)),
            unassigned=Count("pk", filter=Q(state=EntryState.ELIGIBLE, given=False)),
            short=Count("pk", filter=Q(state=EntryState.ELIGIBLE) & too_few),
            unscored=Count("pk", filter=Q(state=EntryState.ELIGIBLE, at_work=True)),
            undecided=Count("pk", filter=Q(state=EntryState.ELIGIBLE)),
            to_decide=Count("pk", filter=Q(state=EntryState.ELIGIBLE, conflicted=False) & ~own),
            unwritten=Count("pk", filter=Q(state=EntryState.INELIGIBLE, has_letter=False)),
        )
    )
    return {row["call_id"]: row for row in rows}


def _without_letter(ids: list[int]) -> dict[int, int]:
    rows = decisions.without_letter(ids).values(call=F("entry__call_id")).annotate(n=Count("pk"))
    return {r["call"]: r["n"] for r in rows}


def calls_under_way(user: User) -> list[tuple[Call, str]]:
    """Calls that are not decided yet, with their phase, of the funders for whom the person works."""
    funders = user.organisations_with(*STAFF)
    if not funders:
        return []
    rows = (
        Call.objects.filter(funder_id__in=funders)
        .exclude(state=CallState.DECIDED)
        .annotate(now=Now())
        .order_by("closes_at", "pk")[:8]
    )
    return [(call, phase_at(call, call.now)) for call in rows]


def latest_entries_of(user: User) -> list[Any]:
    """The person's own entries that changed last."""
    return list(own_entries(user).order_by("-changed_at")[:5])


@dataclasses.dataclass(frozen=True, slots=True)
class Unpaid:
    """Accepted awards of one pot that are not paid in full."""

    pot: Pot
    awards: int


def unpaid_for(user: User) -> list[Unpaid]:
    """Where a finance officer has payments to record, pot by pot. Two statements."""
    accepted = Award.objects.filter(
        state=Award.State.ACCEPTED, entry__call__funder_id__in=user.organisations_with(*FINANCE)
    )
    rows = (
        Commitment.objects.filter(
            funder_id__in=user.organisations_with(*FINANCE),
            outstanding__gt=0,
            reference__in=accepted.values("entry__key"),
        )
        .values("pot_id")
        .annotate(n=Count("pk"))
    )
    counted = {row["pot_id"]: row["n"] for row in rows}
    pots = Pot.objects.filter(pk__in=counted).order_by("name") if counted else []
    return [Unpaid(pot, counted[pot.pk]) for pot in pots]
