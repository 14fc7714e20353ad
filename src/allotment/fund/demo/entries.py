"""The demonstration's entries: drafts and versions sent, with receipts that hold."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from allotment.fund.demo.clock import Clock
from allotment.fund.demo.content import Content, DemoCall, DemoEntry
from allotment.fund.demo.people import Cast
from allotment.fund.domain.answers import Answer
from allotment.fund.domain.moves import EntryState
from allotment.fund.domain.parsing import parse_answer
from allotment.fund.domain.questions import Question
from allotment.fund.domain.receipt import SentAnswer, digest, new_reference, submission_document
from allotment.fund.models import Amendment, Call, DraftAnswer, Entry, Submission
from allotment.fund.services import entries as services
from allotment.kernel.audit import services as audit
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User


def make_entries(
    call: Call, demo: DemoCall, content: Content, cast: Cast, clock: Clock
) -> dict[str, Entry]:
    """Make the entries of a call, as far as entrants take them: begun, sent or withdrawn."""
    questions = [question.as_domain() for question in call.questions.all()]
    late = {one.entry: one for one in content.extensions}
    made: dict[str, Entry] = {}
    for one in content.entries_of(demo.key):
        extension = late.get(one.key)
        sent_at = clock.sent(demo, one, extension.hours if extension else 0)
        entry = _begin(call, demo, one, cast, clock)
        if extension is not None:
            _extend(entry, clock.closes(demo), extension.hours, extension.why, cast)
        answers = {q.key: parse_answer(q, one.answers.get(q.key)) for q in questions}
        writer = cast.writer(one.by)
        _draft(entry, answers, writer, sent_at)
        if one.state is not EntryState.DRAFT:
            _send(entry, questions, answers, writer, sent_at)
        if one.state is EntryState.WITHDRAWN:
            services.withdraw(entry=entry, by=writer)
        Entry.objects.filter(pk=entry.pk).update(changed_at=sent_at)
        made[one.key] = entry
    return made


def _begin(call: Call, demo: DemoCall, one: DemoEntry, cast: Cast, clock: Clock) -> Entry:
    random = clock.random(one.key, "reference")
    entry = Entry.objects.create(
        call=call,
        owner=cast.writer(one.by),
        organisation=cast.organisations[one.organisation.name],
        reference=new_reference(call.reference_prefix, random.choice),
        start_token=f"demonstration-{one.key}"[:40],
    )
    Entry.objects.filter(pk=entry.pk).update(made_at=clock.begun(demo, one))
    audit.record(kind="fund.entry_started", by=cast.writer(one.by), on=entry, chain=call.funder)
    return entry


def _extend(entry: Entry, deadline: dt.datetime, hours: int, why: str, cast: Cast) -> None:
    new = deadline + dt.timedelta(hours=hours)
    entry.own_deadline = new
    entry.save(update_fields=["own_deadline"])
    amendment = Amendment.objects.create(
        call=entry.call,
        number=Amendment.objects.filter(call=entry.call).count() + 1,
        what=_("More time for one entry."),
        why=why,
        entry=entry,
        made_by=cast.officers["manager"],
    )
    Amendment.objects.filter(pk=amendment.pk).update(made_at=deadline - dt.timedelta(hours=1))
    audit.record(
        kind="fund.deadline_extended",
        by=cast.officers["manager"],
        on=entry,
        chain=entry.call.funder,
        why=why,
        facts={"closes_at": new.isoformat()},
    )


def _draft(entry: Entry, answers: dict[str, Answer], writer: User, at: dt.datetime) -> None:
    DraftAnswer.objects.bulk_create(
        DraftAnswer(entry=entry, question=key, typed=answer.typed, saved_by=writer, saved_at=at)
        for key, answer in answers.items()
        if answer.typed
    )


def _send(
    entry: Entry,
    questions: list[Question],
    answers: dict[str, Answer],
    writer: User,
    at: dt.datetime,
) -> None:
    """Write the version and its receipt as if it had been sent at that moment."""
    at = at.replace(microsecond=0)
    document = submission_document(
        reference=entry.reference,
        call=entry.call.key,
        version=1,
        sent_at=at.isoformat(timespec="seconds"),
        answers=[
            SentAnswer(q.key, q.text, q.kind, answers[q.key].typed)
            for q in questions
            if answers[q.key].typed
        ],
    )
    with writing("fund"):
        Submission.objects.create(
            entry=entry,
            number=1,
            token="demonstration",  # noqa: S106 - names a form, opens nothing
            document=document,
            digest=digest(document),
            sent_at=at,
            sent_by=writer,
        )
    services.move(
        entry,
        to=EntryState.SUBMITTED,
        kind="fund.entry_submitted",
        by=writer,
        **_copied(entry.call, answers),
        submitted_at=at,
    )


def _copied(call: Call, answers: dict[str, Answer]) -> dict[str, Any]:
    amount = answers[call.amount_question].value
    return {
        "title": str(answers[call.title_question].value or ""),
        "asked": amount if isinstance(amount, int) else 0,
    }
