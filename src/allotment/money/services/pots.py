"""Opening pots."""

from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.kernel.guards.rows import writing
from allotment.kernel.guards.unique import unique
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.permissions import require
from allotment.kernel.search import services as search
from allotment.money.models import Pot


def open_pot(
    *, funder: Organisation, name: str, source: str, financial_year: int, by: User | None
) -> Pot:
    """Open an empty pot. `by` None is the system itself.

    Refused unless the person moves this funder's money; TakenError where the funder has a pot
    of that name in that year.
    """
    if by is not None:
        require(by, "money.move", funder)
    pot = Pot(
        funder=funder,
        name=" ".join(name.split()),
        source=" ".join(source.split()),
        financial_year=financial_year,
    )
    taken = _("There is already a pot with this name in this year.")
    with unique("money_one_pot_a_name_and_year", taken, field="name"), writing("money"):
        pot.save(force_insert=True)
        audit.record(
            kind="money.pot_opened", by=by, on=pot, chain=funder,
            facts={"financial_year": financial_year},
        )  # fmt: skip
        search.refresh("money.pot", [pot.key])
    return pot


def hold(*pots: Pot | None) -> None:
    """Lock the rows of these pots until the transaction ends, in one order for everybody.

    For a caller that moves money of several pots in one transaction, or writes an audit line before
    it moves any: done first, no two such callers wait for each other for ever. None is passed over.
    """
    ids = {pot.pk for pot in pots if pot is not None}
    list(Pot.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
