"""Reads for screening, assigning, scoring and ranking."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Max, Q

from allotment.fund.domain.money_line import MoneyLine, Placed, Side, draw_line
from allotment.fund.domain.moves import AssessmentState, EntryState
from allotment.fund.domain.ranking import Ranked, Sheet, rank
from allotment.fund.models import (
    Assignment,
    Call,
    Conflict,
    Criterion,
    Decision,
    Entry,
    Score,
    Submission,
)
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


def work_of(user: User, *, done: bool, after: str = "") -> Page[Assignment]:
    """A page of what an assessor has still to score, or has handed in, oldest first. By key."""
    rows = assignments_of(user).order_by("pk")
    submitted = Q(state=AssessmentState.SUBMITTED)
    rows = rows.filter(submitted) if done else rows.exclude(submitted)
    count = rows.count()
    beside = assignments_of(user).filter(key=after).first() if after else None
    if beside is not None:
        rows = rows.filter(pk__gt=beside.pk)
    found = list(rows[: PAGE_SIZE + 1])
    following = found[PAGE_SIZE - 1].key if len(found) > PAGE_SIZE else ""
    return Page(found[:PAGE_SIZE], count, next_key=following)


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
    """The ranked entries of a call with the line where the money ends.

    `entries` are those asked for; `line` has all of them by key, in order.
    """

    entries: Sequence[RankedEntry]
    line: MoneyLine
    available: int
    decided: int

    @property
    def first_below(self) -> str:
        """The key of the first entry under the line; "" where everything is above it."""
        below = (p.ranked.entry for p in self.line.placed if p.side is not Side.ABOVE)
        return next(below, "")


def sheets_of(call: Call, criteria: Sequence[Criterion]) -> dict[int, list[Sheet]]:
    """Submitted sheets by entry id. One statement, one row a sheet."""
    columns = {f"c{n}": Max("score", filter=Q(criterion_id=c.pk)) for n, c in enumerate(criteria)}
    rows = (
        Score.objects.filter(
            assignment__entry__call=call, assignment__state=AssessmentState.SUBMITTED
        )
        .values_list("assignment__entry_id", "assignment_id")
        .annotate(**columns)
    )
    keys = [c.key for c in criteria]
    by_entry: dict[int, list[Sheet]] = {}
    for entry_id, sheet, *scores in rows:
        by_entry.setdefault(entry_id, []).append(
            Sheet(str(sheet), dict(zip(keys, scores, strict=True)))
        )
    return by_entry


def ranked_list(
    call: Call, viewer: User | None = None, *, start: int = 0, most: int | None = None
) -> RankedList:
    """Rank a call's judged entries and draw the line where its money ends. Seven statements.

    An entry counts with the amount decided for it, else with the amount it asked for. Details are
    read only for the `most` entries from place `start` on.
    """
    criteria = list(call.criteria.all())
    judged = call.entries.filter(state__in=JUDGED)
    asked_for = {key: (pk, pence) for key, pk, pence in judged.values_list("key", "pk", "asked")}
    decided = _decided_amounts(call)
    amounts = {key: decided.get(pk) or pence for key, (pk, pence) in asked_for.items()}
    sheets = sheets_of(call, criteria)
    ranked = rank(
        [c.as_domain() for c in criteria],
        {key: sheets.get(pk, []) for key, (pk, _pence) in asked_for.items()},
    )
    line = draw_line(ranked, amounts, call.total_on_offer)
    placed = line.placed[start : None if most is None else start + most]
    entries = _details(call, placed, viewer)
    return RankedList(entries, line, call.total_on_offer, len(decided))


def _decided_amounts(call: Call) -> dict[int, int]:
    """What the decision that counts awards, by entry id; 0 where it awards nothing."""
    rows = Decision.objects.filter(entry__call=call).order_by("number")
    return dict(rows.values_list("entry_id", "amount"))


def _details(call: Call, placed: Sequence[Placed], viewer: User | None) -> list[RankedEntry]:
    keys = [p.ranked.entry for p in placed]
    entries: dict[str, Any] = {
        e.key: e
        for e in call.entries.filter(key__in=keys)
        .select_related("owner", "organisation")
        .annotate(
            assessors=Count("assignments", filter=~Q(assignments__state="stepped_back")),
            handed_in=Count("assignments", filter=Q(assignments__state="submitted")),
        )
    }
    newest = {
        d.entry_id: d
        for d in Decision.objects.filter(entry__key__in=keys)
        .select_related("pot", "made_by")
        .order_by("number")
    }
    mine: set[str] = set()
    if viewer is not None:
        conflicts = Conflict.objects.filter(entry__call=call, person=viewer)
        mine = set(conflicts.values_list("entry__key", flat=True))
    return [_row(entries[p.ranked.entry], p, newest, p.ranked.entry in mine) for p in placed]


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
        .select_related("organisation", "owner")
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
