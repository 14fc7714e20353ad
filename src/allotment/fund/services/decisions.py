"""Decide within the money there is, tell everybody once, and hear what they answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain import letters as letter_rules
from allotment.fund.domain import moves
from allotment.fund.domain.moves import CallState, EntryState, Outcome
from allotment.fund.domain.sentences import RuleBrokenError, say
from allotment.fund.domain.sentences import gettext_noop as noop
from allotment.fund.models import Award, Call, Decision, Entry, Letter
from allotment.fund.queries import calls as call_queries
from allotment.fund.queries import decisions as queries
from allotment.fund.services import entries as entry_services
from allotment.kernel.audit import services as audit
from allotment.kernel.jobs.services import announce
from allotment.kernel.notify.services import tell
from allotment.kernel.people.models import User
from allotment.kernel.permissions import require
from allotment.kernel.web.formats import date
from allotment.money.models import Pot
from allotment.money.services import ledger, pots


class DecisionError(RuleBrokenError):
    """What was asked cannot be done; the sentence says why."""


#: How long an applicant has to answer an offer.
REPLY_DAYS = 28


def decide(
    *,
    entry: Entry,
    by: User,
    outcome: Outcome,
    reason: str,
    amount: int = 0,
    pot: Pot | None = None,
    conditions: str = "",
    seen: int | None = None,
) -> Decision:
    """Write a decision; a later one corrects it. Money is committed, or released, with it.

    `seen` is the number of the newest decision that the person saw: DecisionError where a colleague
    has decided meanwhile. Refused to anybody with a conflict of interest; OverspendError, with its
    sentence, where the pot has less than `amount` (pence).
    """
    with transaction.atomic():
        locked = (
            Entry.objects.select_for_update()
            .select_related("call", "call__funder")
            .get(pk=entry.pk)
        )
        require(by, "fund.decide", locked)
        last = queries.newest(locked)
        _check(locked, last, outcome=outcome, reason=reason, amount=amount, pot=pot, seen=seen)
        if last is not None and _same(last, outcome, reason, amount, pot, conditions):
            return last
        funded = outcome is Outcome.FUND
        decision = Decision.objects.create(
            entry=locked, number=last.number + 1 if last else 1, outcome=outcome,
            amount=amount if funded else 0, pot=pot if funded else None, reason=reason.strip(),
            conditions=conditions.strip(), made_by=by,
        )  # fmt: skip
        _move_money(locked, last, decision, by)
        if locked.state == EntryState.OFFERED:
            _take_back_offer(locked, by)
        if locked.state != EntryState.DECIDED:
            moves.check_move(moves.ENTRY_MOVES, locked.state, EntryState.DECIDED)
            Entry.objects.filter(pk=locked.pk).update(state=EntryState.DECIDED)
        audit.record(
            kind="fund.decision_made", by=by, on=locked, chain=locked.call.funder, why=reason,
            facts={"number": decision.number, "outcome": str(outcome), "pence": decision.amount},
        )  # fmt: skip
    entry.refresh_from_db()
    return decision


def _check(
    entry: Entry,
    last: Decision | None,
    *,
    outcome: Outcome,
    reason: str,
    amount: int,
    pot: Pot | None,
    seen: int | None,
) -> None:
    if seen is not None and seen != (last.number if last else 0):
        raise DecisionError(
            say(noop("Somebody else has decided this entry meanwhile. Look at it again."))
        )
    if not reason.strip():
        raise DecisionError(say(noop("Say why: the applicant reads the reason.")))
    if entry.state not in {EntryState.ELIGIBLE, EntryState.DECIDED, EntryState.OFFERED}:
        raise DecisionError(
            say(noop("This entry cannot be decided: it is not among those judged."))
        )
    if outcome is not Outcome.FUND:
        return
    if pot is None or not entry.call.pots.filter(pk=pot.pk).exists():
        raise DecisionError(say(noop("Choose one of the call's pots.")))
    if amount <= 0:
        raise DecisionError(say(noop("Say how much is awarded.")))
    if amount > entry.call.largest_award:
        raise DecisionError(say(noop("That is more than the largest award of this call.")))


def _same(
    last: Decision, outcome: Outcome, reason: str, amount: int, pot: Pot | None, conditions: str
) -> bool:
    funded = outcome is Outcome.FUND
    return (
        last.outcome == outcome
        and last.reason == reason.strip()
        and last.conditions == conditions.strip()
        and last.amount == (amount if funded else 0)
        and last.pot_id == (pot.pk if funded and pot else None)
    )


def _move_money(entry: Entry, last: Decision | None, new: Decision, by: User) -> None:
    """Release what the decision before committed, then commit what this one does."""
    name = f"{entry.key}:{new.number}"
    pots.hold(new.pot, last.pot if last is not None else None)
    if last is not None and last.pot is not None:
        ledger.release(
            pot=last.pot, reference=entry.key, pence=last.amount, once=f"release:{name}", by=by,
            why=_("The decision was corrected"),
        )  # fmt: skip
    if new.pot is not None:
        ledger.commit(
            pot=new.pot, reference=entry.key, pence=new.amount, once=f"commit:{name}", by=by,
            label=f"{entry.reference} {entry.title}"[:200],
        )  # fmt: skip


def _take_back_offer(entry: Entry, by: User) -> None:
    Award.objects.filter(entry=entry, state=Award.State.OFFERED).update(
        state=Award.State.TAKEN_BACK, answered_at=timezone.now()
    )
    audit.record(kind="fund.award_taken_back", by=by, on=entry, chain=entry.call.funder)


@dataclass(frozen=True, slots=True)
class Written:
    """A letter as it will be sent."""

    decision: Decision
    entry: Entry
    subject: str
    body: str


def write(decision: Decision, feedback: str = "") -> Written:
    """Write the letter about a decision from its template. Raises LetterError."""
    entry, call = decision.entry, decision.entry.call
    template = letter_rules.LETTERS[Outcome(decision.outcome)]
    values = {
        "applicant": entry.paper_name
        or (entry.owner.display_name if entry.owner else _("applicant")),
        "organisation": entry.organisation.name if entry.organisation else "",
        "entry": entry.title,
        "reference": entry.reference,
        "call": call.title,
        "funder": call.funder.name,
        "asked": queries.pounds(entry.asked),
        "amount": queries.pounds(decision.amount) if decision.amount else "",
        "reason": decision.reason,
        "feedback": feedback,
        "conditions": decision.conditions,
        "reply_by": date(_reply_by()),
        "contact": call.contact,
        "appeal": call.appeal,
        "today": date(timezone.localdate()),
    }
    return Written(
        decision,
        entry,
        letter_rules.write_letter(_(template.subject), values),
        letter_rules.write_letter(_(template.body), values),
    )


def _reply_by() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=REPLY_DAYS)


def preview(*, call: Call) -> list[Written]:
    """The letters that `send_letters` would send now, in the order of the entries."""
    return [write(d, queries.feedback(d.entry)) for d in queries.untold(call)]


def send_letters(*, call: Call, by: User, expected: Sequence[int] | None = None) -> int:
    """Send a letter about every decision not told yet, each once, and make the offers.

    `expected` are the ids of the decisions that were previewed: DecisionError where they have changed
    since. Returns how many were sent. Two people who press at the same moment send one batch.
    """
    with transaction.atomic():
        locked = Call.objects.select_for_update().get(pk=call.pk)
        if locked.state not in {CallState.DECIDING, CallState.DECIDED}:
            raise DecisionError(say(noop("Letters go out once the board is deciding.")))
        written = preview(call=call)
        if (
            expected is not None
            and written
            and sorted(expected) != sorted(w.decision.pk for w in written)
        ):
            raise DecisionError(
                say(noop("Decisions have changed since. Look at the letters again."))
            )
        for one in written:
            _send(one, by)
        if written:
            audit.record(
                kind="fund.letters_sent", by=by, on=call, chain=call.funder,
                facts={"count": len(written)},
            )  # fmt: skip
    return len(written)


def _send(one: Written, by: User) -> None:
    Letter.objects.create(decision=one.decision, subject=one.subject, body=one.body, sent_by=by)
    if one.decision.outcome == Outcome.FUND:
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
            once=f"letter:{one.decision.pk}:{person.pk}",
        )


def accept(*, award: Award, by: User) -> None:
    """Accept an offer: the award enters the register and the open data."""
    with transaction.atomic():
        _answer(award, by, Award.State.ACCEPTED)
        entry_services.move(award.entry, to=EntryState.ACCEPTED, kind="fund.award_accepted", by=by)
        announce("fund.award_accepted", award=award.key)
        _tell_managers(award, _("An award has been accepted"))


def turn_down(*, award: Award, by: User, why: str = "") -> None:
    """Turn an offer down: its money goes back to the pot for the reserve list."""
    with transaction.atomic():
        pots.hold(award.decision.pot)
        _answer(award, by, Award.State.TURNED_DOWN, turned_down_because=why)
        entry_services.move(
            award.entry, to=EntryState.TURNED_DOWN, kind="fund.award_turned_down", by=by
        )
        if award.decision.pot is not None:
            ledger.release(
                pot=award.decision.pot, reference=award.entry.key, pence=award.amount,
                once=f"turned-down:{award.key}", by=by, why=_("The award was turned down"),
            )  # fmt: skip
        _tell_managers(award, _("An award has been turned down"))


def _answer(award: Award, by: User, state: str, **also: object) -> None:
    taken = Award.objects.filter(pk=award.pk, state=Award.State.OFFERED).update(
        state=state, answered_at=timezone.now(), answered_by=by, **also
    )
    if not taken:
        raise DecisionError(say(noop("This offer has been answered already, or was taken back.")))
    award.refresh_from_db()


def _tell_managers(award: Award, subject: str) -> None:
    for manager in call_queries.managers_of(award.entry.call):
        tell(
            manager,
            kind="fund.offer_answered",
            subject=subject,
            body=f"{award.entry.title} ({award.entry.reference})",
            link=f"/manage/{award.entry.call.key}/ranking/",
            once=f"answered:{award.key}:{award.state}:{manager.pk}",
        )
