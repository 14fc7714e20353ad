"""Pots: the list, one pot's page, and what a call may draw from."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked
from allotment.money.domain import years
from allotment.money.models import Commitment, Pot
from allotment.money.permissions import MOVERS, READERS


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
    made_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over several pots, in pence."""

    came_in: int
    available: int
    committed: int
    paid: int


#: What the list of pots can be sorted by.
ORDERS = {
    "name": ("by_name", "-financial_year"),
    "source": ("source", "by_name"),
    "year": ("financial_year", "-by_name"),
    "came_in": ("came_in",),
    "committed": ("committed",),
    "paid": ("paid",),
    "left": ("available",),
}

#: What the commitments of a pot can be sorted by.
COMMITMENTS = {
    "made": (),
    "award": ("by_label",),
    "outstanding": ("outstanding",),
    "paid": ("paid",),
}


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


def listed(user: User, asked: Asked) -> Rows[Pot, PotRow]:
    """The person's pots."""
    return Rows(_narrowed(user, asked), asked, ORDERS, lambda pots: [row_of(pot) for pot in pots])


def totals(user: User, asked: Asked) -> Totals:
    """The sums of the person's pots. One statement."""
    columns = ("came_in", "available", "committed", "paid")
    found = _narrowed(user, asked).aggregate(**{name: Sum(name, default=0) for name in columns})
    return Totals(**found)


def _narrowed(user: User, asked: Asked) -> QuerySet[Pot]:
    pots = visible_to(user).select_related("funder").annotate(by_name=Lower("name"))
    if asked["q"]:
        pots = pots.filter(Q(name__icontains=asked["q"]) | Q(source__icontains=asked["q"]))
    if asked["year"]:
        pots = pots.filter(financial_year=years.parse(asked["year"]))
    return pots


def years_of(user: User) -> list[int]:
    """The financial years that the person's pots are for, newest first. One statement."""
    found = visible_to(user).order_by("-financial_year")
    return list(found.values_list("financial_year", flat=True).distinct())


def commitments(pot: Pot, asked: Asked) -> Rows[Commitment, CommitmentRow]:
    """What of a pot is for which award. Up to three statements a page."""
    found = Commitment.objects.filter(pot=pot).annotate(
        by_label=Lower(Coalesce(NullIf("label", Value("")), "reference"))
    )
    if asked["state"]:
        found = (
            found.filter(outstanding=0)
            if asked["state"] == "done"
            else found.filter(outstanding__gt=0)
        )
    if asked["text"]:
        found = found.filter(
            Q(label__icontains=asked["text"]) | Q(reference__icontains=asked["text"])
        )
    return Rows(found, asked, COMMITMENTS, lambda rows: [_commitment(row) for row in rows])


def _commitment(row: Commitment) -> CommitmentRow:
    return CommitmentRow(row.key, row.reference, row.label, row.outstanding, row.paid, row.made_at)


def count() -> int:
    """How many pots there are, of all funders."""
    return Pot.objects.count()


def row_of(pot: Pot) -> PotRow:
    """A pot, read with its funder, as pages show it."""
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
