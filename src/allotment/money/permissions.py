"""Who may see money and who may move it. The object is a pot, or a funder for a new pot."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from allotment.kernel.organisations.permissions import holds
from allotment.kernel.permissions import define

MOVERS = ("money.finance",)
READERS = ("money.finance", "fund.manager", "fund.board", "site.auditor")
FUNDER = attrgetter("funder_id")


define(
    "money.see",
    holds(*READERS, of=FUNDER),
    because=_("Only the funder's finance officers, managers, board and auditors see its money."),
    description="see pots and the ledger",
)
define(
    "money.move",
    holds(*MOVERS, of=FUNDER),
    because=_("Only a finance officer of this funder moves its money."),
    description="open pots, put money in, take it out and record payments",
    mfa=True,
)
