"""Decide within the money there is.

Whoever takes several locks takes them in this order, here and in all services: the call, its entries
by id, their assignments, the pots by id, the head of the audit's chain.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain.moves import EntryState, Outcome
from allotment.fund.models import Award, Call, Decision, Entry
from allotment.fund.queries import decisions as queries
from allotment.fund.services import entries
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.guards import states
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User
from allotment.kernel.permissions import require
from allotment.money.models import Pot
from allotment.money.services import ledger, pots


class DecisionError(RuleBrokenError):
    """What was asked cannot be done; the sentence says why."""


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
    has decided otherwise meanwhile. Refused to anybody with a conflict of interest; OverspendError, with its
    sentence, where the pot has less than `amount` (pence).
    """
    with transaction.atomic():
        call = (
            Call.objects.select_for_update(of=("self",), no_key=True)
            .select_related("funder")
            .get(pk=entry.call_id)
        )
        locked = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        locked.call = call
        require(by, "fund.decide", locked)
        last = queries.newest(locked)
        if last is not None and _same(last, outcome, reason, amount, pot, conditions):
            return last
        _check(locked, last, outcome=outcome, reason=reason, amount=amount, pot=pot, seen=seen)
        funded = outcome is Outcome.FUND
        with writing("fund"):
            decision = Decision.objects.create(
                entry=locked, number=last.number + 1 if last else 1, outcome=outcome,
                amount=amount if funded else 0, pot=pot if funded else None,
                reason=reason.strip(), conditions=conditions.strip(), made_by=by,
            )  # fmt: skip
        _move_money(locked, last, decision, by)
        if locked.state == EntryState.OFFERED:
            _take_back_offer(locked, by)
        if locked.state != EntryState.DECIDED:
            entries.change_state(locked, EntryState.DECIDED)
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
            noop("Somebody else has decided this entry since you opened it. Check it again.")
        )
    if not reason.strip():
        raise DecisionError(noop("Say why: the applicant reads the reason."))
    if entry.state not in {EntryState.ELIGIBLE, EntryState.DECIDED, EntryState.OFFERED}:
        raise DecisionError(noop("This entry cannot be decided: it is not among those judged."))
    if outcome is not Outcome.FUND:
        return
    if pot is None or not entry.call.pots.filter(pk=pot.pk).exists():
        raise DecisionError(noop("Choose one of the call's pots."))
    if amount <= 0:
        raise DecisionError(noop("Say how much is awarded."))
    if amount > entry.call.largest_award:
        raise DecisionError(noop("That is more than the largest award of this call."))


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
    states.move(
        Award.objects.filter(entry=entry), to=Award.State.TAKEN_BACK, answered_at=timezone.now()
    )
    audit.record(kind="fund.award_taken_back", by=by, on=entry, chain=entry.call.funder)
