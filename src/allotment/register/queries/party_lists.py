"""Funders and recipients as lists, with what each has given or received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce

from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked
from allotment.register.models import Award, Party
from allotment.register.queries.awards import visible


@dataclass(frozen=True, slots=True)
class PartyTotals:
    """An organisation with its number of awards, and what those in pounds come to, in pence."""

    key: str
    name: str
    identifier: str
    count: int
    pence: int


#: What funders and recipients can be sorted by.
ORDERS: Mapping[str, Sequence[str]] = {
    "name": ("name",),
    "awards": ("awards", "name"),
    "amount": ("pence", "name"),
}


def funders(asked: Asked) -> Rows[Party, PartyTotals]:
    """Everybody who has awarded something. Up to three statements a page."""
    return _parties(Party.objects.filter(is_funder=True), "funder", asked)


def recipients(asked: Asked) -> Rows[Party, PartyTotals]:
    """Every organisation that was awarded something. Up to three statements a page."""
    received = Award.objects.filter(recipient__isnull=False).values("recipient")
    return _parties(Party.objects.filter(pk__in=received), "recipient", asked)


def _parties(found: QuerySet[Party], side: str, asked: Asked) -> Rows[Party, PartyTotals]:
    if asked["q"]:
        found = found.filter(Q(name__icontains=asked["q"]) | Q(identifier__istartswith=asked["q"]))
    rows = found.annotate(
        awards=_of(side, Count("pk"), IntegerField()),
        pence=_of(side, Sum("amount_pence", filter=Q(currency="GBP")), BigIntegerField()),
    )
    return Rows(rows, asked, ORDERS, lambda some: [_totals(row) for row in some])


def _of(side: str, figure: Any, kind: Any) -> Coalesce:
    """A figure over the awards of one party; worked out only for the rows that are shown, unless
    the list is sorted by it."""
    awards = visible().filter(**{side: OuterRef("pk")}).order_by().values(side)
    return Coalesce(Subquery(awards.annotate(figure=figure).values("figure")), 0, output_field=kind)


def _totals(row: Any) -> PartyTotals:
    return PartyTotals(row.key, row.name, row.identifier, row.awards, row.pence)
