"""Reads for screening, assigning, scoring and ranking."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.utils.translation import gettext as _

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
from allotment.fund.queries.entries import (
    ShownSection,
    asked,
    files_by_entry,
    in_words,
    sent_answers,
)
from allotment.fund.queries.late_changes import versions_before
from allotment.fund.queries.visible import (
    UNSEALED,
    Viewer,
    assignments_of,
    sent_entries,
    sheets_of_assessor,
)
from allotment.kernel.people.models import User
from allotment.kernel.web import tables
from allotment.kernel.web.rows import cut_page
from allotment.kernel.web.tables import Asked, Page
from allotment.money.models import Commitment

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


def own_sheet(user: Viewer, key: str) -> Assignment:
    """The same, with those that the person stepped back from. Raises Assignment.DoesNotExist."""
    if not isinstance(user, User):
        raise Assignment.DoesNotExist
    return sheets_of_assessor(user).get(key=key)


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
    """What another assessor gave, shown only after one's own scores are submitted."""

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
    return [_with_reason(row) for row in rows]


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
    scores_submitted: int

    @property
    def ranked(self) -> Ranked:
        return self.placed.ranked


@dataclasses.dataclass(frozen=True, slots=True)
class RankedList:
    """The ranked entries of a call with the line where the money ends.

    `page` has those asked for; `line` has all of them by key, in order.
    """

    page: Page[RankedEntry]
    line: MoneyLine
    available: int
    decided: int
    in_order: bool = True

    @property
    def entries(self) -> Sequence[RankedEntry]:
        return self.page.rows

    @property
    def first_below(self) -> str:
        """The key of the first entry under the line; "" where everything is above it, or where the
        list is read in another order."""
        if not self.in_order:
            return ""
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


class _Facts(NamedTuple):
    """What the ranked list knows of every entry before it reads any in full."""

    pk: int
    asked: int
    title: str


#: What the ranked list can be sorted by.
RANKING: Mapping[str, Callable[[int, _Facts, Placed], Any]] = {
    "rank": lambda place, _facts, _placed: place,
    "title": lambda _place, facts, _placed: facts.title.lower(),
    "mean": lambda _place, _facts, placed: placed.ranked.standing.mean or -1,
    "spread": lambda _place, _facts, placed: placed.ranked.standing.spread or 0.0,
    "scores": lambda _place, _facts, placed: placed.ranked.standing.n,
    "asked": lambda _place, facts, _placed: facts.asked,
}
UNDECIDED = "undecided"


def ranked_list(
    call: Call, viewer: User | None = None, asked_for: Asked | None = None
) -> RankedList:
    """Rank a call's judged entries and draw the line where its money ends. Nine statements.

    An entry that was decided counts with the amount decided for it (nothing, where it was declined or
    the offer turned down), any other with the amount it asked for. The money ends with what is on
    offer or with what the pots hold for this call, whichever is less. Details are read only for the
    page that is asked for; without one, for every entry.
    """
    criteria = list(call.criteria.all())
    judged = judged_of(call).values_list("key", "pk", "asked", "title")
    facts = {key: _Facts(pk, pence, title) for key, pk, pence, title in judged}
    decided = _decided(call)
    outcomes = {key: decided.get(each.pk, (UNDECIDED, 0)) for key, each in facts.items()}
    amounts = {
        key: decided[each.pk][1] if each.pk in decided else each.asked
        for key, each in facts.items()
    }
    sheets = sheets_of(call, criteria)
    ranked = rank(
        [c.as_domain() for c in criteria],
        {key: sheets.get(each.pk, []) for key, each in facts.items()},
    )
    line = draw_line(ranked, amounts, min(call.total_on_offer, _held_for(call)))
    page, in_order = Page(list(line.placed), len(line.placed)), True
    if asked_for is not None:
        page = _page_of_ranking(line.placed, facts, outcomes, asked_for)
        in_order = asked_for.sort == "rank" and not asked_for.is_narrowed
    entries = _details(call, page.rows, viewer)
    shown = Page(entries, page.count, page.next_key, page.previous_key)
    return RankedList(shown, line, call.total_on_offer, len(decided), in_order)


def _page_of_ranking(
    placed: Sequence[Placed],
    facts: Mapping[str, _Facts],
    outcomes: Mapping[str, tuple[str, int]],
    wanted: Asked,
) -> Page[Placed]:
    by, words = RANKING[wanted.sort.removeprefix("-")], wanted["text"].lower()
    kept = [
        (by(place, facts[each.ranked.entry], each), place, each)
        for place, each in enumerate(placed)
        if words in facts[each.ranked.entry].title.lower()
        and wanted["decision"] in {"", outcomes[each.ranked.entry][0]}
    ]
    kept.sort(key=lambda row: row[:2], reverse=wanted.sort.startswith("-"))
    rows = [each for _by, _place, each in kept]
    if wanted.as_file:
        return Page(rows, len(rows))
    return cut_page(rows, wanted, lambda each: each.ranked.entry, size=2 * tables.PAGE_SIZE)


def _decided(call: Call) -> dict[int, tuple[str, int]]:
    """Outcome of the decision that counts and the amount it takes, by entry id."""
    rows = Decision.objects.filter(entry__call=call, entry__state__in=JUDGED).order_by("number")
    return {
        pk: (outcome, 0 if state == EntryState.TURNED_DOWN else pence)
        for pk, outcome, pence, state in rows.values_list(
            "entry_id", "outcome", "amount", "entry__state"
        )
    }


def _held_for(call: Call) -> int:
    """Pence that the call's pots have left, with what they committed and paid to its entries."""
    left = call.pots.aggregate(left=Sum("available"))["left"] or 0
    taken = Commitment.objects.filter(
        pot__in=call.pots.values("pk"), reference__in=call.entries.values("key")
    ).aggregate(pence=Sum(F("outstanding") + F("paid")))["pence"]
    return int(left) + int(taken or 0)


def _details(call: Call, placed: Sequence[Placed], viewer: User | None) -> list[RankedEntry]:
    keys = [p.ranked.entry for p in placed]
    entries: dict[str, Any] = {
        e.key: e
        for e in call.entries.filter(key__in=keys)
        .select_related("owner", "organisation")
        .annotate(
            assessors=Count("assignments", filter=~Q(assignments__state="stepped_back")),
            scores_submitted=Count("assignments", filter=Q(assignments__state="submitted")),
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
        placed, decisions.get(entry.pk), conflicted, entry.assessors, entry.scores_submitted,
    )  # fmt: skip


def who_enters(entry: Entry) -> str:
    """The organisation that entered, or the person."""
    if entry.organisation is not None:
        return entry.organisation.name
    if entry.paper_name:
        return entry.paper_name
    return entry.owner.display_name if entry.owner else ""


def sent_to(call: Call) -> QuerySet[Any]:
    """The entries sent to a call that the funder's people may read, in no order."""
    return (
        sent_entries()
        .filter(call=call)
        .select_related("organisation", "owner")
        .prefetch_related("assignments__assessor")
    )


def judged_of(call: Call) -> QuerySet[Entry]:
    """The entries of a call that are judged and that the funder's people may read."""
    return call.entries.filter(UNSEALED, state__in=JUDGED)


def next_to_screen(call: Call) -> str | None:
    """The key of the entry that has waited longest to be screened."""
    waiting = sent_to(call).filter(state=EntryState.SUBMITTED)
    entry = waiting.order_by("submitted_at", "pk").first()
    return entry.key if entry else None


def all_scores(entry: Entry) -> list[OthersScore]:
    """Every submitted score of an entry with its reason, for the board."""
    return [_with_reason(row) for row in scores_of([entry])[entry.pk]]


def _with_reason(score: Score) -> OthersScore:
    name = score.assignment.assessor.display_name
    return OthersScore(name, score.criterion.name, score.score, score.reason)


def scores_of(entries: Iterable[Entry]) -> dict[int, list[Score]]:
    """Every submitted score of each entry, by its number in the table; by criterion. One statement."""
    found: dict[int, list[Score]] = defaultdict(list)
    rows = (
        Score.objects.filter(
            assignment__entry__in=entries, assignment__state=AssessmentState.SUBMITTED
        )
        .select_related("assignment__assessor", "criterion")
        .order_by("criterion__position", "assignment__assessor__name")
    )
    for row in rows:
        found[row.assignment.entry_id].append(row)
    return found


def pack_of(
    call: Call, ranked: RankedList
) -> tuple[dict[str, list[ShownSection]], dict[str, list[OthersScore]]]:
    """Answers and scores of every ranked entry, by key, with what stood before a late change: for
    the board pack. Five statements, six with late changes, and those of the form."""
    latest: dict[str, Submission] = {}
    form = asked(call)
    for sent in (
        Submission.objects.filter(entry__call=call).select_related("entry").order_by("number")
    ):
        latest[sent.entry.key] = sent
    files = files_by_entry(call)
    answers = {
        each.key: in_words(form, sent_answers(latest[each.key]), files[each.key])
        for each in ranked.entries
        if each.key in latest
    }
    for sent in versions_before(call).values():
        if sent.entry.key in answers:
            answers[sent.entry.key] = [
                *answers[sent.entry.key],
                *(
                    dataclasses.replace(
                        each,
                        title=_("Version %(n)s, before a late change: %(section)s")
                        % {"n": sent.number, "section": each.title},
                    )
                    for each in in_words(form, sent_answers(sent), files[sent.entry.key])
                ),
            ]
    keys = dict(call.entries.values_list("pk", "key"))
    scores = {
        keys[entry]: [_with_reason(row) for row in rows]
        for entry, rows in scores_of(call.entries.all()).items()
    }
    return answers, scores
