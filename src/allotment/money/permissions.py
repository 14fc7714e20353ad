"""Who may see money and who may move it. The object is a pot, or a funder for a new pot."""

from django.utils.translation import gettext_lazy as _

from allotment.kernel.organisations.models import Organisation
from allotment.kernel.organisations.permissions import holds
from allotment.kernel.permissions import define
from allotment.money.models import Commitment, Pot

MOVERS = ("money.finance",)
READERS = ("money.finance", "fund.manager", "fund.board", "site.auditor")


def _funder_id(held: Pot | Commitment | Organisation) -> int:
    return held.pk if isinstance(held, Organisation) else held.funder_id


define(
    "money.see",
    holds(*READERS, of=_funder_id),
    because=_("Only the funder's finance officers, managers, board and auditors see its money."),
    description="see pots and the ledger",
)
define(
    "money.move",
    holds(*MOVERS, of=_funder_id),
    because=_("Only a finance officer of this funder moves its money."),
    description="open pots, put money in, take it out and record payments",
    mfa=True,
)
