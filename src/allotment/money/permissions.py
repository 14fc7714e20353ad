"""Who may see money and who may move it. The object is a pot, or a funder for a new pot."""

from django.utils.translation import gettext_lazy as _

from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.permissions import define, predicate
from allotment.money.models import Commitment, Pot

MOVERS = ("money.finance",)
READERS = ("money.finance", "fund.manager", "fund.board", "site.auditor")

Held = Pot | Commitment | Organisation | None


def _funder_id(held: Held) -> int | None:
    if held is None or isinstance(held, Organisation):
        return None if held is None else held.pk
    return held.funder_id


@predicate
def moves_money(user: User, held: Held = None) -> bool:
    if not user.is_authenticated:
        return False
    if held is None:
        return bool(user.organisations_with(*MOVERS))
    return user.has_role(_funder_id(held), *MOVERS)


@predicate
def reads_money(user: User, held: Held = None) -> bool:
    if not user.is_authenticated:
        return False
    if held is None:
        return bool(user.organisations_with(*READERS))
    return user.has_role(_funder_id(held), *READERS)


define(
    "money.see",
    reads_money,
    because=_("Only the funder's finance officers, managers, board and auditors see its money."),
    description="see pots and the ledger",
)
define(
    "money.move",
    moves_money,
    because=_("Only a finance officer of this funder moves its money."),
    description="open pots, put money in, take it out and record payments",
    mfa=True,
)
