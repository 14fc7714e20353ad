"""The ledger of a pot: its movements page by page, and whether everything adds up."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked
from allotment.money.domain.ledger import Account
from allotment.money.models import Commitment, Movement, Pot


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One movement as people read it; amounts in pence. `change` is what it did to what is left."""

    key: str
    at: dt.datetime
    what: str
    award: str
    who: str
    why: str
    pence: int
    change: int
    left_after: int


@dataclass(frozen=True, slots=True)
class Fault:
    """A sum that does not come out: of which pot, and what."""

    pot: str
    what: str


#: What the ledger can be sorted by; movements are numbered as they happen.
ORDERS = {"at": (), "what": ("verb",), "amount": ("pence",)}


def lines(pot: Pot, asked: Asked) -> Rows[Movement, LedgerLine]:
    """The movements of a pot. Up to four statements a page."""
    found = Movement.objects.filter(pot=pot).select_related("commitment")
    if asked["what"]:
        found = found.filter(verb=asked["what"])
    if asked["award"]:
        found = found.filter(commitment__reference=asked["award"])
    return Rows(found, asked, ORDERS, _lines)


def _lines(rows: list[Movement]) -> list[LedgerLine]:
    people = get_user_model().objects.in_bulk({row.by for row in rows if row.by})
    names = {str(pk): str(person.display_name) for pk, person in people.items()}
    gone = _("Somebody whose account was erased")
    return [
        LedgerLine(
            key=row.key,
            at=row.at,
            what=row.get_verb_display(),
            award=(row.commitment.label or row.commitment.reference) if row.commitment else "",
            who=names.get(row.by, gone) if row.by else _("The system"),
            why=row.why,
            pence=row.pence,
            change=_change(row),
            left_after=row.left_after,
        )
        for row in rows
    ]


def _change(row: Movement) -> int:
    if row.verb == Movement.Verb.PAY:
        return 0
    comes_back = row.verb in {Movement.Verb.PUT_IN, Movement.Verb.RELEASE}
    return row.pence if comes_back else -row.pence


def check() -> list[Fault]:
    """Add everything up again: what the balances and the postings say differently. Five statements.

    Finds movements whose postings do not balance, pots whose balances are not the sums of their
    postings, and pots whose commitments are not what they have committed and paid.
    """
    return [*_unbalanced(), *_wrong_balances(), *_wrong_commitments()]


def _unbalanced() -> Iterator[Fault]:
    rows = Movement.objects.annotate(sum=Sum("postings__pence"), sides=Count("postings"))
    for key, pot in rows.exclude(sum=0, sides=2).values_list("key", "pot__key"):
        yield Fault(pot, _("The movement %(key)s does not balance.") % {"key": key})


def _wrong_balances() -> Iterator[Fault]:
    def of(account: Account) -> Sum:
        return Sum("postings__pence", filter=Q(postings__account=account.value), default=0)

    rows = Pot.objects.annotate(
        outside=of(Account.OUTSIDE),
        sum_available=of(Account.AVAILABLE),
        sum_committed=of(Account.COMMITTED),
        sum_paid=of(Account.PAID),
    ).exclude(
        outside=-F("came_in"),
        sum_available=F("available"),
        sum_committed=F("committed"),
        sum_paid=F("paid"),
    )
    for key in rows.values_list("key", flat=True):
        yield Fault(key, _("The balances of the pot are not the sums of its postings."))


def _wrong_commitments() -> Iterator[Fault]:
    rows = Pot.objects.annotate(
        outstanding=Sum("commitments__outstanding", default=0),
        settled=Sum("commitments__paid", default=0),
    ).exclude(outstanding=F("committed"), settled=F("paid"))
    for key in rows.values_list("key", flat=True):
        yield Fault(key, _("The commitments of the pot do not add up to what it has committed."))


def references(pot: Pot) -> list[tuple[str, str]]:
    """The awards that a pot is committed to, as (reference, label), for a filter. One statement."""
    rows = Commitment.objects.filter(pot=pot).order_by("label", "reference")
    return [(row.reference, row.label or row.reference) for row in rows[:500]]
