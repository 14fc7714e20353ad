"""The lists of money: what their columns are, what narrows them, what an empty one says."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allotment.kernel.web.tables import Column, Empty, Filter, Table
from allotment.money.domain import years
from allotment.money.models import Movement, Pot
from allotment.money.queries.ledger import LedgerLine
from allotment.money.queries.pots import CommitmentRow, PotRow


def _pounds(pence: int) -> float:
    """A number, so that a spreadsheet can reckon with it and a minus is no formula."""
    return pence / 100


def pots_of(own_years: Sequence[int]) -> Table[PotRow]:
    """A person's pots, of these financial years."""
    labels = [years.label(year) for year in own_years]
    return Table(
        name="pots",
        caption=_("Pots"),
        usual="-year",
        columns=[
            Column(_("Pot"), lambda pot: pot.name, sort="name"),
            Column(_("Funder"), lambda pot: pot.funder, on_page=False),
            Column(_("Financial year"), lambda pot: pot.year, on_page=False),
            Column(_("Source"), lambda pot: pot.source, sort="source"),
            Column(_("Year"), sort="year"),
            Column(_("Came in (£)"), lambda pot: _pounds(pot.came_in), on_page=False),
            Column(_("Committed (£)"), lambda pot: _pounds(pot.committed), on_page=False),
            Column(_("Paid (£)"), lambda pot: _pounds(pot.paid), on_page=False),
            Column(_("Left (£)"), lambda pot: _pounds(pot.available), on_page=False),
            Column(_("Came in"), sort="came_in", numeric=True),
            Column(_("Committed"), sort="committed", numeric=True),
            Column(_("Paid"), sort="paid", numeric=True),
            Column(_("Left"), sort="left", numeric=True),
        ],
        filters=[
            Filter("q", _("Words in the name or the source")),
            Filter("year", _("Financial year"), [(x, x) for x in labels], every=_("All years")),
        ],
        empty=Empty(_("There are no pots yet. A finance officer opens the first one.")),
        counted=lambda n: ngettext("%(n)s pot", "%(n)s pots", n) % {"n": n},
    )


def commitments_of(pot: Pot, *, may_pay: bool) -> Table[CommitmentRow]:
    """What of a pot is for which award; `may_pay`: with a column for payments."""
    columns: list[Column[CommitmentRow]] = [
        Column(_("Award"), lambda row: row.label or row.reference, sort="award"),
        Column(_("Reference"), lambda row: row.reference, on_page=False),
        Column(_("Committed"), lambda row: row.made_at, sort="made"),
        Column(_("Not yet paid"), sort="outstanding", numeric=True),
        Column(_("Not yet paid (£)"), lambda row: _pounds(row.outstanding), on_page=False),
        Column(_("Paid"), sort="paid", numeric=True),
        Column(_("Paid (£)"), lambda row: _pounds(row.paid), on_page=False),
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
        counted=lambda n: ngettext("%(n)s award", "%(n)s awards", n) % {"n": f"{n:,}"},
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
            Column(_("When"), lambda line: line.at.isoformat(timespec="seconds"), sort="at"),
            Column(_("What"), lambda line: line.what, sort="what"),
            Column(_("Amount"), sort="amount", numeric=True),
            Column(_("Amount (£)"), lambda line: _pounds(line.pence), on_page=False),
            Column(
                _("Change of what is left (£)"), lambda line: _pounds(line.change), on_page=False
            ),
            Column(_("Left after"), numeric=True),
            Column(_("Left after (£)"), lambda line: _pounds(line.left_after), on_page=False),
            Column(_("Award and reason")),
            Column(_("Award"), lambda line: line.award, on_page=False),
            Column(_("Why"), lambda line: line.why, on_page=False),
            Column(_("Who"), lambda line: line.who),
            Column(_("Movement"), lambda line: line.key, on_page=False),
        ],
        filters=filters,
        empty=Empty(_("No money has moved yet. A finance officer puts the first in.")),
        counted=lambda n: ngettext("%(n)s movement", "%(n)s movements", n) % {"n": n},
    )
