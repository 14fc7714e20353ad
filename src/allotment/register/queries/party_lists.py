"""Funders and recipients as lists, with what each has given or received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet

from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked
from allotment.register.models import Party


@dataclass(frozen=True, slots=True)
class PartyTotals:
    """An organisation with its number of awards, and what those in pounds come to, in pence."""

    key: str
    name: str
    identifier: str
    count: int
    pence: int


Side = Literal["given", "received"]


def funders(asked: Asked) -> Rows[Party, PartyTotals]:
    """Everybody who has awarded something. Up to three statements a page."""
    return _parties(Party.objects.filter(is_funder=True), "given", asked)


def recipients(asked: Asked) -> Rows[Party, PartyTotals]:
    """Every organisation that was awarded something. Up to three statements a page."""
    return _parties(Party.objects.filter(received_count__gt=0), "received", asked)


def _parties(found: QuerySet[Party], side: Side, asked: Asked) -> Rows[Party, PartyTotals]:
    if asked["q"]:
        found = found.filter(Q(name__icontains=asked["q"]) | Q(identifier__istartswith=asked["q"]))
    orders: Mapping[str, Sequence[str]] = {
        "name": ("name",),
        "awards": (f"{side}_count", "name"),
        "amount": (f"{side}_pence", "name"),
    }
    return Rows(found, asked, orders, lambda some: [_totals(row, side) for row in some])


def _totals(row: Party, side: Side) -> PartyTotals:
    if side == "given":
        return PartyTotals(row.key, row.name, row.identifier, row.given_count, row.given_pence)
    return PartyTotals(row.key, row.name, row.identifier, row.received_count, row.received_pence)
