"""Tell everybody once what was decided, and make the offers."""

import datetime as dt
import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain import letters as letter_rules
from allotment.fund.domain import moves
from allotment.fund.domain.letters import LetterKind
from allotment.fund.domain.moves import CallState, EntryState, Outcome
from allotment.fund.domain.sentences import gettext_noop as noop
from allotment.fund.domain.sentences import say
from allotment.fund.models import Award, Call, Decision, Entry, Letter
from allotment.fund.queries import calls as call_queries
from allotment.fund.queries import decisions as queries
from allotment.fund.queries import letter_texts as text_queries
from allotment.fund.services.decisions import DecisionError
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.money import pounds
from allotment.kernel.notify.services import tell
from allotment.kernel.people.models import User
from allotment.kernel.web.formats import date

#: How long an applicant has to answer an offer.
REPLY_DAYS = 28


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it will be sent. Without a decision it says that the entry is not eligible."""

    entry: Entry
    decision: Decision | None
    subject: str
    body: str

    @property
    def mark(self) -> queries.Mark:
        return queries.Mark(
            decision=self.decision.pk if self.decision else 0,
            entry=0 if self.decision else self.entry.pk,
        )


def preview(*, call: Call, marks: Collection[queries.Mark]) -> list[Written]:
    """These of the letters that wait, as they would be sent now. Six statements.

    Raises LetterError where one cannot be written.
    """
    texts, feedback = text_queries.texts(call), queries.feedback(call)
    related = ("call", "call__funder", "owner", "organisation")
    decided = (
        queries.untold([call.pk])
        .filter(pk__in=[m.decision for m in marks if m.decision])
        .select_related("entry", *(f"entry__{name}" for name in related))
        .order_by("entry__reference")
    )
    ineligible = (
        queries.ineligible_untold(call)
        .filter(pk__in=[m.entry for m in marks if m.entry])
        .select_related(*related)
        .order_by("reference")
    )
    return [
        _written(
            d.entry, d, texts[LetterKind(d.outcome)].text,
            values_of(d.entry, d, feedback.get(d.entry_id, "")),
        )
        for d in decided
    ] + [
        _written(
            e, None, texts[LetterKind.INELIGIBLE].text,
            _about(e) | {"reason": e.screening_reason},
        )
        for e in ineligible
    ]  # fmt: skip


def seal(marks: Collection[queries.Mark]) -> str:
    """Names a batch of letters, so that what was looked at and what is sent can be compared."""
    return hashlib.sha256(" ".join(map(str, marks)).encode()).hexdigest()


def try_out(
    *, call: Call, kind: LetterKind, text: letter_rules.LetterText, entry: Entry | None
) -> Written:
    """The letter that a text would become for an entry, or for a made-up one; nothing is kept.

    What is not decided yet is made up. Raises LetterError.
    """
    values = {name: _(sample) for name, sample in letter_rules.sample_values().items()}
    own = {"call": call.title, "funder": call.funder.name}
    own |= {"contact": call.contact, "appeal": call.appeal}
    if entry is not None:
        decision = queries.newest(entry)
        own = _about(entry) | {"amount": pounds(entry.asked)}
        if decision is not None and decision.outcome == kind.value:
            own = values_of(entry, decision, queries.feedback(call).get(entry.pk, ""))
    values |= {name: value for name, value in own.items() if value}
    return _written(entry or Entry(), None, text, values)


def values_of(entry: Entry, decision: Decision, feedback: str) -> dict[str, str]:
    """What goes into the fields of a letter about a decision."""
    return _about(entry) | {
        "amount": pounds(decision.amount) if decision.amount else "",
        "reason": decision.reason,
        "feedback": feedback,
        "conditions": decision.conditions,
        "reply_by": date(_reply_by()),
    }


def _about(entry: Entry) -> dict[str, str]:
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
        "today": date(timezone.localdate()),
    }


def _written(
    entry: Entry,
    decision: Decision | None,
    text: letter_rules.LetterText,
    values: dict[str, str],
) -> Written:
    return Written(
        entry,
        decision,
        letter_rules.write_letter(text.subject, values)[:200],
        letter_rules.write_letter(text.body, values),
    )


def _reply_by() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=REPLY_DAYS)


def send_letters(*, call: Call, by: User, expected: str | None = None) -> int:
    """Send every letter that waits, each once, and make the offers. Returns how many were sent.

    `expected` is the `seal` of the letters that were looked at: DecisionError where others wait now.
    Two people who press at the same moment send one batch.
    """
    with transaction.atomic():
        locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if locked.state not in {CallState.DECIDING, CallState.DECIDED}:
            raise DecisionError(say(noop("Letters go out once the board is deciding.")))
        list(Entry.objects.select_for_update().filter(call=call).order_by("pk").values_list("pk"))
        marks = queries.waiting_letters(call)
        if expected is not None and marks and expected != seal(marks):
            raise DecisionError(
                say(noop("Decisions have changed since. Look at the letters again."))
            )
        written = preview(call=call, marks=marks)
        for one in written:
            _send(one, by)
        if written:
            audit.record(
                kind="fund.letters_sent", by=by, on=call, chain=call.funder,
                facts={"count": len(written)},
            )  # fmt: skip
    return len(written)


def _send(one: Written, by: User) -> None:
    Letter.objects.create(
        entry=one.entry, decision=one.decision, subject=one.subject, body=one.body, sent_by=by
    )
    if one.decision is not None and one.decision.outcome == Outcome.FUND:
        moves.check_move(moves.ENTRY_MOVES, one.entry.state, EntryState.OFFERED)
        Entry.objects.filter(pk=one.entry.pk).update(state=EntryState.OFFERED)
        Award.objects.create(
            entry=one.entry, decision=one.decision, amount=one.decision.amount,
            reply_by=_reply_by(),
        )  # fmt: skip
    for person in call_queries.people_of(one.entry):
        tell(
            person,
            kind="fund.letter",
            subject=one.subject,
            body=one.body,
            link=f"/entries/{one.entry.key}/",
            needed=True,
            once=f"letter:{one.mark}:{person.pk}",
        )
