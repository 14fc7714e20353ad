"""Every change to an entry: begun, sent, withdrawn. What is typed meanwhile is in `drafts`."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain import moves
from allotment.fund.domain.moves import EntryState
from allotment.fund.domain.questions import Kind
from allotment.fund.domain.receipt import (
    SentAnswer,
    SentFile,
    digest,
    new_reference,
    submission_document,
)
from allotment.fund.models import Call, Entry, Submission
from allotment.fund.queries import (
    calls as call_queries,
    decisions as decision_queries,
    entries as queries,
)
from allotment.fund.queries.visible import sealed_until
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import RuleBrokenError, Sentence, gettext_noop as noop
from allotment.kernel.files.models import StoredFile
from allotment.kernel.guards import states
from allotment.kernel.guards.rows import writing
from allotment.kernel.jobs.services import announce
from allotment.kernel.notify.services import send_message
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.search import services as search
from allotment.kernel.web.formats import moment
from allotment.money.services import ledger, pots


class EntryError(RuleBrokenError):
    """What was asked of the entry cannot be done; the sentence says why."""


class TooLateError(EntryError):
    """The deadline has passed, by the database's clock."""


class SealedError(EntryError):
    """An entry of the call can still be sent, so nobody of the funder reads or judges one."""


class NotReadyError(EntryError):
    """Something is missing. `problems` has (question key, sentence) for each."""

    def __init__(self, problems: list[tuple[str, Sentence]]) -> None:
        super().__init__(noop("Some answers are missing or need correcting."))
        self.problems = problems


def move(
    entry: Entry, *, to: EntryState, kind: str, by: User | None, why: str = "", **also: Any
) -> None:
    """Change an entry's state and write the audit line.

    The row is locked first; `also` are columns that change with it. Raises MoveNotAllowedError.
    """
    locked = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    change_state(locked, to, **also)
    for name in ("state", "changed_at", *also):
        setattr(entry, name, getattr(locked, name))
    _record(entry, kind, by, why)


def change_state(locked: Entry, to: EntryState, **also: Any) -> None:
    """Move an entry whose row is locked, for services that write a line of their own into the audit.

    `also` are columns that change with it. Raises MoveNotAllowedError.
    """
    moves.check_move(moves.ENTRY_MOVES, locked.state, to)
    states.move_row(locked, to=to, changed_at=timezone.now(), **also)


def _record(
    entry: Entry, kind: str, by: User | None, why: str = "", facts: Mapping[str, Any] | None = None
) -> None:
    audit.record(
        kind=kind, by=by, on=entry, chain=entry.call.funder, why=why,
        facts={"state": str(entry.state), **(facts or {})},
    )  # fmt: skip


def start(
    *,
    call: Call,
    by: User,
    token: str,
    organisation: Organisation | None = None,
    paper_name: str = "",
    paper_contact: str = "",
) -> Entry:
    """Begin an entry. The same form sent twice (`token`) gives the entry that is there.

    With `paper_name` an officer takes it down for somebody. TooLateError unless the call is open.
    """
    with transaction.atomic():
        there = Entry.objects.filter(call=call, owner=by, start_token=token).first()
        if there is not None:
            return there
        if not Call.objects.filter(call_queries.OPEN_NOW, pk=call.pk).exists():
            raise TooLateError(noop("This call is not open, so an entry cannot be started."))
        entry, made = _made(call, by, token, organisation, paper_name, paper_contact)
        if made:
            audit.record(kind="fund.entry_started", by=by, on=entry, chain=call.funder)
    return entry


def _made(
    call: Call, by: User, token: str, organisation: Organisation | None, name: str, contact: str
) -> tuple[Entry, bool]:
    for _attempt in range(5):
        try:
            with transaction.atomic():
                return Entry.objects.get_or_create(
                    call=call,
                    owner=by,
                    start_token=token,
                    defaults={
                        "organisation": organisation,
                        "reference": new_reference(call.reference_prefix),
                        "on_paper_by": by if name else None,
                        "paper_name": name,
                        "paper_contact": contact,
                    },
                )
        except IntegrityError:
            continue  # the reference is taken; another is chosen
    raise RuntimeError("five references in a row were taken")


def must_be_unsealed(call: Call) -> None:
    """Raises SealedError while an entry of the call can still be sent."""
    until = sealed_until(call)
    if until is not None:
        raise SealedError(
            noop("An entry of this call can still be sent until {until}, so all stay sealed."),
            until=moment(until),
        )


def lock(entry: Entry) -> Entry:
    """The entry's row, locked, and nothing else: people who write other entries do not wait."""
    locked = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    locked.call = entry.call
    return locked


def writable_moment(locked: Entry) -> dt.datetime:
    """The database's moment, asked once the lock is held: a save that waited is judged by when it
    runs. Raises TooLateError, or MoveNotAllowedError where the entry is no longer a draft."""
    now = queries.moment_if_writable(locked)
    if now is None:
        if locked.state not in {EntryState.DRAFT, EntryState.SUBMITTED}:
            moves.check_move(moves.ENTRY_MOVES, locked.state, EntryState.SUBMITTED)
        raise TooLateError(noop("The deadline has passed, so this can no longer be changed."))
    return now


def submit(*, entry: Entry, by: User, token: str) -> Submission:
    """Send the draft as a new version. The same form twice, or nothing changed, gives the last one.

    Raises NotReadyError with what is missing, TooLateError after the deadline.
    """
    with transaction.atomic():
        locked = lock(entry)
        versions = _versions(locked)
        there = next((v for v in versions if v.token == token), None)
        if there is not None:
            return there
        now = writable_moment(locked)
        last = versions[0] if versions else None
        sections = queries.draft(locked)
        problems = [
            (item.question.key, problem.sentence)
            for section in sections
            for item in section.items
            for problem in item.answer.problems
        ]
        if problems:
            raise NotReadyError(problems)
        if last is not None and queries.sent_answers(last) == queries.typed_of(sections):
            return last
        submission = _write_version(locked, sections, last, by, token, now)
        announce("fund.entry_submitted", entry=locked.key, version=submission.number)
        _copy_to_entry(locked, sections, submission, by)
    for name in ("state", "title", "asked", "submitted_at"):
        setattr(entry, name, getattr(locked, name))
    return submission


def _versions(entry: Entry) -> list[Submission]:
    """What was sent, the newest first. Of an entry never sent, without asking."""
    if entry.submitted_at is None:
        return []
    return list(Submission.objects.filter(entry=entry).order_by("-number"))


def _write_version(
    entry: Entry, sections: Any, last: Submission | None, by: User, token: str, now: dt.datetime
) -> Submission:
    number = last.number + 1 if last else 1
    document = submission_document(
        reference=entry.reference,
        call=entry.call.key,
        version=number,
        sent_at=now.astimezone(dt.UTC).isoformat(timespec="seconds"),
        answers=[
            SentAnswer(item.question.key, item.question.text, item.question.kind, item.answer.typed)
            for section in sections
            for item in section.items
            if item.answer.typed
        ],
        files=_files(entry, sections),
    )
    with writing("fund"):
        return Submission.objects.create(
            entry=entry, number=number, token=token, document=document, digest=digest(document),
            sent_at=now, sent_by=by,
        )  # fmt: skip


def _files(entry: Entry, sections: Any) -> list[SentFile]:
    chosen = {
        key: item.question.key
        for section in sections
        for item in section.items
        if item.question.kind is Kind.FILE and isinstance(item.answer.typed, list)
        for key in item.answer.typed
    }
    if not chosen:
        return []
    stored = StoredFile.objects.filter(
        key__in=chosen, about_kind="fund.entry", about_key=entry.key
    ).order_by("key")
    return [SentFile(chosen[f.key], f.name, f.size, f.digest) for f in stored]


def _copy_to_entry(entry: Entry, sections: Any, submission: Submission, by: User) -> None:
    values = {i.question.key: i.answer.value for s in sections for i in s.items}
    title = str(values.get(entry.call.title_question) or "")[:300]
    amount = values.get(entry.call.amount_question)
    copied: dict[str, Any] = {
        "title": title,
        "asked": amount if isinstance(amount, int) else 0,
        "submitted_at": submission.sent_at,
    }
    facts = {"version": submission.number, "digest": submission.digest}
    kind = "fund.entry_submitted"
    if entry.state == EntryState.DRAFT:
        change_state(entry, EntryState.SUBMITTED, **copied)
        _record(entry, kind, by, facts=facts)
    else:
        Entry.objects.filter(pk=entry.pk).update(changed_at=timezone.now(), **copied)
        for name, value in copied.items():
            setattr(entry, name, value)
        audit.record(kind=kind, by=by, on=entry, chain=entry.call.funder, facts=facts)


def send_receipt(*, key: str, version: int) -> None:
    """Send everybody who works on an entry the receipt of a version, once; make it findable."""
    submission = Submission.objects.select_related("entry", "entry__call", "entry__owner").get(
        entry__key=key, number=version
    )
    entry = submission.entry
    search.refresh("fund.entry", [entry.key])
    for person in call_queries.people_of(entry):
        send_message(
            person,
            kind="fund.received",
            subject=_("Your entry has been received: %(reference)s")
            % {"reference": entry.reference},
            body=_(
                "Your entry to “%(call)s” has been received. Its reference is %(reference)s.\n\n"
                "You can change it and send it again until the deadline. Until you "
                "do, this version counts.\n\nDigest of exactly what was sent (SHA-256):\n%(digest)s"
            )
            % {
                "call": entry.call.title,
                "reference": entry.reference,
                "digest": submission.digest,
            },
            link=reverse("fund:receipt", args=[entry.key]),
            once=f"receipt:{submission.pk}:{person.pk}",
        )


def withdraw(*, entry: Entry, by: User, why: str = "") -> None:
    """Take the entry back. What was sent is kept for the record and judged no more; what a decision
    has committed to it goes back to its pot."""
    with transaction.atomic():
        locked = lock(entry)
        decision = decision_queries.newest(locked) if locked.state == EntryState.DECIDED else None
        pot = decision.pot if decision is not None else None
        pots.hold(pot)
        is_sealed = sealed_until(locked.call) is not None
        change_state(locked, EntryState.WITHDRAWN, withdrawn_sealed=is_sealed)
        _record(locked, "fund.entry_withdrawn", by, why)
        if decision is not None and pot is not None:
            ledger.release(
                pot=pot, reference=locked.key, pence=decision.amount,
                once=f"withdrawn:{locked.key}", by=by, why=_("The entry was withdrawn"),
            )  # fmt: skip
            _notify_of_withdrawal(locked)


def _notify_of_withdrawal(entry: Entry) -> None:
    for manager in call_queries.managers_of(entry.call):
        send_message(
            manager,
            kind="fund.withdrawn",
            subject=_("An entry that was to be funded has been withdrawn"),
            body=_("%(title)s (%(reference)s). Its money has gone back to the pot.")
            % {"title": entry.title, "reference": entry.reference},
            link=reverse("fund:ranking", args=[entry.call.key]),
            once=f"withdrawn:{entry.key}:{manager.pk}",
        )
