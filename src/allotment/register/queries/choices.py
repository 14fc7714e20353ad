"""What a list of awards can be narrowed to, each choice with how many awards it would leave."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from allotment.kernel.places.domain.regions import REGIONS
from allotment.kernel.places.queries import councils
from allotment.register.domain.facets import Facet
from allotment.register.domain.filters import AwardFilter
from allotment.register.domain.kinds import KIND_TITLES, TYPE_TITLES, AwardKind, RecipientType
from allotment.register.models import Tally
from allotment.register.queries.counting import Counted, Totals
from allotment.register.queries.parties import funders

_MOST_PROGRAMMES = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """One part of a facet as a select shows it; the count where it is known."""

    value: str
    label: str
    is_chosen: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the list of awards can be narrowed to."""

    funders: list[Choice]
    programmes: list[Choice]
    years: list[Choice]
    regions: list[Choice]
    councils: list[Choice]
    kinds: list[Choice]
    types: list[Choice]


def choices(wanted: AwardFilter, counted: Counted) -> Choices:
    """The choices that would leave any award; of what is chosen already, all, so that it can be
    changed. Two statements."""
    parts = _parts(wanted, counted)
    areas = parts[Facet.AREA]
    by_funder = counted.funders or {}
    return Choices(
        funders=[
            Choice(each.key, each.name, each.key == wanted.funder, _count(by_funder, each.key))
            for each in funders()
            if wanted.funder or counted.funders is None or each.key in by_funder
        ],
        programmes=_sorted(parts[Facet.PROGRAMME], wanted.programme)[:_MOST_PROGRAMMES]
        if wanted.funder
        else [],
        years=_sorted(parts[Facet.YEAR], str(wanted.year or ""))[::-1],
        regions=_sorted(areas, wanted.area, lambda code: REGIONS.get(code, "")),
        councils=_sorted(areas, wanted.area, _council),
        kinds=_sorted(parts[Facet.KIND], wanted.kind, lambda kind: _(KIND_TITLES[AwardKind(kind)])),
        types=_sorted(
            parts[Facet.RECIPIENT_TYPE],
            wanted.recipient_type,
            lambda kind: _(TYPE_TITLES[RecipientType(kind)]),
        ),
    )


def _parts(wanted: AwardFilter, counted: Counted) -> Mapping[str, Mapping[str, int | None]]:
    """The parts of each facet with their counts, None where they are not known."""
    chosen = {
        Facet.PROGRAMME: wanted.programme,
        Facet.YEAR: wanted.year,
        Facet.AREA: wanted.area,
        Facet.KIND: wanted.kind,
        Facet.RECIPIENT_TYPE: wanted.recipient_type,
    }
    found: dict[str, dict[str, int | None]] = defaultdict(dict)
    for facet, part in _kept(wanted.funder):
        if chosen[Facet(facet)] or counted.parts is None:
            found[facet][part] = None
    for facet, figures in (counted.parts or {}).items():
        if not chosen.get(facet):
            found[facet] = {part: each.count for part, each in figures.items()}
    return found


def _kept(funder: str) -> Iterable[tuple[str, str]]:
    kept = Tally.objects.filter(funder=funder, count__gt=0)
    if not funder:
        kept = kept.exclude(facet=Facet.PROGRAMME)
    return kept.exclude(facet__in=(Facet.ALL, Facet.OWN)).values_list("facet", "part")


def _sorted(
    parts: Mapping[str, int | None], chosen: str, name: Callable[[str], str] = str
) -> list[Choice]:
    """Choices by name; what has no name is none."""
    named = sorted((name(part), part) for part in parts if name(part))
    return [Choice(part, label, part == chosen, parts[part]) for label, part in named]


def _council(code: str) -> str:
    council = councils.one(code)
    return council.name if council else ""


def _count(funders: Mapping[str, Totals], key: str) -> int | None:
    return funders[key].count if key in funders else None
