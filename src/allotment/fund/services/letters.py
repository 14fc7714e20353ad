"""Tell everybody once what was decided, and make the offers."""

import datetime as dt
import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from allotment.fund.domain import letters as letter_rules
from allotment.fund.domain.letters import LetterKind
from allotment.fund.domain.moves import CallState, EntryState, Outcome
from allotment.fund.models import Award, Call, Decision, Entry, Letter
from allotment.fund.queries import (
    calls as call_queries,
    decisions as queries,
    letter_texts as text_queries,
)
from allotment.fund.services import entries as entry_services
from allotment.fund.services.decisions import DecisionError
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.money import pounds
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.guards.rows import writing
from allotment.kernel.jobs import queries as job_queries, services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.notify.services import send_message
from allotment.kernel.people.models import User
from allotment.kernel.web.formats import date

#: How long an applicant has to answer an offer.
REPLY_DAYS = 28
#: So many letters are sent while the person waits; more by a job. It is what one page shows of them.
AT_ONCE = 25
#: So many go in one transaction.
STEP = 50
JOB = "fund.send_letters"

#: Told how many letters are done, and of how many.
OnProgress = Callable[[int, int], None]


class NoSuchEntryError(RuleBrokenError):
    """There is no entry with the reference that was typed."""

    field = "entry"


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it will be sent. Without a decision it says that the entry is not eligible."""

    entry: Entry
    decision: Decision | None
    subject: str
    body: str
    day: dt.date

    @property
    def mark(self) -> queries.Mark:
        return queries.Mark(
            decision=self.decision.pk if self.decision else 0,
            entry=0 if self.decision else self.entry.pk,
        )


def preview(
    *, call: Call, marks: Collection[queries.Mark], day: dt.date | None = None
) -> list[Written]:
    """These of the letters that wait, as they would be sent on a day (today). Eight statements.

    Raises LetterError where one cannot be written, SealedError while an entry can still be sent.
    """
    entry_services.must_be_unsealed(call)
    day = day or timezone.localdate()
    texts, feedback = text_queries.texts(call), queries.feedback(queries.entries_of(marks))
    related = ("call", "call__funder", "owner", "organisation")
    decided = (
        queries.without_letter([call.pk])
        .filter(pk__in=[m.decision for m in marks if m.decision])
        .select_related("entry", *(f"entry__{name}" for name in related))
        .order_by("entry__reference")
    )
    ineligible = (
        queries.ineligible_without_letter(call)
        .filter(pk__in=[m.entry for m in marks if m.entry])
        .select_related(*related)
        .order_by("reference")
    )
    return [
        _written(
            d.entry, d, texts[LetterKind(d.outcome)].text,
            values_of(d.entry, d, feedback.get(d.entry_id, ""), day), day,
        )
        for d in decided
    ] + [
        _written(
            e, None, texts[LetterKind.INELIGIBLE].text,
            _about(e, day) | {"reason": e.screening_reason}, day,
        )
        for e in ineligible
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """The letters that waited at a moment, and a digest of the words that they were to be written in."""

    marks: tuple[queries.Mark, ...]
    wording: str

    @property
    def seal(self) -> str:
        """So that what was looked at and what is sent can be compared."""
        return _digest([self.wording, *map(str, self.marks)])


def waiting(call: Call) -> Batch:
    """The letters that wait to be sent. Three statements."""
    return Batch(tuple(queries.waiting_letters(call)), wording(call))


def wording(call: Call) -> str:
    """A digest of what the letters of a call say. One statement."""
    texts = [each.text for each in text_queries.texts(call).values()]
    return _digest([part for text in texts for part in (text.subject, text.body)])


def _digest(parts: Collection[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def try_out(
    *, call: Call, kind: LetterKind, text: letter_rules.LetterText, reference: str = ""
) -> Written:
    """The letter that a text would become for an entry, or for a made-up one; nothing is kept.

    What is not decided yet is made up. Without a reference an entry that fits is taken. Raises
    LetterError, and NoSuchEntryError where the call has received none with the reference.
    """
    entry = text_queries.example(call, kind, reference)
    if reference and entry is None:
        raise NoSuchEntryError(noop("This call has received no entry with that reference."))
    day = timezone.localdate()
    values = {name: _(sample) for name, sample in letter_rules.sample_values().items()}
    own = {"call": call.title, "funder": call.funder.name}
    own |= {"contact": call.contact, "appeal": call.appeal}
    if entry is not None:
        decision = queries.newest(entry)
        own = _about(entry, day) | {"amount": pounds(entry.asked)}
        if decision is not None and decision.outcome == kind.value:
            feedback = queries.feedback([entry.pk]).get(entry.pk, "")
            own = values_of(entry, decision, feedback, day)
    values |= {name: value for name, value in own.items() if value}
    return _written(entry or Entry(), None, text, values, day)


def values_of(entry: Entry, decision: Decision, feedback: str, day: dt.date) -> dict[str, str]:
    """What goes into the fields of a letter of that day about a decision."""
    return _about(entry, day) | {
        "amount": pounds(decision.amount) if decision.amount else "",
        "reason": decision.reason,
        "feedback": feedback,
        "conditions": decision.conditions,
        "reply_by": date(reply_by(day)),
    }


def _about(entry: Entry, day: dt.date) -> dict[str, str]:
    call = entry.call
    owner = entry.owner.display_name if entry.owner else _("applicant")
    return {
        "applicant": entry.paper_name or owner,
        "organisation": entry.organisation.name if entry.organisation else "",
        "entry": entry.title,
        "reference": entry.reference,
        "call": call.title,
        "funder": call.funder.name,
        "asked": pounds(entry.asked),
        "contact": call.contact,
        "appeal": call.appeal,
        "today": date(day),
    }


def _written(
    entry: Entry,
    decision: Decision | None,
    text: letter_rules.LetterText,
    values: dict[str, str],
    day: dt.date,
) -> Written:
    return Written(
        entry,
        decision,
        letter_rules.write_letter(text.subject, values)[:200],
        letter_rules.write_letter(text.body, values),
        day,
    )


def reply_by(day: dt.date) -> dt.date:
    """The last day to answer an offer whose letter is of that day."""
    return day + dt.timedelta(days=REPLY_DAYS)


def start_sending(*, call: Call, by: User, seal: str) -> int | Job:
    """Send the letters that were looked at: a few at once, more by a job. Says how many, or which job.

    DecisionError where others wait now, or their words are others. While a job sends this call's
    letters, and for whoever presses once more after it, that job is given: two people who press at the
    same moment send one batch.
    """
    with transaction.atomic():
        locked = _hold(call)
        job = job_queries.named(_name(call))
        if job is not None and job.is_under_way:
            return job
        batch = waiting(locked)
        if not batch.marks:
            return job if job is not None and job.payload["seal"] == seal else 0
        if batch.seal != seal:
            raise _changed()
        if len(batch.marks) <= AT_ONCE:
            return send_letters(call=call, by=by, batch=batch)
        return jobs.enqueue(
            JOB, once=_name(call), again=True, owner=by, call=call.key, by=str(by.pk), seal=seal,
            marks=[str(mark) for mark in batch.marks], wording=batch.wording,
            language=get_language(),
        )  # fmt: skip


def being_sent(call: Call) -> Job | None:
    """The job that sends this call's letters now. One statement."""
    job = job_queries.named(_name(call))
    return job if job is not None and job.is_under_way else None


def _name(call: Call) -> str:
    return f"letters:{call.key}"


def send_letters(
    *,
    call: Call,
    by: User,
    batch: Batch | None = None,
    on_progress: OnProgress = lambda *_steps: None,
    day: dt.date | None = None,
) -> int:
    """Send the letters of a batch, or all that wait, each once, and make the offers: how many.

    They are dated `day` (today, in London), and offers are answered by a date counted from it.

    They go in steps of a transaction each, so that nobody waits for long; after each step
    `on_progress` gets how many are done, and may raise to stop. Called again, it goes on where it
    was interrupted. What was decided again since is left. DecisionError where the words are others now.
    """
    batch = batch or waiting(call)
    sent_before = queries.sent_letters(batch.marks)
    left = [mark for mark in batch.marks if mark not in sent_before]
    done, sent = len(sent_before), 0
    for start in range(0, len(left), STEP):
        on_progress(done, len(batch.marks))
        some = left[start : start + STEP]
        sent += _send_some(call, by, batch, some, day)
        done += len(some)
    on_progress(done, len(batch.marks))
    return sent


def _send_some(
    call: Call, by: User, batch: Batch, marks: Collection[queries.Mark], day: dt.date | None
) -> int:
    """One step, in one transaction. The first that sends writes the batch's line into the audit."""
    with transaction.atomic():
        locked = _hold(call)
        if wording(locked) != batch.wording:
            raise _changed()
        entries = Entry.objects.select_for_update(no_key=True).filter(
            pk__in=queries.entries_of(marks)
        )
        list(entries.order_by("pk").values_list("pk"))
        written = preview(call=locked, marks=marks, day=day)
        is_first = bool(written) and not queries.sent_letters(batch.marks)
        waited = len(set(batch.marks) & set(queries.waiting_letters(locked))) if is_first else 0
        for one in written:
            _send(one, by)
        if is_first:
            audit.record(
                kind="fund.letters_sent", by=by, on=locked, chain=locked.funder,
                facts={"count": waited},
            )  # fmt: skip
    return len(written)


def note_stopped(*, call: Call, batch: Batch) -> None:
    """Write down that somebody stopped a batch before its end."""
    sent = len(queries.sent_letters(batch.marks))
    with transaction.atomic():
        audit.record(
            kind="fund.letters_stopped", by=None, on=call, chain=call.funder,
            facts={"sent": sent, "left": len(batch.marks) - sent},
        )  # fmt: skip


def _hold(call: Call) -> Call:
    locked = (
        Call.objects.select_for_update(of=("self",), no_key=True)
        .select_related("funder")
        .get(pk=call.pk)
    )
    if locked.state not in {CallState.DECIDING, CallState.DECIDED}:
        raise DecisionError(noop("Letters go out once the board is deciding."))
    return locked


def _changed() -> DecisionError:
    return DecisionError(
        noop("Decisions or the text of the letters have changed. Check the letters again.")
    )


def _send(one: Written, by: User) -> None:
    with writing("fund"):
        Letter.objects.create(
            entry=one.entry, decision=one.decision, subject=one.subject, body=one.body, sent_by=by
        )
    if one.decision is not None and one.decision.outcome == Outcome.FUND:
        entry_services.change_state(one.entry, EntryState.OFFERED)
        Award.objects.create(
            entry=one.entry, decision=one.decision, amount=one.decision.amount,
            reply_by=reply_by(one.day),
        )  # fmt: skip
    for person in call_queries.people_of(one.entry):
        send_message(
            person,
            kind="fund.letter",
            subject=one.subject,
            body=one.body,
            link=reverse("fund:entry", args=[one.entry.key]),
            once=f"letter:{one.mark}:{person.pk}",
        )
