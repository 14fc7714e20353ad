"""Two funders side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from allotment.kernel.places.domain.regions import REGIONS
from allotment.register.domain.facets import Facet
from allotment.register.domain.kinds import TYPE_TITLES, RecipientType
from allotment.register.models import Party
from allotment.register.queries.counting import NONE, Totals, kept_within
from allotment.register.queries.narrowing import visible
from allotment.register.queries.parties import PartyLine

_MOST = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One part, as either funder has it."""

    label: str
    one: Totals
    other: Totals


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One facet of both funders."""

    title: str
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A recipient of both, with how many awards it had of either."""

    key: str
    name: str
    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two funders, all in all and by each facet, with the largest recipients of both."""

    one: PartyLine
    other: PartyLine
    breakdowns: tuple[Breakdown, ...]
    shared: tuple[Shared, ...]


def compare(one: str, other: str) -> Comparison | None:
    """Two funders by their keys; None where they are not two. Up to five statements."""
    found = {each.key: each for each in Party.objects.filter(key__in=(one, other), is_funder=True)}
    if len(found) != 2:
        return None
    first, second = found[one], found[other]
    parts = kept_within(one), kept_within(other)
    return Comparison(
        PartyLine(first.key, first.name, first.identifier),
        PartyLine(second.key, second.name, second.identifier),
        (
            _breakdown(parts, Facet.ALL, _("Total"), "", lambda _part: _("All awards")),
            _breakdown(parts, Facet.YEAR, _("By year"), _("Year"), str),
            _breakdown(
                parts, Facet.AREA, _("By region"), _("Region"), lambda code: REGIONS.get(code, "")
            ),
            _breakdown(
                parts,
                Facet.RECIPIENT_TYPE,
                _("By kind of recipient"),
                _("Kind of recipient"),
                lambda kind: _(TYPE_TITLES[RecipientType(kind)]),
            ),
        ),
        _shared(first, second),
    )


def _breakdown(
    parts: tuple[Mapping[Facet, Mapping[str, Totals]], ...],
    facet: Facet,
    title: str,
    heading: str,
    name: Callable[[str], str],
) -> Breakdown:
    one, other = (each.get(facet, {}) for each in parts)
    codes = sorted((name(code), code) for code in {*one, *other} if name(code))
    return Breakdown(
        title,
        heading,
        tuple(Row(label, one.get(code, NONE), other.get(code, NONE)) for label, code in codes),
    )


def _shared(one: Party, other: Party) -> tuple[Shared, ...]:
    of_other = visible().filter(funder=other, recipient__isnull=False).values("recipient")
    rows = (
        visible()
        .filter(funder=one, recipient__in=of_other)
        .values("recipient", "recipient__key", "recipient__name")
        .annotate(number=Count("pk"))
        .order_by("-number", "recipient__name")[:_MOST]
    )
    found = list(rows)
    numbers = dict(
        visible()
        .filter(funder=other, recipient__in=[row["recipient"] for row in found])
        .values_list("recipient")
        .annotate(number=Count("pk"))
    )
    return tuple(
        Shared(
            row["recipient__key"], row["recipient__name"], row["number"], numbers[row["recipient"]]
        )
        for row in found
    )
