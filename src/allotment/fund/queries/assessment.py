"""Reads for screening, assigning, scoring and ranking."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q

from allotment.fund.domain.money_line import MoneyLine, Placed, draw_line
from allotment.fund.domain.moves import AssessmentState, EntryState, Outcome
from allotment.fund.domain.ranking import Ranked, Sheet, rank
from allotment.fund.models import Assignment, Call, Conflict, Decision, Entry, Score, Submission
from allotment.fund.queries.entries import ShownSection, asked, sent_answers, shown
from allotment.fund.queries.visible import (
    PAST_ITS_DEADLINE,
    Viewer,
    assignments_of,
    entries_with_deadline,
)
from allotment.kernel.people.models import User
from allotment.kernel.web.tables import PAGE_SIZE, Page

#: States in which an entry is judged: eligible, or decided and after.
JUDGED = (
    EntryState.ELIGIBLE, EntryState.DECIDED, EntryState.OFFERED, EntryState.ACCEPTED,
    EntryState.TURNED_DOWN,
)  # fmt: skip


def assignment(user: Viewer, key: str) -> Assignment:
    """The person's own assignment. Raises Assignment.DoesNotExist."""
    if not isinstance(user, User):
        raise Assignment.DoesNotExist
    return assignments_of(user).get(key=key)


def work_of(user: User) -> list[Assignment]:
    """What an assessor has been given, unfinished first."""
    return list(assignments_of(user).order_by("-state", "entry__call__closes_at", "pk"))


@dataclasses.dataclass(frozen=True, slots=True)
class Load:
    """An assessor with the number of entries given to them in a call, and how many are done."""

    person: User
    given: int
    done: int
    stepped_back: int


def loads(call: Call) -> list[Load]:
    """Every assessor of the funder with their load in this call. One statement."""
    of_call = Q(assignments__entry__call=call)
    people = (
        User.objects.filter(
            memberships__organisation_id=call.funder_id,
            memberships__role="fund.assessor",
            memberships__ended_at=None,
        )
        .annotate(
            given=Count("assignments", filter=of_call, distinct=True),
            done=Count(
                "assignments", filter=of_call & Q(assignments__state="submitted"), distinct=True
            ),
            back=Count(
                "assignments", filter=of_call & Q(assignments__state="stepped_back"), distinct=True
            ),
        )
        .order_by("name")
    )
    return [Load(p, p.given - p.back, p.done, p.back) for p in people]


def own_scores(assignment: Assignment) -> dict[str, Score]:
    """The scores kept so far, by criterion key. One statement."""
    rows = assignment.scores.select_related("criterion")
    return {row.criterion.key: row for row in rows}


@dataclasses.dataclass(frozen=True, slots=True)
class OthersScore:
    """What another assessor gave, shown only after one's own scores are handed in."""

    assessor: str
    criterion: str
    score: int | None
    reason: str


def others_scores(assignment: Assignment) -> list[OthersScore]:
    """Others' submitted scores; nothing before one's own are submitted."""
    if assignment.state != AssessmentState.SUBMITTED:
        return []
    rows = (
        Score.objects.filter(
            assignment__entry=assignment.entry_id, assignment__state=AssessmentState.SUBMITTED
        )
        .exclude(assignment=assignment)
        .select_related("assignment__assessor", "criterion")
        .order_by("criterion__position", "assignment__assessor__name")
    )
    return [
        OthersScore(row.assignment.assessor.display_name, row.criterion.name, row.score, row.reason)
        for row in rows
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class RankedEntry:
    """A line of the ranked list."""

    key: str
    reference: str
    title: str
    who: str
    state: str
    asked: int
    placed: Placed
    decision: Decision | None
    conflicted: bool
    assessors: int
    handed_in: int

    @property
    def ranked(self) -> Ranked:
        return self.placed.ranked


@dataclasses.dataclass(frozen=True, slots=True)
class RankedList:
    """The ranked entries of a call with the line where the money ends."""

    entries: Sequence[RankedEntry]
    line: MoneyLine
    available: int
    decided: int


def newest_decisions(call: Call) -> dict[int, Decision]:
    """The decision that counts, by entry id. One statement."""
    rows = Decision.objects.filter(entry__call=call).select_related("pot", "made_by")
    return {row.entry_id: row for row in rows.order_by("number")}


def sheets_of(call: Call) -> dict[int, list[Sheet]]:
    """Submitted sheets by entry id. One statement."""
    found: dict[tuple[int, str], dict[str, int | None]] = {}
    rows = Score.objects.filter(
        assignment__entry__call=call, assignment__state=AssessmentState.SUBMITTED
    ).values_list("assignment__entry_id", "assignment__key", "criterion__key", "score")
    for entry_id, sheet, criterion, score in rows:
        found.setdefault((entry_id, sheet), {})[criterion] = score
    by_entry: dict[int, list[Sheet]] = {}
    for (entry_id, sheet), scores in found.items():
        by_entry.setdefault(entry_id, []).append(Sheet(sheet, scores))
    return by_entry


def ranked_list(call: Call, viewer: User | None = None) -> RankedList:
    """Rank a call's judged entries and draw the line where its money ends. Six statements.

    An entry counts with the amount decided for it, else with the amount it asked for.
    """
    criteria = [c.as_domain() for c in call.criteria.all()]
    entries: dict[str, Any] = {
        e.key: e
        for e in call.entries.filter(state__in=JUDGED)
        .select_related("owner", "organisation")
        .annotate(
            assessors=Count("assignments", filter=~Q(assignments__state="stepped_back")),
            handed_in=Count("assignments", filter=Q(assignments__state="submitted")),
        )
    }
    sheets = sheets_of(call)
    decisions = newest_decisions(call)
    ranked = rank(criteria, {key: sheets.get(e.pk, []) for key, e in entries.items()})
    amounts = {key: _amount(e, decisions.get(e.pk)) for key, e in entries.items()}
    line = draw_line(ranked, amounts, call.total_on_offer)
    mine = set()
    if viewer is not None:
        mine = set(
            Conflict.objects.filter(entry__call=call, person=viewer).values_list(
                "entry__key", flat=True
            )
        )
    rows = [
        _row(entries[p.ranked.entry], p, decisions, p.ranked.entry in mine) for p in line.placed
    ]
    return RankedList(rows, line, call.total_on_offer, sum(r.decision is not None for r in rows))


def _amount(entry: Entry, decision: Decision | None) -> int:
    if decision is None:
        return entry.asked
    return decision.amount if decision.outcome == Outcome.FUND else entry.asked


def _row(
    entry: Any, placed: Placed, decisions: Mapping[int, Decision], conflicted: bool
) -> RankedEntry:
    return RankedEntry(
        entry.key, entry.reference, entry.title, who_enters(entry), entry.state, entry.asked,
        placed, decisions.get(entry.pk), conflicted, entry.assessors, entry.handed_in,
    )  # fmt: skip


def who_enters(entry: Entry) -> str:
    """The organisation that entered, or the person."""
    if entry.organisation is not None:
        return entry.organisation.name
    if entry.paper_name:
        return entry.paper_name
    return entry.owner.display_name if entry.owner else ""


@dataclasses.dataclass(frozen=True, slots=True)
class Received:
    """A line of the list of entries, as those who screen and assign see it."""

    key: str
    reference: str
    title: str
    who: str
    asked: int
    state: str
    submitted_at: dt.datetime | None
    assessors: Sequence[str]
    handed_in: int
    stepped_back: int


def _received_entries(call: Call, state: str, text: str) -> Any:
    entries = (
        entries_with_deadline()
        .filter(PAST_ITS_DEADLINE, call=call)
        .exclude(submitted_at=None)
        .prefetch_related("assignments__assessor")
        .order_by("submitted_at", "pk")
    )
    if state:
        entries = entries.filter(state=state)
    if text:
        entries = entries.filter(
            Q(title__icontains=text)
            | Q(reference__icontains=text)
            | Q(organisation__name__icontains=text)
        )
    return entries


def received_of(call: Call, *, state: str = "", text: str = "") -> Iterator[Received]:
    """Every entry sent to a call whose deadline has passed, filtered: streamed."""
    return map(_received, _received_entries(call, state, text).iterator(chunk_size=500))


def received_page(
    call: Call, *, state: str = "", text: str = "", after: str = "", before: str = ""
) -> Page[Received]:
    """A page of them by key (the key of the entry before or after). At most six statements."""
    entries = _received_entries(call, state, text)
    count = entries.count()
    beside = Entry.objects.filter(call=call, key=before or after).first()
    if beside is not None and before:
        rows = list(
            entries.filter(
                Q(submitted_at__lt=beside.submitted_at)
                | Q(submitted_at=beside.submitted_at, pk__lt=beside.pk)
            ).reverse()[: PAGE_SIZE + 1]
        )
        more_before, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE][::-1]
        return _page(rows, count, more_before=more_before, more_after=True)
    if beside is not None:
        entries = entries.filter(
            Q(submitted_at__gt=beside.submitted_at)
            | Q(submitted_at=beside.submitted_at, pk__gt=beside.pk)
        )
    rows = list(entries[: PAGE_SIZE + 1])
    return _page(
        rows[:PAGE_SIZE], count, more_before=beside is not None, more_after=len(rows) > PAGE_SIZE
    )


def _page(rows: list[Any], count: int, *, more_before: bool, more_after: bool) -> Page[Received]:
    return Page(
        [_received(row) for row in rows],
        count,
        next_key=rows[-1].key if rows and more_after else "",
        previous_key=rows[0].key if rows and more_before else "",
    )


def next_to_screen(call: Call) -> str | None:
    """The key of the entry that has waited longest to be screened."""
    entry = _received_entries(call, EntryState.SUBMITTED, "").first()
    return entry.key if entry else None


def _received(entry: Any) -> Received:
    rows = list(entry.assignments.all())
    active = [r for r in rows if r.state != AssessmentState.STEPPED_BACK]
    return Received(
        entry.key, entry.reference, entry.title, who_enters(entry), entry.asked, entry.state,
        entry.submitted_at, sorted(r.assessor.display_name for r in active),
        sum(r.state == AssessmentState.SUBMITTED for r in rows), len(rows) - len(active),
    )  # fmt: skip


def all_scores(entry: Entry) -> list[OthersScore]:
    """Every submitted score of an entry with its reason, for the board."""
    rows = (
        Score.objects.filter(assignment__entry=entry, assignment__state=AssessmentState.SUBMITTED)
        .select_related("assignment__assessor", "criterion")
        .order_by("criterion__position", "assignment__assessor__name")
    )
    return [
        OthersScore(row.assignment.assessor.display_name, row.criterion.name, row.score, row.reason)
        for row in rows
    ]


def pack_of(
    call: Call, ranked: RankedList
) -> tuple[dict[str, list[ShownSection]], dict[str, list[OthersScore]]]:
    """Answers and scores of every ranked entry, by key: for the board pack."""
    latest: dict[str, Submission] = {}
    form = asked(call)
    for sent in (
        Submission.objects.filter(entry__call=call).select_related("entry").order_by("number")
    ):
        latest[sent.entry.key] = sent
    answers = {
        each.key: shown(call, latest[each.key].entry, sent_answers(latest[each.key]), form)
        for each in ranked.entries
        if each.key in latest
    }
    scores: dict[str, list[OthersScore]] = {}
    rows = (
        Score.objects.filter(
            assignment__entry__call=call, assignment__state=AssessmentState.SUBMITTED
        )
        .select_related("assignment__assessor", "assignment__entry", "criterion")
        .order_by("criterion__position", "assignment__assessor__name")
    )
    for row in rows:
        scores.setdefault(row.assignment.entry.key, []).append(
            OthersScore(
                row.assignment.assessor.display_name, row.criterion.name, row.score, row.reason
            )
        )
    return answers, scores
