"""Pots and the ledger, for everybody who may see money."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from allotment.kernel.audit.queries import history
from allotment.kernel.audit.services import subject
from allotment.kernel.domain.money import pounds
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web import tables
from allotment.kernel.web.charts import Stack, Value
from allotment.kernel.web.panels import panels_for
from allotment.money.domain import years
from allotment.money.models import Movement, Pot
from allotment.money.queries import ledger, pots

COMMITMENT_PANELS = "money.commitment"


@allowed("money.see")
def listed(request: HttpRequest) -> HttpResponseBase:
    """The person's pots."""
    user = person_of(request)
    wanted = pots.PotFilter(
        text=_word(request, "q"), year=_year(request), sort=_word(request, "sort")
    )
    if request.GET.get("format") == "csv":
        return _pots_file(pots.all_listed(user, wanted))
    after, before = _word(request, "after"), _word(request, "before")
    return render(
        request,
        "money/pots.html",
        {
            "page": pots.listed(user, wanted, after=after, before=before),
            "totals": pots.totals(user, wanted),
            "wanted": wanted,
            "years": [(year, years.label(year)) for year in pots.years_of(user)],
            "funders": pots.funders_for(user),
            "address_with": tables.address_with,
        },
    )


@allowed("money.see", fetch=pots.one)
def one(request: HttpRequest, pot: Pot) -> HttpResponse:
    """One pot: what came in, committed, paid, left."""
    found = pots.page(pot)
    references = [row.reference for row in found.commitments]
    return render(
        request,
        "money/pot.html",
        {
            "found": found,
            "chart": _chart(found.pot),
            "panels": panels_for(person_of(request), COMMITMENT_PANELS, references),
            "may_move": may(person_of(request), "money.move", pot),
            "history": history(subject(pot), most=5),
        },
    )


@allowed("money.see", fetch=pots.one)
def ledger_of(request: HttpRequest, pot: Pot) -> HttpResponseBase:
    """Every movement of a pot."""
    wanted = ledger.LedgerFilter(
        verb=_word(request, "what") if request.GET.get("what") in Movement.Verb.values else "",
        reference=_word(request, "award"),
        oldest_first=request.GET.get("sort") == "oldest",
    )
    if request.GET.get("format") == "csv":
        return _ledger_file(pot, ledger.all_lines(pot, wanted))
    after, before = _word(request, "after"), _word(request, "before")
    return render(
        request,
        "money/ledger.html",
        {
            "pot": pot,
            "year": years.label(pot.financial_year),
            "page": ledger.lines(pot, wanted, after=after, before=before),
            "wanted": wanted,
            "verbs": Movement.Verb.choices,
            "awards": ledger.references(pot),
            "address_with": tables.address_with,
        },
    )


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


def _word(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "").strip()[:100]


def _year(request: HttpRequest) -> int | None:
    try:
        return years.parse(_word(request, "year"))
    except ValueError:
        return None


def _in_pounds(pence: int) -> float:
    """A number, so that a spreadsheet can reckon with it and a minus is no formula."""
    return pence / 100


def _pots_file(rows: Any) -> HttpResponseBase:
    headings = [
        _("Pot"), _("Funder"), _("Financial year"), _("Source"), _("Came in (£)"),
        _("Committed (£)"), _("Paid (£)"), _("Left (£)"),
    ]  # fmt: skip
    cells = (
        [
            row.name, row.funder, row.year, row.source, _in_pounds(row.came_in),
            _in_pounds(row.committed), _in_pounds(row.paid), _in_pounds(row.available),
        ]
        for row in rows
    )  # fmt: skip
    return tables.csv_response("pots", headings, cells)


def _ledger_file(pot: Pot, rows: Any) -> HttpResponseBase:
    headings = [
        _("When"), _("What"), _("Amount (£)"), _("Change of what is left (£)"), _("Left after (£)"),
        _("Award"), _("Why"), _("Who"), _("Movement"),
    ]  # fmt: skip
    cells = (
        [
            row.at.isoformat(timespec="seconds"), row.what, _in_pounds(row.pence),
            _in_pounds(row.change), _in_pounds(row.left_after), row.award, row.why, row.who, row.key,
        ]
        for row in rows
    )  # fmt: skip
    return tables.csv_response(f"ledger-{pot.key}", headings, cells)
