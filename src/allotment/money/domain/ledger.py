"""Double-entry rules of a pot, in whole pence.

A pot has four accounts. Money moves between two of them at a time, so the entries of a movement
always add up to nothing:

    outside ──put in──▶ available ──commit──▶ committed ──pay──▶ paid
            ◀─take out─           ◀─release──

`outside` is where the money came from; its balance is minus what came in. Only it may be negative.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from allotment.kernel.domain.money import MOST_PENCE, pounds
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as _


class Account(StrEnum):
    """The four accounts of a pot."""

    OUTSIDE = "outside"
    AVAILABLE = "available"
    COMMITTED = "committed"
    PAID = "paid"


class Verb(StrEnum):
    """What can be done with the money of a pot."""

    PUT_IN = "put_in"
    TAKE_OUT = "take_out"
    COMMIT = "commit"
    RELEASE = "release"
    PAY = "pay"


@dataclass(frozen=True, slots=True)
class Move:
    """From which account to which a verb moves money, and whether it is for an award."""

    verb: Verb
    source: Account
    target: Account
    for_award: bool


MOVES = {
    move.verb: move
    for move in (
        Move(Verb.PUT_IN, Account.OUTSIDE, Account.AVAILABLE, for_award=False),
        Move(Verb.TAKE_OUT, Account.AVAILABLE, Account.OUTSIDE, for_award=False),
        Move(Verb.COMMIT, Account.AVAILABLE, Account.COMMITTED, for_award=True),
        Move(Verb.RELEASE, Account.COMMITTED, Account.AVAILABLE, for_award=True),
        Move(Verb.PAY, Account.COMMITTED, Account.PAID, for_award=True),
    )
}


class LedgerError(RuleBrokenError):
    """A movement of money that the rules do not allow."""

    field = "amount"


class NotAMovementError(LedgerError):
    """The amount is not a whole number of pence above nothing, or above the most we count."""


class UnbalancedError(LedgerError):
    """The entries of one movement do not add up to nothing."""


class OverspendError(LedgerError):
    """There is less money than the movement needs; `left` and `asked` are pence."""

    def __init__(self, template: str, *, left: int, asked: int, **values: str) -> None:
        super().__init__(template, left=pounds(left), asked=pounds(asked), **values)
        self.left = left
        self.asked = asked


def pot_is_short(*, left: int, asked: int, pot: str = "") -> OverspendError:
    """The refusal where a pot has too little left; `pot` is its name."""
    return OverspendError(
        _("The pot {pot} has {left} left, which is less than {asked}."),
        left=left,
        asked=asked,
        pot=f"“{pot}”",
    )


def award_is_short(*, left: int, asked: int) -> OverspendError:
    """The refusal where less is committed to an award than is to be paid or released."""
    return OverspendError(
        _("Only {left} is still committed to this award, which is less than {asked}."),
        left=left,
        asked=asked,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a movement: pence added to an account (negative: taken from it)."""

    account: Account
    pence: int


def check_amount(pence: int) -> None:
    """Raise NotAMovementError unless this many pence can be moved."""
    if isinstance(pence, bool) or not isinstance(pence, int):
        raise NotAMovementError(_("Amounts must be in whole pence."))
    if pence <= 0:
        raise NotAMovementError(_("The amount must be more than £0."))
    if pence > MOST_PENCE:
        raise NotAMovementError(_("The amount must be {most} or less."), most=pounds(MOST_PENCE))


def entries(verb: Verb, pence: int) -> tuple[Entry, Entry]:
    """The two entries of a movement. NotAMovementError if so many pence cannot be moved."""
    check_amount(pence)
    move = MOVES[verb]
    return Entry(move.source, -pence), Entry(move.target, pence)


def check_balanced(found: Iterable[Entry]) -> None:
    """Raise UnbalancedError unless there are entries and they add up to nothing."""
    pence = [entry.pence for entry in found]
    if len(pence) < 2 or sum(pence) != 0 or 0 in pence:
        raise UnbalancedError(
            _("The entries {entries} are not a balanced movement."), entries=str(pence)
        )


@dataclass(frozen=True, slots=True)
class Held:
    """What one award holds of a pot: committed and not yet paid, and paid."""

    outstanding: int = 0
    paid: int = 0


@dataclass(frozen=True, slots=True)
class Balances:
    """A pot's balances in pence and what each award holds: the ledger summed up.

    Immutable; `after` gives the next. `came_in` is what was put in less what was taken out.
    """

    available: int = 0
    committed: int = 0
    paid: int = 0
    held: dict[str, Held] = field(default_factory=dict)

    @property
    def came_in(self) -> int:
        """Everything that came in: it is available, committed or paid, and nowhere else."""
        return self.available + self.committed + self.paid

    def after(self, verb: Verb, pence: int, *, award: str = "") -> "Balances":
        """The balances after a movement.

        Raises NotAMovementError for an amount that cannot move, OverspendError where an account or
        the award has less, ValueError where an award is missing or not wanted.
        """
        if bool(award) != MOVES[verb].for_award:
            raise ValueError(f"{verb} and the award {award!r} do not go together")
        totals = {
            Account.OUTSIDE: -self.came_in,
            Account.AVAILABLE: self.available,
            Account.COMMITTED: self.committed,
            Account.PAID: self.paid,
        }
        for entry in entries(verb, pence):
            if entry.account is not Account.OUTSIDE and totals[entry.account] + entry.pence < 0:
                raise pot_is_short(left=totals[entry.account], asked=pence)
            totals[entry.account] += entry.pence
        held = self._held_after(verb, pence, award) if award else self.held
        return Balances(
            totals[Account.AVAILABLE], totals[Account.COMMITTED], totals[Account.PAID], held
        )

    def _held_after(self, verb: Verb, pence: int, award: str) -> dict[str, Held]:
        now = self.held.get(award, Held())
        change = pence if verb is Verb.COMMIT else -pence
        if now.outstanding + change < 0:
            raise award_is_short(left=now.outstanding, asked=pence)
        paid = now.paid + (pence if verb is Verb.PAY else 0)
        return {**self.held, award: replace(now, outstanding=now.outstanding + change, paid=paid)}
