"""Questions about a call, and answers for everybody."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.models import Call, Clarification
from allotment.fund.queries import calls as call_queries
from allotment.fund.services.calls import CallError
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.notify.services import send_message
from allotment.kernel.people.models import User

#: So many questions of one person wait for an answer; the managers get a message about each.
MOST_WAITING = 10


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
        recipients = {
            p for e in call_queries.unfinished_entries(call) for p in call_queries.people_of(e)
        }
        if clarification.asked_by:
            recipients.add(clarification.asked_by)
        for person in recipients:
            send_message(
                person,
                kind="fund.answered",
                subject=_("A question about a call has been answered"),
                body=f"{call.title}\n\n{question}\n\n{answer}",
                link=reverse("fund:call", args=[call.key]),
                once=f"clarification:{clarification.key}:{person.pk}",
            )
        audit.record(kind="fund.clarification_answered", by=by, on=call, chain=call.funder)
