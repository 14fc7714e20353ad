"""Moving money: put in, take out, commit, release, pay.

Each verb is one transaction: the balances, two postings and an audit line, all or nothing. `once`
names the request: the same name again returns the first movement and does nothing. Whoever commits
or releases has decided an award; the module that decides asks for the permission. The other verbs
are a finance officer's and ask here. `by` None is the system itself.
"""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from allotment.kernel.audit import services as audit
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User
from allotment.kernel.permissions import require
from allotment.money.domain.ledger import (
    MOVES,
    Account,
    LedgerError,
    Verb,
    award_is_short,
    check_balanced,
    entries,
    pot_is_short,
)
from allotment.money.models import Commitment, Movement, Posting, Pot

#: The pot's column for each account and the sign with which it counts.
COLUMNS = {
    Account.OUTSIDE: ("came_in", -1),
    Account.AVAILABLE: ("available", 1),
    Account.COMMITTED: ("committed", 1),
    Account.PAID: ("paid", 1),
}


class NameUsedError(LedgerError):
    """A request has the name of an earlier one that was about something else."""


@dataclass(frozen=True, slots=True)
class _Request:
    pot: Pot
    verb: Verb
    pence: int
    once: str
    by: User | None
    why: str
    reference: str = ""
    label: str = ""


def put_in(*, pot: Pot, pence: int, once: str, by: User | None, why: str = "") -> Movement:
    """Put money into a pot."""
    _require(by, pot)
    return _move(_Request(pot, Verb.PUT_IN, pence, once, by, why))


def take_out(*, pot: Pot, pence: int, once: str, by: User | None, why: str) -> Movement:
    """Take out money that was put in by mistake or withdrawn. OverspendError if it is not there."""
    _require(by, pot)
    return _move(_Request(pot, Verb.TAKE_OUT, pence, once, by, why))


def commit(
    *,
    pot: Pot,
    reference: str,
    pence: int,
    once: str,
    by: User | None,
    label: str = "",
    why: str = "",
) -> Movement:
    """Promise money of a pot to the award `reference`; again, with another `once`, adds to it.

    `label` is what people read for the award in the ledger. OverspendError, with the sentence for
    the person who decides, where the pot has less available.
    """
    return _move(_Request(pot, Verb.COMMIT, pence, once, by, why, reference, label))


def release(
    *, pot: Pot, reference: str, pence: int, once: str, by: User | None, why: str = ""
) -> Movement:
    """Give back what was promised and not paid, when an award falls or shrinks.

    OverspendError where less than that is still outstanding.
    """
    return _move(_Request(pot, Verb.RELEASE, pence, once, by, why, reference))


def pay(
    *, pot: Pot, reference: str, pence: int, once: str, by: User | None, why: str = ""
) -> Movement:
    """Record that promised money was paid. OverspendError where less is still outstanding."""
    _require(by, pot)
    return _move(_Request(pot, Verb.PAY, pence, once, by, why, reference))


def _require(by: User | None, pot: Pot) -> None:
    if by is not None:
        require(by, "money.move", pot)


def _move(ask: _Request) -> Movement:
    if not ask.once or bool(ask.reference) != MOVES[ask.verb].for_award:
        raise ValueError("a movement has a name, and names its award if it is for one")
    check_balanced(entries(ask.verb, ask.pence))
    earlier = _earlier(ask)
    if earlier is None:
        try:
            with transaction.atomic(), writing("money"):
                return _written(ask)
        except (IntegrityError, LedgerError):
            # The same request may have come through a moment ago, on another connection.
            earlier = _earlier(ask)
            if earlier is None:
                raise
    return _same(earlier, ask)


def _written(ask: _Request) -> Movement:
    pot = ask.pot
    if not take(pot, ask.verb, ask.pence):
        raise _refusal(ask)
    commitment = _held(ask) if ask.reference else None
    pot.refresh_from_db(fields=["came_in", "available", "committed", "paid"])
    movement = Movement(
        funder_id=pot.funder_id,
        pot=pot,
        commitment=commitment,
        verb=ask.verb.value,
        pence=ask.pence,
        left_after=pot.available,
        once=ask.once,
        by=str(ask.by.pk) if ask.by is not None else "",
        why=ask.why,
    )
    movement.save(force_insert=True)
    Posting.objects.bulk_create(
        Posting(
            funder_id=pot.funder_id,
            pot=pot,
            movement=movement,
            account=entry.account.value,
            pence=entry.pence,
        )
        for entry in entries(ask.verb, ask.pence)
    )
    facts: dict[str, Any] = {"pence": ask.pence, "movement": movement.key, "left": pot.available}
    if ask.reference:
        facts["for"] = ask.reference
    audit.record(
        kind=f"money.{ask.verb}", by=ask.by, on=pot, chain=pot.funder, why=ask.why, facts=facts
    )
    return movement


def take(pot: Pot, verb: Verb, pence: int) -> bool:
    """The guard: move pence between two balances in one UPDATE, if the first has as much.

    The database decides whether there is enough, at the moment at which it holds the row; what
    Python read before does not count. The CHECK constraints of Pot say the same again.
    """
    changes, enough = {}, {}
    for entry in entries(verb, pence):
        column, sign = COLUMNS[entry.account]
        change = sign * entry.pence
        changes[column] = F(column) + change
        if change < 0:
            enough[f"{column}__gte"] = pence
    return Pot.objects.filter(pk=pot.pk, **enough).update(**changes) == 1


def _held(ask: _Request) -> Commitment:
    mine = Commitment.objects.filter(pot=ask.pot, reference=ask.reference)
    if ask.verb is Verb.COMMIT:
        new = Commitment(
            funder_id=ask.pot.funder_id, pot=ask.pot, reference=ask.reference, label=ask.label
        )
        Commitment.objects.bulk_create([new], ignore_conflicts=True)
        mine.update(outstanding=F("outstanding") + ask.pence)
    else:
        paid = ask.pence if ask.verb is Verb.PAY else 0
        changed = mine.filter(outstanding__gte=ask.pence).update(
            outstanding=F("outstanding") - ask.pence, paid=F("paid") + paid
        )
        if not changed:
            raise _refusal(ask)
    return mine.get()


def _refusal(ask: _Request) -> LedgerError:
    if MOVES[ask.verb].source is Account.COMMITTED:
        mine = Commitment.objects.filter(pot=ask.pot, reference=ask.reference)
        left = mine.values_list("outstanding", flat=True).first()
        return award_is_short(left=left or 0, asked=ask.pence)
    left = Pot.objects.values_list("available", flat=True).get(pk=ask.pot.pk)
    return pot_is_short(left=left, asked=ask.pence, pot=ask.pot.name)


def _earlier(ask: _Request) -> Movement | None:
    rows = Movement.objects.select_related("commitment")
    return rows.filter(pot=ask.pot, once=ask.once).first()


def _same(earlier: Movement, ask: _Request) -> Movement:
    award = earlier.commitment.reference if earlier.commitment else ""
    if (earlier.verb, earlier.pence, award) != (ask.verb.value, ask.pence, ask.reference):
        raise NameUsedError(_("This request was sent before with another amount or award."))
    return earlier
