"""The lists of money: what their columns are, what narrows them, what an empty one says."""

from collections.abc import Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.web.cells import to
from allotment.kernel.web.formats import date_and_clock
from allotment.kernel.web.tables import Column, Empty, Filter, Money, Table
from allotment.money.domain import years
from allotment.money.models import Movement, Pot
from allotment.money.queries.ledger import LedgerLine
from allotment.money.queries.pots import CommitmentRow, PotRow


def pots_of(own_years: Sequence[int]) -> Table[PotRow]:
    """A person's pots, of these financial years."""
    labels = [years.label(year) for year in own_years]
    return Table(
        name="pots",
        caption=_("Pots"),
        usual="-year",
        columns=[
            Column(_("Pot"), "name", sort="name", href=to("money:pot", "key")),
            Column(_("Funder"), "funder", on_page=False),
            Column(_("Financial year"), "year", on_page=False),
            Column(_("Source"), "source", sort="source"),
            Column(_("Year"), show=lambda p: p.year, sort="year"),
            Money(_("Received"), "came_in", sort="came_in"),
            Money(_("Committed"), "committed", sort="committed"),
            Money(_("Paid"), "paid", sort="paid"),
            Money(_("Left"), "available", sort="left"),
        ],
        filters=[
            Filter("q", _("Words in the name or the source")),
            Filter("year", _("Financial year"), [(x, x) for x in labels], every=_("All years")),
        ],
        empty=Empty(_("There are no pots yet. A finance officer opens the first one.")),
        counted=lambda n: ngettext("%(n)s pot", "%(n)s pots", n),
    )


def commitments_of(pot: Pot, *, may_pay: bool) -> Table[CommitmentRow]:
    """What of a pot is for which award; `may_pay`: with a column for payments."""
    columns: list[Column[CommitmentRow]] = [
        Column(_("Award"), lambda row: row.label or row.reference, sort="award"),
        Column(_("Reference"), "reference", on_page=False),
        Column(_("Committed"), "made_at", sort="made"),
        Money(_("Not yet paid"), "outstanding", sort="outstanding"),
        Money(_("Paid"), "paid", sort="paid"),
    ]
    if may_pay:
        columns.append(Column(_("Payment")))
    return Table(
        name=f"commitments-{pot.key}",
        caption=_("Committed to awards"),
        usual="-made",
        columns=columns,
        filters=[
            Filter("text", _("Award")),
            Filter(
                "state",
                _("Payment"),
                [("due", _("Still to pay")), ("done", _("Nothing to pay"))],
            ),
        ],
        empty=Empty(_("Nothing is committed yet. Money is committed when an award is decided.")),
        counted=lambda n: ngettext("%(n)s award", "%(n)s awards", n),
    )


def ledger_of(pot: Pot, awards: Sequence[tuple[str, str]]) -> Table[LedgerLine]:
    """The movements of a pot, some of which are for these awards (reference, label)."""
    filters = [Filter("what", _("What happened"), Movement.Verb.choices, every=_("Everything"))]
    if awards:
        filters.append(Filter("award", _("Award"), awards, every=_("All awards")))
    return Table(
        name=f"ledger-{pot.key}",
        caption=_("Movements of money"),
        usual="-at",
        columns=[
            Column(_("When"), lambda line: line.at.isoformat(timespec="seconds"), on_page=False),
            Column(_("When"), show=lambda line: date_and_clock(line.at), sort="at"),
            Column(_("What"), "what", sort="what"),
            Money(_("Amount"), "pence", sort="amount"),
            Money(_("Change of what is left"), "change", on_page=False),
            Money(_("Left after"), "left_after", name="left_after"),
            Column(_("Award and reason"), show=_award_and_reason),
            Column(_("Award"), "award", on_page=False),
            Column(_("Why"), "why", on_page=False),
            Column(_("Who"), "who"),
            Column(_("Movement"), "key", on_page=False),
        ],
        filters=filters,
        empty=Empty(_("No money has moved yet. A finance officer puts the first in.")),
        counted=lambda n: ngettext("%(n)s movement", "%(n)s movements", n),
    )


def _award_and_reason(line: LedgerLine) -> SafeString:
    parts = [(text,) for text in (line.award, line.why) if text]
    return format_html_join(mark_safe("<br>"), "{}", parts)
