"""What the entries of a call tell whoever analyses them, by what their questions mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from allotment.fund.domain.answers import AnswerValue, format_answer
from allotment.fund.domain.moves import EntryState, Outcome
from allotment.fund.domain.parsing import parse_answer
from allotment.fund.domain.questions import Question
from allotment.fund.domain.ranking import rank
from allotment.fund.models import Award, Call, Decision, Entry, Submission
from allotment.fund.queries.assessment import sent_to, sheets_of
from allotment.fund.queries.awards import in_register
from allotment.fund.queries.entries import asked, sent_answers


@dataclass(frozen=True, slots=True)
class ToldEntry:
    """One entry that was sent. Amounts are pence, `score` is the mean out of 100 (None: not judged).

    `values` and `words` have each answer by the meaning of its question: as understood, and in words.
    `published` is the key of its award in the register; what has none is not public.
    """

    reference: str
    title: str
    organisation: str
    organisation_ref: str
    organisation_kind: str
    gss_code: str
    asked: int
    awarded: int | None
    score: float | None
    year: int
    values: Mapping[str, AnswerValue]
    words: Mapping[str, str]
    published: str


@dataclass(frozen=True, slots=True)
class ToldCall:
    """A call's entries, the meanings that its questions carry, and what is left out: how many."""

    title: str
    entries: tuple[ToldEntry, ...]
    meanings: frozenset[str]
    withdrawn: int
    ineligible: int
    is_judged: bool


def told(call: Call) -> ToldCall:
    """The entries that were sent and whose deadline has passed. As many statements for a thousand
    entries as for one; those withdrawn and those not eligible are only counted."""
    meaning = [q for section in asked(call) for q in section.questions if q.meaning is not None]
    found = (
        sent_to(call)
        .select_related("organisation")
        .prefetch_related(Prefetch("submissions", Submission.objects.order_by("number")))
        .prefetch_related(Prefetch("decisions", Decision.objects.order_by("number")))
        .prefetch_related(Prefetch("awards", Award.objects.filter(state=Award.State.ACCEPTED)))
        .order_by("reference")
    )
    every = list(found)
    kept = [e for e in every if e.state not in (EntryState.WITHDRAWN, EntryState.INELIGIBLE)]
    scores = _scores(call, kept)
    public = in_register([a.key for e in kept for a in e.awards.all()])
    return ToldCall(
        title=call.title,
        entries=tuple(_told(e, meaning, scores.get(e.pk), public) for e in kept),
        meanings=frozenset(str(q.meaning) for q in meaning),
        withdrawn=sum(e.state == EntryState.WITHDRAWN for e in every),
        ineligible=sum(e.state == EntryState.INELIGIBLE for e in every),
        is_judged=bool(scores),
    )


def _scores(call: Call, entries: list[Entry]) -> dict[int, float]:
    criteria = list(call.criteria.all())
    sheets = sheets_of(call, criteria)
    ranked = rank(
        [c.as_domain() for c in criteria],
        {str(e.pk): sheets.get(e.pk, []) for e in entries},
    )
    points = {int(each.entry): each.standing.points for each in ranked}
    return {pk: found for pk, found in points.items() if found is not None}


def _told(
    entry: Entry, meaning: list[Question], score: float | None, public: Mapping[str, str]
) -> ToldEntry:
    sent = list(entry.submissions.all())
    typed = sent_answers(sent[-1]) if sent else {}
    values = {str(q.meaning): _value(q, typed) for q in meaning}
    organisation = entry.organisation
    awards = list(entry.awards.all())
    return ToldEntry(
        reference=entry.reference,
        title=entry.title,
        organisation=organisation.name if organisation else "",
        organisation_ref=organisation.org_id if organisation else "",
        organisation_kind=organisation.kind if organisation else "",
        gss_code=organisation.gss_code if organisation else "",
        asked=entry.asked,
        awarded=_awarded(entry),
        score=score,
        year=entry.submitted_at.year if entry.submitted_at else 0,
        values={name: value for name, value in values.items() if value is not None},
        words={str(q.meaning): format_answer(q, values[str(q.meaning)]) for q in meaning},
        published=public.get(awards[-1].key, "") if awards else "",
    )


def _value(question: Question, typed: Mapping[str, Any]) -> AnswerValue | None:
    return parse_answer(question, typed.get(question.key)).value


def _awarded(entry: Entry) -> int | None:
    """What was decided for it; None where nothing is decided, or it was not funded."""
    decisions = list(entry.decisions.all())
    is_funded = bool(decisions) and decisions[-1].outcome == Outcome.FUND
    return decisions[-1].amount if is_funded else None
