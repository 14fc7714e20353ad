"""Every change to a call: from a template to the published decisions."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain import moves
from allotment.fund.domain.moves import CallState
from allotment.fund.domain.templates import CallTemplate, said
from allotment.fund.models import (
    Amendment,
    Call,
    Clarification,
    Criterion,
    Entry,
    LetterWording,
    Question,
    Section,
)
from allotment.fund.models.form import options_of
from allotment.fund.queries import calls as call_queries
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.guards import states
from allotment.kernel.jobs.services import announce
from allotment.kernel.notify.services import send_message
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.search import services as search
from allotment.kernel.web.formats import moment
from allotment.money.models import Pot


class CallError(RuleBrokenError):
    """What was asked of the call cannot be done; the sentence says why."""


class DeadlineError(CallError):
    """The deadline cannot be moved to that moment."""

    field = "closes_on"


#: What a draft's page may change, and an amendment of an open call too.
RULES = (
    "title", "summary", "purpose", "who_may_enter", "total_on_offer", "smallest_award",
    "largest_award", "contact", "appeal", "privacy_notice", "assessors_per_entry",
    "retention_months",
)  # fmt: skip


#: So many questions of one person wait for an answer; the managers get a message about each.
MOST_WAITING = 10
#: What a copy of a call does not take over, besides what it is given.
NOT_COPIED = {
    "id", "key", "state", "opens_at", "closes_at", "decided_at", "came_of_it", "title", "copied_from",
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
    text = said(template, _)
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


def amend(
    *,
    call: Call,
    by: User,
    values: Mapping[str, Any],
    what: str,
    why: str,
    seen: int | None = None,
) -> Amendment | None:
    """Change an open call's rules by a published amendment, and tell everybody who has begun.

    `values` maps names of RULES to new values; None where nothing differs. `seen` is how many
    amendments there were when the person saw the rules. CallError where the call is not open, or a
    colleague has amended it meanwhile.
    """
    with transaction.atomic():
        locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if locked.state != CallState.OPEN:
            raise CallError(noop("Only an open call is amended."))
        differing = {n: v for n, v in values.items() if n in RULES and getattr(locked, n) != v}
        if not differing:
            return None
        if seen is not None and seen != call_queries.amendments_of(locked):
            raise CallError(
                noop(
                    "Somebody else has amended this call since you opened it. Check its rules again."
                )
            )
        changes = {n: [getattr(locked, n), v] for n, v in differing.items()}
        Call.objects.filter(pk=call.pk).update(**differing)
        amendment = _publish(call, by=by, what=what, why=why, changes=changes)
        search.refresh("fund.call", [call.key])
        audit.record(
            kind="fund.call_amended", by=by, on=call, chain=call.funder, why=why,
            facts={"number": amendment.number, "fields": sorted(differing)},
        )  # fmt: skip
    call.refresh_from_db()
    return amendment


def extend(
    *, call: Call, by: User, closes_at: dt.datetime, why: str, entry: Entry | None = None
) -> Amendment:
    """Give everybody, or one entry, a later deadline, with a reason.

    Everybody's may be given while the call is open; one entry's also within the call's closed state.
    DeadlineError where the new deadline is not later, or it is too late to give it.
    """
    with transaction.atomic():
        locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if locked.state not in {CallState.OPEN, CallState.CLOSED}:
            raise DeadlineError(
                noop("The entries are with the board, so the deadline cannot change.")
            )
        if entry is None and not call_queries.is_before_deadline(locked):
            raise DeadlineError(
                noop("The call has closed and entries have been seen. Extend for one entry.")
            )
        own = Entry.objects.get(pk=entry.pk).own_deadline if entry is not None else None
        present = own or locked.closes_at
        if present is None or closes_at <= present or closes_at <= timezone.now():
            raise DeadlineError(noop("The new deadline must be later than the current one."))
        what = _("New deadline: %(moment)s.") % {"moment": moment(closes_at)}
        if entry is None:
            Call.objects.filter(pk=call.pk).update(closes_at=closes_at)
        else:
            Entry.objects.filter(pk=entry.pk).update(own_deadline=closes_at)
        amendment = _publish(call, by=by, what=what, why=why, changes={}, entry=entry)
        audit.record(
            kind="fund.deadline_extended", by=by, on=entry or call, chain=call.funder, why=why,
            facts={"closes_at": closes_at.isoformat()},
        )  # fmt: skip
    call.refresh_from_db()
    return amendment


def _publish(
    call: Call,
    *,
    by: User,
    what: str,
    why: str,
    changes: dict[str, Any],
    entry: Entry | None = None,
) -> Amendment:
    number = call_queries.amendments_of(call) + 1
    amendment = Amendment.objects.create(
        call=call, number=number, what=what, why=why, changes=changes, entry=entry, made_by=by
    )
    entries = [entry] if entry else list(call_queries.unfinished_entries(call))
    for one in entries:
        for person in call_queries.people_of(one):
            send_message(
                person,
                kind="fund.amended",
                subject=_("The rules of a call you are entering have changed"),
                body=_("%(call)s\n\n%(what)s\n\nWhy: %(why)s")
                % {"call": call.title, "what": what, "why": why},
                link=reverse("fund:entry", args=[one.key]),
                once=f"amendment:{amendment.pk}:{person.pk}",
            )
    return amendment


def ask(*, call: Call, by: User, question: str) -> Clarification:
    """Ask the funder about a call; the managers are told. The same again, before it is answered, is
    asked once. CallError where the person has asked MOST_WAITING questions that are not answered."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        waiting = Clarification.objects.filter(
            call=call, asked_by=by, question=question, answered_at=None
        )
        if (there := waiting.first()) is not None:
            return there
        own = Clarification.objects.filter(call=call, asked_by=by, answered_at=None)
        if own.count() >= MOST_WAITING:
            raise CallError(
                noop(
                    "{count} questions of yours wait for an answer. Ask again when they have one."
                ),
                count=MOST_WAITING,
            )
        row = Clarification.objects.create(call=call, asked_by=by, question=question)
        for manager in call_queries.managers_of(call):
            send_message(
                manager,
                kind="fund.asked",
                subject=_("Somebody has a question about a call"),
                body=call.title,
                link=reverse("fund:questions_asked", args=[call.key]),
            )
        audit.record(kind="fund.clarification_asked", by=by, on=call, chain=call.funder)
    return row


def moment_of(clarification: Clarification) -> str:
    """When a question was answered, as `answer` compares it; empty where it was not yet."""
    at = clarification.answered_at
    return at.isoformat() if at is not None else ""


def answer(
    *, clarification: Clarification, by: User, question: str, answer: str, seen: str | None = None
) -> None:
    """Publish an answer for everybody. `question` is as it will be shown, without who asked.

    `seen` is `moment_of` the answer that the person saw: CallError where a colleague has answered
    otherwise meanwhile.
    """
    with transaction.atomic():
        locked = Clarification.objects.select_for_update().get(pk=clarification.pk)
        if (locked.question, locked.answer) == (question, answer):
            return
        if seen is not None and seen != moment_of(locked):
            raise CallError(
                noop(
                    "Somebody else has answered this question since you opened it. Check it again."
                )
            )
        Clarification.objects.filter(pk=clarification.pk).update(
            question=question, answer=answer, answered_at=timezone.now(), answered_by=by
        )
        call = clarification.call
        told = {p for e in call_queries.unfinished_entries(call) for p in call_queries.people_of(e)}
        if clarification.asked_by:
            told.add(clarification.asked_by)
        for person in told:
            send_message(
                person,
                kind="fund.answered",
                subject=_("A question about a call has been answered"),
                body=f"{call.title}\n\n{question}\n\n{answer}",
                link=reverse("fund:call", args=[call.key]),
                once=f"clarification:{clarification.key}:{person.pk}",
            )
        audit.record(kind="fund.clarification_answered", by=by, on=call, chain=call.funder)


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
    """Closed → deciding. The call must have closed by the database's clock."""
    with transaction.atomic():
        _close_if_due(call)
        call.refresh_from_db()
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
