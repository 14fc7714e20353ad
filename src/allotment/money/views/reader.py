"""Pots and the ledger, for everybody who may see money."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from allotment.kernel.audit.queries import history
from allotment.kernel.audit.services import subject
from allotment.kernel.domain.charts import Stack, Value
from allotment.kernel.domain.money import pounds
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.panels import panels_for
from allotment.money.domain import years
from allotment.money.models import Pot
from allotment.money.queries import ledger, pots
from allotment.money.views import lists

COMMITMENT_PANELS = "money.commitment"


@allowed("money.see")
def listed(request: HttpRequest) -> HttpResponseBase:
    """The person's pots."""
    user = person_of(request)
    table = lists.pots_of(pots.years_of(user))
    asked = table.asked(request)
    found = pots.listed(user, asked)
    if asked.as_file:
        return table.file(found)
    context = {
        "found": table.shown(request, found),
        "totals": pots.totals(user, asked),
        "funders": pots.funders_for(user),
    }
    return render(request, "money/pots.html", context)


@allowed("money.see", fetch=pots.one)
def one(request: HttpRequest, pot: Pot) -> HttpResponseBase:
    """One pot: what came in, committed, paid, left; and for which awards."""
    may_move = may(person_of(request), "money.move", pot)
    table = lists.commitments_of(pot, may_pay=bool(may_move))
    asked = table.asked(request)
    rows = pots.commitments(pot, asked)
    if asked.as_file:
        return table.file(rows)
    found, row = table.shown(request, rows), pots.row_of(pot)
    references = [each.reference for each in found.rows]
    return render(
        request,
        "money/pot.html",
        {
            "pot": row,
            "found": found,
            "chart": _chart(row),
            "panels": panels_for(person_of(request), COMMITMENT_PANELS, references),
            "may_move": may_move,
            "history": history(subject(pot), most=5),
        },
    )


@allowed("money.see", fetch=pots.one)
def ledger_of(request: HttpRequest, pot: Pot) -> HttpResponseBase:
    """Every movement of a pot."""
    table = lists.ledger_of(pot, ledger.references(pot))
    asked = table.asked(request)
    found = ledger.lines(pot, asked)
    if asked.as_file:
        return table.file(found)
    context = {
        "pot": pot,
        "year": years.label(pot.financial_year),
        "found": table.shown(request, found),
    }
    return render(request, "money/ledger.html", context)


def _chart(pot: pots.PotRow) -> Stack:
    return Stack(
        key="where-the-money-is",
        title=_("Where the money is"),
        description=_(
            "Of %(came_in)s that came in, %(paid)s are paid, %(committed)s committed and not yet "
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
