"""Reads behind the fund's lists: each narrowed and sorted as the list's address asks.

What a list can be sorted by stands beside it; the columns' names are those of `views.lists`.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Lower, Now, NullIf

from allotment.fund.domain.moves import AssessmentState, CallState
from allotment.fund.models import Assignment, Award, Call, Clarification, Letter
from allotment.fund.queries.assessment import sent_to, who_enters
from allotment.fund.queries.calls import Managed, inside, managed
from allotment.fund.queries.visible import Viewer, assignments_of, own_entries
from allotment.kernel.people.models import User
from allotment.kernel.web.rows import Listed, Rows
from allotment.kernel.web.tables import Asked


def _who(entry: str = "") -> Any:
    """In SQL, for sorting: the organisation that entered, or the person."""
    names = [
        f"{entry}organisation__name",
        NullIf(f"{entry}paper_name", Value("")),
        f"{entry}owner__name",
        Value(""),
    ]
    return Lower(Coalesce(*names, output_field=CharField()))


def _with_words(text: str, entry: str = "") -> Q:
    """Entries with these words in the title, the reference or the name of the organisation."""
    return (
        Q(**{f"{entry}title__icontains": text})
        | Q(**{f"{entry}reference__icontains": text})
        | Q(**{f"{entry}organisation__name__icontains": text})
        | Q(**{f"{entry}paper_name__icontains": text})
    )


@dataclasses.dataclass(frozen=True, slots=True)
class PastCall:
    """A call whose deadline has passed; `awards` and `awarded` (pence) are of one that is decided."""

    key: str
    title: str
    funder: str
    phase: str
    closed_at: dt.datetime
    on_offer: int
    awards: int
    awarded: int


PAST: Mapping[str, Sequence[str]] = {
    "closed": ("closes_at",),
    "title": ("by_title",),
    "funder": ("by_funder",),
    "state": ("phase",),
    "offer": ("total_on_offer",),
}


def past(asked: Asked) -> Rows[Call, PastCall]:
    """Published calls that have closed, for everybody. Up to four statements a page."""
    phase = Case(
        When(state=CallState.OPEN, then=Value("closed")),
        default="state",
        output_field=CharField(),
    )
    found = (
        Call.objects.exclude(state=CallState.DRAFT)
        .filter(closes_at__lte=Now())
        .select_related("funder")
        .annotate(phase=phase, by_title=Lower("title"), by_funder=Lower("funder__name"))
    )
    if asked["state"]:
        found = found.filter(phase=asked["state"])
    if asked["text"]:
        found = found.filter(
            Q(title__icontains=asked["text"])
            | Q(summary__icontains=asked["text"])
            | Q(funder__name__icontains=asked["text"])
        )
    return Rows(found, asked, PAST, _past)


def _past(calls: list[Any]) -> list[PastCall]:
    accepted = (
        Award.objects.filter(
            state=Award.State.ACCEPTED,
            entry__call__in=[call.pk for call in calls if call.state == CallState.DECIDED],
        )
        .values("entry__call")
        .annotate(n=Count("pk"), pence=Sum("amount"))
    )
    came_of = {row["entry__call"]: (row["n"], row["pence"]) for row in accepted}
    return [
        PastCall(
            call.key, call.title, call.funder.name, call.phase, call.closes_at,
            call.total_on_offer, *came_of.get(call.pk, (0, 0)),
        )
        for call in calls
    ]  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class MyEntry:
    """An entry in the list of those who write it."""

    key: str
    reference: str
    title: str
    call: str
    state: str
    deadline: dt.datetime | None
    writable: bool
    begun_at: dt.datetime


MINE: Mapping[str, Sequence[str]] = {
    "begun": (),
    "title": ("by_title",),
    "call": ("by_call",),
    "state": ("state",),
    "deadline": ("deadline",),
}


def mine(user: User, asked: Asked) -> Rows[Any, MyEntry]:
    """The person's entries. Up to three statements a page."""
    found = own_entries(user).annotate(by_title=Lower("title"), by_call=Lower("call__title"))
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["text"]:
        found = found.filter(_with_words(asked["text"]) | Q(call__title__icontains=asked["text"]))
    return Rows(found, asked, MINE, lambda rows: [_mine(row) for row in rows])


def _mine(row: Any) -> MyEntry:
    return MyEntry(
        row.key, row.reference, row.title, row.call.title, row.state, row.deadline,
        row.is_writable, row.made_at,
    )  # fmt: skip


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
    scores_submitted: int
    stepped_back: int


RECEIVED: Mapping[str, Sequence[str]] = {
    "sent": ("submitted_at",),
    "title": ("by_title",),
    "who": ("by_who",),
    "asked": ("asked",),
    "state": ("state",),
    "reference": ("reference",),
}


def received(call: Call, asked: Asked) -> Rows[Any, Received]:
    """The entries sent to a call whose deadline has passed. At most six statements a page."""
    found = sent_to(call).annotate(by_title=Lower("title"), by_who=_who())
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["assessor"]:
        given = Assignment.objects.filter(assessor__pk=asked["assessor"]).exclude(
            state=AssessmentState.STEPPED_BACK
        )
        found = found.filter(pk__in=given.values("entry"))
    if asked["text"]:
        found = found.filter(_with_words(asked["text"]))
    return Rows(found, asked, RECEIVED, lambda rows: [_received(row) for row in rows])


def _received(entry: Any) -> Received:
    rows = list(entry.assignments.all())
    active = [r for r in rows if r.state != AssessmentState.STEPPED_BACK]
    return Received(
        entry.key, entry.reference, entry.title, who_enters(entry), entry.asked, entry.state,
        entry.submitted_at, [r.assessor.display_name for r in active],
        sum(r.state == AssessmentState.SUBMITTED for r in active), len(rows) - len(active),
    )  # fmt: skip


WORK: Mapping[str, Sequence[str]] = {
    "given": (),
    "title": ("by_title",),
    "call": ("by_call",),
    "state": ("state",),
}


def work_of(user: User, asked: Asked) -> Rows[Assignment, Assignment]:
    """What an assessor has still to score or, with "done", has submitted."""
    found = assignments_of(user).annotate(
        by_title=Lower("entry__title"), by_call=Lower("entry__call__title")
    )
    submitted = Q(state=AssessmentState.SUBMITTED)
    found = found.filter(submitted) if asked["done"] else found.exclude(submitted)
    if asked["text"]:
        found = found.filter(
            _with_words(asked["text"], "entry__") | Q(entry__call__title__icontains=asked["text"])
        )
    return Rows(found, asked, WORK, list)


ASSIGNMENTS: Mapping[str, Sequence[str]] = {
    "given": (),
    "title": ("by_title",),
    "assessor": ("by_assessor",),
    "state": ("state",),
    "handed_in": ("when_submitted",),
}
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def assignments(call: Call, asked: Asked) -> Rows[Assignment, Assignment]:
    """Who was given which entry of a call, and how far each is."""
    found = Assignment.objects.filter(entry__in=sent_to(call).values("pk"))
    found = found.select_related("entry", "assessor").annotate(
        by_title=Lower("entry__title"),
        by_assessor=Lower("assessor__name"),
        when_submitted=Coalesce("submitted_at", Value(_LONG_AGO)),
    )
    if asked["assessor"]:
        found = found.filter(assessor__pk=asked["assessor"])
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["text"]:
        found = found.filter(_with_words(asked["text"], "entry__"))
    return Rows(found, asked, ASSIGNMENTS, list)


MANAGED: Mapping[str, Callable[[Managed], Any]] = {
    "made": lambda m: m.call.made_at,
    "title": lambda m: m.call.title.lower(),
    "state": lambda m: ["draft", "later", "open", "closed", "deciding", "decided"].index(m.phase),
    "closes": lambda m: m.call.closes_at or _LONG_AGO,
    "begun": lambda m: m.begun,
    "sent": lambda m: m.sent,
}


def managed_calls(user: User, asked: Asked) -> Listed[Managed]:
    """Calls of the funders for whom the person works. One statement."""
    text = asked["text"].lower()
    rows = [
        m
        for m in managed(user)
        if asked["state"] in {"", m.phase}
        and asked["funder"] in {"", m.call.funder.key}
        and text in m.call.title.lower()
    ]
    return Listed(rows, asked, MANAGED, lambda m: m.call.key)


CLARIFICATIONS: Mapping[str, Sequence[str]] = {
    "answered": ("is_answered", "asked_at"),
    "asked": ("asked_at",),
}


def clarifications(call: Call, asked: Asked) -> Rows[Clarification, Clarification]:
    """Every question asked."""
    is_answered = Case(When(answered_at=None, then=0), default=1)
    found = Clarification.objects.filter(call=call).annotate(is_answered=is_answered)
    if asked["state"]:
        found = found.filter(answered_at__isnull=asked["state"] == "open")
    if asked["text"]:
        found = found.filter(
            Q(question__icontains=asked["text"]) | Q(answer__icontains=asked["text"])
        )
    return Rows(found, asked, CLARIFICATIONS, list)


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """A letter that went out. `outcome` is "ineligible" where it tells of no decision."""

    key: str
    reference: str
    title: str
    who: str
    outcome: str
    subject: str
    body: str
    sent_at: dt.datetime
    sent_by: str
    on_paper: bool


LETTERS: Mapping[str, Sequence[str]] = {
    "sent": (),
    "title": ("by_title",),
    "who": ("by_who",),
    "outcome": ("outcome",),
}


def _letters(call: Call) -> QuerySet[Any]:
    return (
        Letter.objects.filter(entry__call=call)
        .select_related("entry__call__funder", "entry__organisation", "entry__owner", "sent_by")
        .annotate(
            by_title=Lower("entry__title"),
            by_who=_who("entry__"),
            outcome=Coalesce("decision__outcome", Value("ineligible")),
        )
    )


def letters(call: Call, asked: Asked) -> Rows[Letter, Sent]:
    """The letters of a call that have gone out, as they went out."""
    found = _letters(call)
    if asked["outcome"]:
        found = found.filter(outcome=asked["outcome"])
    if asked["text"]:
        found = found.filter(_with_words(asked["text"], "entry__"))
    return Rows(found, asked, LETTERS, lambda rows: [_sent(row) for row in rows])


def letter(user: Viewer, key: str, letter: str) -> Letter:
    """One letter of a call, for those inside its funder. Raises Letter.DoesNotExist."""
    found: Letter = _letters(inside(user, key)).get(key=letter)
    return found


def as_sent(letter: Letter) -> Sent:
    """A letter of `letter`, as lists and its page show it."""
    return _sent(letter)


def _sent(row: Any) -> Sent:
    return Sent(
        row.key, row.entry.reference, row.entry.title, who_enters(row.entry), row.outcome,
        row.subject, row.body, row.sent_at, row.sent_by.display_name if row.sent_by else "",
        bool(row.entry.paper_name),
    )  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True)
class Offered:
    """An award of a call, as its funder sees it."""

    key: str
    entry: str
    reference: str
    title: str
    who: str
    amount: int
    state: str
    offered_at: dt.datetime
    reply_by: dt.date | None
    answered_at: dt.datetime | None


AWARDS: Mapping[str, Sequence[str]] = {
    "offered": (),
    "title": ("by_title",),
    "who": ("by_who",),
    "amount": ("amount",),
    "state": ("state",),
}


def awards(call: Call, asked: Asked) -> Rows[Award, Offered]:
    """The awards of a call, with what became of each offer."""
    found = (
        Award.objects.filter(entry__call=call)
        .select_related("entry", "entry__organisation", "entry__owner")
        .annotate(by_title=Lower("entry__title"), by_who=_who("entry__"))
    )
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["text"]:
        found = found.filter(_with_words(asked["text"], "entry__"))
    return Rows(found, asked, AWARDS, lambda rows: [_offered(row) for row in rows])


def _offered(row: Award) -> Offered:
    return Offered(
        row.key, row.entry.key, row.entry.reference, row.entry.title, who_enters(row.entry),
        row.amount, row.state, row.offered_at, row.reply_by, row.answered_at,
    )  # fmt: skip
