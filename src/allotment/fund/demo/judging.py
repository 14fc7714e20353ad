"""How the demonstration's entries were judged: screened, scored, decided, told, answered."""

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from allotment.fund.demo.clock import Clock
from allotment.fund.demo.content import Content, DemoCall, DemoDecision, DemoEntry, DemoSheet
from allotment.fund.demo.people import Cast
from allotment.fund.domain.moves import AssessmentState, EntryState, Outcome
from allotment.fund.models import (
    Assignment,
    Award,
    Call,
    Conflict,
    Criterion,
    Decision,
    Entry,
    Letter,
    Score,
)
from allotment.fund.services import assessment, awards, decisions, letters
from allotment.kernel.audit import services as audit
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User
from allotment.money.models import Pot

_JUDGED = frozenset(EntryState) - {EntryState.DRAFT, EntryState.SUBMITTED, EntryState.WITHDRAWN}


def judge(
    demo: DemoCall, content: Content, entries: Mapping[str, Entry], cast: Cast, clock: Clock
) -> None:
    """Screen the entries of a closed call and let assessors score them, as far as they have."""
    if not entries:
        return
    call = next(iter(entries.values())).call
    criteria = {criterion.key: criterion for criterion in call.criteria.all()}
    for one in content.entries_of(demo.key):
        if one.state not in _JUDGED:
            continue
        entry = entries[one.key]
        assessment.screen(
            entry=entry,
            by=cast.officers["manager"],
            eligible=one.state is not EntryState.INELIGIBLE,
            reason=one.ineligible_because,
        )
        feedback = one.decisions[0].feedback if one.decisions else ""
        for place, sheet in enumerate(one.sheets):
            moment = clock.scored(demo, one, sheet.assessor)
            _assess(entry, sheet, criteria, cast, moment, "" if place else feedback)
    for conflict in content.conflicts:
        if conflict.entry in entries:
            _declare(entries[conflict.entry], cast.officers[conflict.who], conflict.what, clock)


def _assess(
    entry: Entry,
    sheet: DemoSheet,
    criteria: Mapping[str, Criterion],
    cast: Cast,
    moment: dt.datetime,
    comment: str,
) -> None:
    assessor = cast.officers[sheet.assessor]
    declared = sheet.state is not AssessmentState.ASSIGNED
    row = Assignment.objects.create(
        entry=entry,
        assessor=assessor,
        state=sheet.state,
        conflict=sheet.conflict,
        comment=comment,
        assigned_by=cast.officers["manager"],
        declared_at=moment - dt.timedelta(hours=1) if declared else None,
        submitted_at=moment if sheet.state is AssessmentState.SUBMITTED else None,
    )
    Assignment.objects.filter(pk=row.pk).update(assigned_at=moment - dt.timedelta(days=1))
    if sheet.conflict:
        _declare_at(entry, assessor, sheet.conflict, moment)
    Score.objects.bulk_create(
        Score(
            assignment=row,
            criterion=criteria[key],
            score=score,
            unable=score is None,
            reason=sheet.reasons[key],
        )
        for key, score in sheet.scores.items()
    )
    kinds = {
        AssessmentState.READING: "fund.no_conflict_declared",
        AssessmentState.STEPPED_BACK: "fund.conflict_declared",
        AssessmentState.SUBMITTED: "fund.scores_submitted",
    }
    if sheet.state in kinds:
        audit.record(
            kind=kinds[sheet.state],
            by=assessor,
            on=entry,
            chain=entry.call.funder,
            facts={"assignment": row.key},
        )


def _declare(entry: Entry, person: User, what: str, clock: Clock) -> None:
    row = assessment.declare_conflict(entry=entry, by=person, what=what)
    yesterday = clock.at(-1, 10)
    closed = entry.call.closes_at or yesterday
    moment = min(closed + dt.timedelta(days=20), yesterday)
    Conflict.objects.filter(pk=row.pk).update(declared_at=moment)


def _declare_at(entry: Entry, person: User, what: str, moment: dt.datetime) -> None:
    row = Conflict.objects.create(entry=entry, person=person, what=what)
    Conflict.objects.filter(pk=row.pk).update(declared_at=moment)


def decide(
    call: Call,
    demo: DemoCall,
    content: Content,
    entries: Mapping[str, Entry],
    pot: Pot,
    cast: Cast,
    clock: Clock,
) -> None:
    """Let the board decide a call, send the letters, and let applicants answer."""
    decided = [one for one in content.entries_of(demo.key) if one.decisions]
    first, letters_day = demo.decided or 0, demo.letters or 0
    for one in decided:
        _decide(entries[one.key], one, one.decisions[0], content, pot, cast, clock.at(first, 14))
    _send_letters(call, cast, clock, letters_day)
    for one in decided:
        _answer(entries[one.key], one, cast, clock.at(letters_day + 5, 19))
    for one in decided:
        for correction in one.decisions[1:]:
            days = letters_day + correction.days_later
            _decide(entries[one.key], one, correction, content, pot, cast, clock.at(days, 14))
            _send_letters(call, cast, clock, days)


def _decide(
    entry: Entry,
    one: DemoEntry,
    demo: DemoDecision,
    content: Content,
    pot: Pot,
    cast: Cast,
    moment: dt.datetime,
) -> None:
    in_conflict = {c.who for c in content.conflicts if c.entry == one.key}
    by = next(cast.officers[who] for who in ("chair", "board_two") if who not in in_conflict)
    funded = demo.outcome is Outcome.FUND
    entry.refresh_from_db()
    decision = decisions.decide(
        entry=entry,
        by=by,
        outcome=demo.outcome,
        reason=demo.reason,
        amount=demo.amount,
        pot=pot if funded else None,
        conditions=demo.conditions,
    )
    with writing("fund"):
        Decision.objects.filter(pk=decision.pk).update(made_at=moment)


def _send_letters(call: Call, cast: Cast, clock: Clock, days: int) -> None:
    """Send the letters that wait, as of that many days from today."""
    moment = clock.at(days, 16)
    before = set(Letter.objects.filter(entry__call=call).values_list("pk", flat=True))
    letters.send_letters(call=call, by=cast.officers["manager"], day=timezone.localdate(moment))
    sent = Letter.objects.filter(entry__call=call).exclude(pk__in=before)
    Award.objects.filter(decision__letter__in=sent).update(offered_at=moment)
    with writing("fund"):
        sent.update(sent_at=moment)


def _answer(entry: Entry, one: DemoEntry, cast: Cast, moment: dt.datetime) -> None:
    award = Award.objects.filter(entry=entry, state=Award.State.OFFERED).first()
    if award is None:
        return
    if one.state is EntryState.ACCEPTED:
        awards.accept(award=award, by=cast.writer(one.by))
    elif one.state is EntryState.TURNED_DOWN:
        awards.turn_down(award=award, by=cast.writer(one.by), why=one.turned_down_because)
    else:
        return
    Award.objects.filter(pk=award.pk).update(answered_at=moment)
