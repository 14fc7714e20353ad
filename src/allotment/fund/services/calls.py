"""Every change to a call: from a template to the published decisions."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain import moves
from allotment.fund.domain.moves import CallState
from allotment.fund.domain.templates import CallTemplate, translated
from allotment.fund.models import (
    Call,
    Criterion,
    LetterWording,
    Question,
    Section,
)
from allotment.fund.models.form import options_of
from allotment.fund.queries import calls as call_queries
from allotment.fund.services import entries
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.guards import states
from allotment.kernel.jobs.services import announce
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.search import services as search
from allotment.money.models import Pot


class CallError(RuleBrokenError):
    """What was asked of the call cannot be done; the sentence says why."""


#: What a copy of a call does not take over, besides what it is given.
NOT_COPIED = {
    "id", "key", "state", "opens_at", "closes_at", "decided_at", "came_of_it", "title", "copied_from",
    "first_read_at",
    "made_by", "made_at",
}  # fmt: skip


def move(call: Call, *, to: CallState, by: User | None, why: str = "") -> None:
    """Change a call's state and write the audit line.

    The row is locked first. Raises MoveNotAllowedError where the table has no such move.
    """
    locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
    moves.check_move(moves.CALL_MOVES, locked.state, to)
    kind = {
        (CallState.DRAFT, CallState.OPEN): "fund.call_opened",
        (CallState.OPEN, CallState.CLOSED): "fund.call_closed",
        (CallState.CLOSED, CallState.DECIDING): "fund.call_deciding",
        (CallState.DECIDING, CallState.CLOSED): "fund.call_reopened_for_scores",
        (CallState.DECIDING, CallState.DECIDED): "fund.call_decided",
    }[CallState(locked.state), to]
    decided = {"decided_at": timezone.now()} if to is CallState.DECIDED else {}
    states.move_row(locked, to=to, **decided)
    call.refresh_from_db()
    search.refresh("fund.call", [call.key])
    audit.record(kind=kind, by=by, on=call, chain=call.funder, why=why)


def make_call(*, funder: Organisation, template: CallTemplate, by: User) -> Call:
    """Start a draft from a template; every word of it is the funder's to change."""
    text = translated(template, _)
    now = timezone.localtime()
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        call = Call.objects.create(
            funder=funder,
            template=template.key,
            title=text.title,
            summary=text.summary,
            purpose=text.purpose,
            who_may_enter=text.who_may_enter,
            opens_at=noon + dt.timedelta(days=7),
            closes_at=noon + dt.timedelta(days=7 + template.timetable.open_days),
            total_on_offer=template.total_on_offer,
            smallest_award=template.smallest_award,
            largest_award=template.largest_award,
            assessors_per_entry=template.assessors_per_entry,
            reference_prefix=template.reference_prefix,
            title_question=template.title_question,
            amount_question=template.amount_question,
            kind_question=template.kind_question or "",
            contact=by.email,
            privacy_notice=_default_privacy_notice(funder),
            appeal=_(
                "If you think that the decision was not made by the published rules, write to us "
                "within 20 working days. Somebody who took no part in it will look at it again."
            ),
            made_by=by,
        )
        _write_form(call, text)
        audit.record(kind="fund.call_made", by=by, on=call, chain=funder)
    return call


def _default_privacy_notice(funder: Organisation) -> str:
    return _(
        "%(funder)s is responsible for what you send. We use it to judge entries, to pay and to "
        "account for awards, because that is our public task. Assessors and the board read it "
        "after the call has closed. We publish the awards we make, with the organisation's name, "
        "the amount and what it is for; never your name, e-mail address or telephone number. "
        "You can ask us what we hold about you, and to correct or erase it."
    ) % {"funder": funder.name}


def _write_form(call: Call, text: CallTemplate) -> None:
    for place, section in enumerate(text.sections):
        row = Section.objects.create(
            call=call, key=section.key, position=place, title=section.title, intro=section.intro
        )
        Question.objects.bulk_create(
            Question(
                call=call, section=row, key=q.key, position=n, kind=q.kind.value, text=q.text,
                short=q.short, guidance=q.guidance, required=q.required,
                meaning=q.meaning.value if q.meaning else "", options=options_of(q),
            )
            for n, q in enumerate(section.questions)
        )  # fmt: skip
    Criterion.objects.bulk_create(
        Criterion(
            call=call, key=c.key, position=n, name=c.name, asks=c.asks, weight=c.weight,
            lowest=c.lowest, highest=c.highest, descriptors=list(c.descriptors),
        )
        for n, c in enumerate(text.criteria)
    )  # fmt: skip


def copy_call(*, call: Call, by: User) -> Call:
    """Start a new draft with the rules, form and criteria of a call; without its moments."""
    with transaction.atomic():
        source = Call.objects.get(pk=call.pk)
        sections = list(source.sections.prefetch_related("questions"))
        criteria = list(source.criteria.all())
        fields = {f.name for f in Call._meta.concrete_fields} - NOT_COPIED
        fresh = Call.objects.create(
            **{name: getattr(source, name) for name in fields},
            title=_("Copy of %(title)s") % {"title": call.title[:130]},
            copied_from=call, made_by=by,
        )  # fmt: skip
        for section in sections:
            questions = list(section.questions.all())
            section.pk, section.call = None, fresh
            section.save(force_insert=True)
            for question in questions:
                question.pk, question.call, question.section = None, fresh, section
            Question.objects.bulk_create(questions)
        for criterion in criteria:
            criterion.pk, criterion.call = None, fresh
        Criterion.objects.bulk_create(criteria)
        wordings = list(LetterWording.objects.filter(call=call))
        for wording in wordings:
            wording.pk, wording.call, wording.changed_by = None, fresh, by
        LetterWording.objects.bulk_create(wordings)
        fresh.pots.set(call.pots.all())
        audit.record(
            kind="fund.call_made", by=by, on=fresh, chain=fresh.funder, facts={"from": call.key}
        )
    return fresh


def change_draft(
    *,
    call: Call,
    by: User,
    values: Mapping[str, Any],
    pots: list[Pot] | None = None,
    seen: str = "",
) -> None:
    """Change what a draft says.

    `seen` is `queries.calls.stamp_of` the fields when the person saw them, if they did.
    CallError once the call is open, or where a colleague has changed one of them meanwhile.
    """
    names = [*values, "pots"] if pots is not None else [*values]
    with transaction.atomic():
        locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if locked.state != CallState.DRAFT:
            raise CallError(
                noop("The call is open: its rules change only by a published amendment.")
            )
        before = call_queries.stamp_of(locked, names)
        Call.objects.filter(pk=call.pk).update(**values)
        if pots is not None:
            call.pots.set(pots)
        locked.refresh_from_db()
        if seen and seen != before != call_queries.stamp_of(locked, names):
            raise CallError(
                noop("Somebody else has changed this since you opened it. Check it again.")
            )
        audit.record(
            kind="fund.call_changed", by=by, on=call, chain=call.funder,
            facts={"fields": sorted(values)},
        )  # fmt: skip
    call.refresh_from_db()


def open_call(*, call: Call, by: User) -> None:
    """Publish a draft. It takes entries from its opening moment on.

    CallError lists the first thing that is missing (`queries.calls.what_is_missing`).
    """
    with transaction.atomic():
        locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        missing = call_queries.what_is_missing(locked)
        if missing:
            raise CallError(missing[0])
        move(call, to=CallState.OPEN, by=by)
        announce("fund.call_opened", call=call.key)


def close_due_calls() -> int:
    """Move every open call whose deadline has passed to closed. Returns how many."""
    due = Call.objects.filter(state=CallState.OPEN, closes_at__lte=Now()).select_related("funder")
    return sum(_close_if_due(call) for call in due)


def _close_if_due(call: Call) -> bool:
    with transaction.atomic():
        is_due = (
            Call.objects.select_for_update(no_key=True)
            .filter(pk=call.pk, state=CallState.OPEN, closes_at__lte=Now())
            .exists()
        )
        if is_due:
            move(call, to=CallState.CLOSED, by=None)
    return is_due


def hand_to_board(*, call: Call, by: User) -> None:
    """Closed → deciding. The call must have closed by the database's clock, and none of its entries
    be extended beyond now (SealedError)."""
    with transaction.atomic():
        Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        _close_if_due(call)
        call.refresh_from_db()
        moves.check_move(moves.CALL_MOVES, call.state, CallState.DECIDING)
        entries.must_be_unsealed(call)
        move(call, to=CallState.DECIDING, by=by)


def ask_for_more_scores(*, call: Call, by: User, why: str) -> None:
    """Deciding → closed, so that assessors score again."""
    with transaction.atomic():
        move(call, to=CallState.CLOSED, by=by, why=why)


def close_decisions(*, call: Call, by: User, came_of_it: str = "") -> None:
    """Deciding → decided, once every eligible entry has a decision and its letter.

    `came_of_it` is the funder's own word on the call's public page.
    """
    with transaction.atomic():
        locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        waiting = call_queries.undecided(locked)
        if waiting:
            raise CallError(
                noop("{count} entries still wait for a decision or a letter."), count=waiting
            )
        Call.objects.filter(pk=call.pk).update(came_of_it=came_of_it)
        move(call, to=CallState.DECIDED, by=by)
        announce("fund.call_decided", call=call.key)
