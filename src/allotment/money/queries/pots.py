"""Pots: the list, one pot's page, and what a call may draw from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.web.tables import Page
from allotment.money.domain import years
from allotment.money.models import Commitment, Pot
from allotment.money.permissions import MOVERS, READERS
from allotment.money.queries.pages import read_page


@dataclass(frozen=True, slots=True)
class PotRow:
    """A pot in a list; amounts in pence."""

    key: str
    name: str
    source: str
    year: str
    funder: str
    funder_id: int
    came_in: int
    available: int
    committed: int
    paid: int


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """What of a pot is for one award; amounts in pence."""

    key: str
    reference: str
    label: str
    outstanding: int
    paid: int


@dataclass(frozen=True, slots=True)
class PotPage:
    """All that the page of a pot shows. `more_commitments` counts those beyond the ones listed."""

    pot: PotRow
    commitments: Sequence[CommitmentRow]
    more_commitments: int


@dataclass(frozen=True, slots=True)
class PotFilter:
    """What the list of pots is narrowed to: words in name or source, the year it begins in.

    `sort` is one of ORDERS; another gives the usual order.
    """

    text: str = ""
    year: int | None = None
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over several pots, in pence."""

    came_in: int
    available: int
    committed: int
    paid: int


#: Orders of the list of pots: the newest year first, by name, the most left first.
ORDERS = {
    "": ("-financial_year", "name", "pk"),
    "name": ("name", "-financial_year", "pk"),
    "left": ("-available", "pk"),
}


SHOWN_COMMITMENTS = 50


def visible_to(user: User) -> QuerySet[Pot]:
    """The pots that a person may see: those of funders where a role of theirs reads money."""
    return Pot.objects.filter(funder__in=user.organisations_with(*READERS))


def one(user: User, key: str) -> Pot:
    """A pot of an organisation in which the person works. Raises Pot.DoesNotExist.

    Whether they may see it is for the permission, so that a colleague is told why not.
    """
    return Pot.objects.select_related("funder").get(key=key, funder__in=user.roles)


def one_commitment(user: User, key: str) -> Commitment:
    """A commitment of an organisation in which the person works. Raises Commitment.DoesNotExist."""
    found = Commitment.objects.select_related("pot__funder")
    return found.get(key=key, funder__in=user.roles)


def funder(user: User, key: str) -> Organisation:
    """An organisation in which the person works. Raises Organisation.DoesNotExist."""
    return Organisation.objects.get(key=key, pk__in=user.roles)


def funders_for(user: User) -> list[Organisation]:
    """The organisations for which the person may open a pot. One statement."""
    found = Organisation.objects.filter(pk__in=user.organisations_with(*MOVERS))
    return list(found.order_by("name"))


def listed(user: User, wanted: PotFilter, *, after: str = "", before: str = "") -> Page[PotRow]:
    """A page of the person's pots. Up to three statements."""
    order = ORDERS.get(wanted.sort, ORDERS[""])
    page = read_page(_narrowed(user, wanted), order, after=after, before=before)
    return Page([_row(pot) for pot in page.rows], page.count, page.next_key, page.previous_key)


def all_listed(user: User, wanted: PotFilter) -> Iterator[PotRow]:
    """Every one of the person's pots, for a file."""
    order = ORDERS.get(wanted.sort, ORDERS[""])
    for pot in _narrowed(user, wanted).order_by(*order).iterator(chunk_size=500):
        yield _row(pot)


def totals(user: User, wanted: PotFilter) -> Totals:
    """The sums of the person's pots. One statement."""
    columns = ("came_in", "available", "committed", "paid")
    found = _narrowed(user, wanted).aggregate(**{name: Sum(name, default=0) for name in columns})
    return Totals(**found)


def _narrowed(user: User, wanted: PotFilter) -> QuerySet[Pot]:
    pots = visible_to(user).select_related("funder")
    if wanted.text:
        pots = pots.filter(Q(name__icontains=wanted.text) | Q(source__icontains=wanted.text))
    if wanted.year is not None:
        pots = pots.filter(financial_year=wanted.year)
    return pots


def years_of(user: User) -> list[int]:
    """The financial years that the person's pots are for, newest first. One statement."""
    found = visible_to(user).order_by("-financial_year")
    return list(found.values_list("financial_year", flat=True).distinct())


def for_index(keys: Sequence[str] | None) -> Iterator[PotRow]:
    """Pots of all funders, those with these keys or every one, for the search index."""
    found = Pot.objects.select_related("funder").order_by("pk")
    if keys is not None:
        found = found.filter(key__in=keys)
    for pot in found.iterator(chunk_size=500):
        yield _row(pot)


def page(pot: Pot) -> PotPage:
    """What a pot's page shows. Two statements."""
    found = Commitment.objects.filter(pot=pot).order_by("-pk")
    rows = [
        CommitmentRow(row.key, row.reference, row.label, row.outstanding, row.paid)
        for row in found[:SHOWN_COMMITMENTS]
    ]
    return PotPage(_row(pot), rows, max(0, found.count() - len(rows)))


def count() -> int:
    """How many pots there are, of all funders."""
    return Pot.objects.count()


def _row(pot: Pot) -> PotRow:
    return PotRow(
        key=pot.key,
        name=pot.name,
        source=pot.source,
        year=years.label(pot.financial_year),
        funder=pot.funder.name,
        funder_id=pot.funder_id,
        came_in=pot.came_in,
        available=pot.available,
        committed=pot.committed,
        paid=pot.paid,
    )
