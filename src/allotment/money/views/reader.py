"""Pots and the ledger, for everybody who may see money."""

from functools import partial

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.audit.queries import history
from allotment.kernel.audit.services import subject
from allotment.kernel.domain.charts import Stack, Value
from allotment.kernel.domain.money import pounds
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Link, ListPage
from allotment.kernel.web.panels import panels_for
from allotment.money.domain import years
from allotment.money.models import Pot
from allotment.money.queries import ledger, pots
from allotment.money.queries.ledger import LedgerLine
from allotment.money.queries.pots import CommitmentRow, PotRow
from allotment.money.views import lists

COMMITMENT_PANELS = "money.commitment"


@allowed("money.see")
def listed(request: HttpRequest) -> ListPage[PotRow]:
    """The person's pots."""
    user = person_of(request)
    table = lists.pots_of(pots.years_of(user))
    return ListPage(
        table=table,
        rows=partial(pots.listed, user),
        lead=_(
            "A pot is money of one funder, from one source, for one financial year. Finance "
            "officers, managers, the board and auditors of the funder see it."
        ),
        actions=[
            Link(
                _("Open a pot for %(name)s") % {"name": funder.name},
                reverse("money:open", args=[funder.key]),
            )
            for funder in pots.funders_for(user)
        ],
        template="money/pots.html",
        context=lambda _found: {"totals": pots.totals(user, table.asked(request))},
    )


@allowed("money.see", fetch=pots.one)
def one(request: HttpRequest, pot: Pot) -> ListPage[CommitmentRow]:
    """One pot: what came in, committed, paid, left; and for which awards."""
    user, row = person_of(request), pots.row_of(pot)
    may_move = may(user, "money.move", pot)
    return ListPage(
        table=lists.commitments_of(pot, may_pay=bool(may_move)),
        rows=partial(pots.commitments, pot),
        template="money/pot.html",
        context=lambda found: {
            "pot": row,
            "chart": _chart(row),
            "panels": panels_for(user, COMMITMENT_PANELS, [each.reference for each in found.rows]),
            "may_move": may_move,
            "history": history(subject(pot), most=5),
        },
    )


@allowed("money.see", fetch=pots.one)
def ledger_of(request: HttpRequest, pot: Pot) -> ListPage[LedgerLine]:
    """Every movement of a pot."""
    return ListPage(
        table=lists.ledger_of(pot, ledger.references(pot)),
        rows=partial(ledger.lines, pot),
        heading=_("Ledger"),
        title=_("Ledger of %(pot)s") % {"pot": pot.name},
        caption=f"{pot.name}, {years.label(pot.financial_year)}",
        lead=_(
            "Every movement of money. The ledger cannot be changed: a mistake is corrected by "
            "another movement."
        ),
        back=Link(_("Back to the pot"), reverse("money:pot", args=[pot.key])),
    )


def _chart(pot: pots.PotRow) -> Stack:
    return Stack(
        key="where-the-money-is",
        title=_("Where the money is"),
        description=_(
            "Of %(came_in)s received, %(paid)s are paid, %(committed)s committed and not yet "
            "paid, and %(left)s left."
        )
        % {
            "came_in": pounds(pot.came_in),
            "paid": pounds(pot.paid),
            "committed": pounds(pot.committed),
            "left": pounds(pot.available),
        },
        headings=(_("Part"), _("Amount")),
        values=[
            Value(_("Paid"), pot.paid, pounds(pot.paid)),
            Value(_("Committed, not yet paid"), pot.committed, pounds(pot.committed)),
            Value(_("Left"), pot.available, pounds(pot.available)),
        ],
    )
