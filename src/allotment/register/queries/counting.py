"""How many awards a list has, in all and by each part that it could be narrowed to.

The register keeps that as awards come and go (`services.tallies`), for all of it and for each
funder. Of anything else the awards themselves are counted, up to MOST_COUNTED (`gathering`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from allotment.register.domain.facets import Facet
from allotment.register.domain.filters import AwardFilter
from allotment.register.models import Award, Party, Tally

MOST_COUNTED = 10_000
"""Of more awards than this only those are counted whose number the register keeps."""

_IN_POUNDS = Q(currency="GBP")


@dataclass(frozen=True, slots=True)
class Totals:
    """How many awards a list has, what those in pounds come to, in pence, and how many others.

    With `at_least` there are more, and neither they nor their sums were counted.
    """

    count: int
    pence: int
    others: int
    at_least: bool = False


NONE = Totals(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Counted:
    """A list's totals, and those of each part of each facet within it, by the part's code; with
    those of each funder by its key. `parts` is None where so many awards were not counted."""

    totals: Totals
    parts: Mapping[Facet, Mapping[str, Totals]] | None = None
    funders: Mapping[str, Totals] | None = None

    @property
    def is_few(self) -> bool:
        """Whether so few awards that each may be read."""
        return self.totals.count <= MOST_COUNTED and not self.totals.at_least


TOO_MANY = Counted(Totals(MOST_COUNTED, 0, 0, at_least=True))


def kept(wanted: AwardFilter, *, by_part: bool) -> Counted | None:
    """What the register keeps of a list; None where it keeps nothing of such. One statement.

    The parts, if asked for, are those of everything or of one funder; of another facet only its
    totals are kept.
    """
    if wanted.facet is None:
        return None
    facet, part = wanted.facet
    funder = _now(wanted.funder)
    if facet == Facet.ALL and by_part:
        return _kept(funder)
    own = Tally.objects.filter(facet=facet, funder=funder, part=part)
    figures = own.values_list("count", "pence", "others").first()
    return Counted(Totals(*figures) if figures else NONE)


def _now(funder: str) -> str:
    """The key of the funder that this one was merged into, or its own."""
    into = Party.objects.filter(key=funder, merged_into__isnull=False) if funder else None
    return (
        into.values_list("merged_into__key", flat=True).first() if into is not None else None
    ) or funder


def count_up(found: QuerySet[Award]) -> Counted:
    """Count and sum of awards, up to MOST_COUNTED. One statement."""
    sums = found[: MOST_COUNTED + 1].aggregate(
        count=Count("pk"),
        in_pounds=Count("pk", filter=_IN_POUNDS),
        pence=Sum("amount_pence", filter=_IN_POUNDS),
    )
    if sums["count"] > MOST_COUNTED:
        return TOO_MANY
    others = sums["count"] - sums["in_pounds"]
    return Counted(Totals(sums["count"], sums["pence"] or 0, others))


def kept_within(funder: str) -> Mapping[Facet, Mapping[str, Totals]]:
    """The parts of a funder's awards, programmes too, by facet and code. One statement."""
    parts: dict[Facet, dict[str, Totals]] = defaultdict(dict)
    for row in Tally.objects.filter(funder=funder, count__gt=0):
        parts[Facet(row.facet)][row.part] = Totals(row.count, row.pence, row.others)
    return parts


def _kept(funder: str) -> Counted:
    rows = Tally.objects.filter(Q(funder=funder) | Q(facet=Facet.ALL), count__gt=0)
    if not funder:
        rows = rows.exclude(facet=Facet.PROGRAMME)
    found = by_facet(
        (facet, "" if whose == funder and facet != Facet.ALL else whose, part, count, pence, others)
        for facet, whose, part, count, pence, others in rows.values_list(
            "facet", "funder", "part", "count", "pence", "others"
        )
    )
    own = (found.funders or {}).get(funder, NONE) if funder else found.totals
    return Counted(own, found.parts, found.funders)


def by_facet(rows: Iterable[tuple[str, str, str, int, int, int]]) -> Counted:
    """Rows as `parts_of` gives them, each in its place."""
    parts: dict[Facet, dict[str, Totals]] = defaultdict(dict)
    funders: dict[str, Totals] = {}
    for facet, funder, part, count, pence, others in rows:
        figures = Totals(count, int(pence), int(others))
        if not funder:
            parts[Facet(facet)][part] = figures
        elif facet == Facet.ALL:
            funders[funder] = figures
    return Counted(parts[Facet.ALL].get("", NONE), parts, funders)
