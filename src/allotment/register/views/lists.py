"""The register's lists: what their columns are, what narrows them, what an empty one says."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.web.cells import to
from allotment.kernel.web.navigation import IDEAS
from allotment.kernel.web.tables import Column, Empty, Filter, Money, Table
from allotment.register.domain.filters import Order
from allotment.register.queries.awards import AwardLine
from allotment.register.queries.party_lists import PartyTotals


def awards() -> Table[AwardLine]:
    """The awards. Their filters, of which some can be wrongly typed, are a form of their own."""
    return Table(
        name="awards",
        caption=_("Awards"),
        usual=Order.NEWEST,
        columns=[
            Column(_("Award"), on_page=True),
            Column(_("To")),
            Column(_("From")),
            Column(_("Awarded"), sort=Order.OLDEST, down=Order.NEWEST),
            Column(_("Amount"), sort=Order.SMALLEST, down=Order.LARGEST, numeric=True),
            Column(_("Identifier"), "identifier", on_page=False),
            Column(_("Title"), "title", on_page=False),
            Column(_("Recipient"), "recipient_name", on_page=False),
            Column(_("Funder"), "funder_name", on_page=False),
            Column(_("Amount"), lambda a: a.amount_pence / 100, on_page=False),
            Column(_("Currency"), "currency", on_page=False),
            Column(_("Award date"), lambda a: a.award_date.isoformat(), on_page=False),
            Column(_("Programme"), "programme", on_page=False),
            Column(
                _("Address"),
                lambda a: settings.BASE_URL + reverse("register:award", args=[a.key]),
                on_page=False,
            ),
        ],
        empty=Empty(
            _(
                "There are no awards yet. They appear here when an applicant accepts an offer, or "
                "when published grants are imported."
            )
        ),
        counted=lambda n: ngettext("%(n)s award", "%(n)s awards", n),
    )


def _parties(
    name: str, caption: str, heading: str, address: str, empty: Empty
) -> Table[PartyTotals]:
    return Table(
        name=name,
        caption=caption,
        usual="name",
        columns=[
            Column(heading, "name", sort="name", href=to(address, "key")),
            Column(_("Identifier"), "identifier"),
            Column(_("Awards"), "count", sort="awards", numeric=True),
            Money(_("Total"), "pence", sort="amount"),
        ],
        filters=[Filter("q", _("Name or identifier"))],
        empty=empty,
        counted=lambda n: ngettext("%(n)s organisation", "%(n)s organisations", n),
    )


def funders() -> Table[PartyTotals]:
    """Those who award."""
    empty = Empty(_("No funder has published an award yet."), IDEAS.name, IDEAS.href)
    return _parties("funders", _("Funders"), _("Funder"), "register:funder", empty)


def recipients() -> Table[PartyTotals]:
    """Those who are awarded something."""
    empty = Empty(_("No organisation has been awarded anything yet."), IDEAS.name, IDEAS.href)
    return _parties("recipients", _("Recipients"), _("Recipient"), "register:recipient", empty)
