"""What findings may rest on: of what was found, all that the tables of a report do not hide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from allotment.evidence.domain.figures import NOT_STATED, Count, Figures
from allotment.evidence.domain.findings import Grounds, Named, Scheme as Labels, Unit
from allotment.evidence.domain.pairs import PairKind
from allotment.evidence.domain.rows import KIND_LABELS, Row
from allotment.evidence.domain.sections.amounts import may_show_paid
from allotment.evidence.domain.sections.concentrated import may_show_money, relations_shown
from allotment.evidence.domain.sections.labels import counts
from allotment.evidence.domain.sections.material import Material
from allotment.evidence.domain.sections.others import new_and_earlier, pair_kinds, partner_kinds
from allotment.evidence.domain.sections.themes import (
    names_shown,
    outside,
    theme_counts,
    unserved,
)
from allotment.evidence.domain.taxonomy import Scheme
from allotment.kernel.places.domain.regions import REGIONS


def grounds(material: Material, unit: Unit) -> Grounds:
    """All that may be told of a material."""
    summary = material.summary
    names = {**KIND_LABELS, **REGIONS}
    themed, named = theme_counts(material), names_shown(material)
    counted = dict(themed or ())
    new, earlier = new_and_earlier(material) or (None, 0)
    pairs = pair_kinds(material)
    return Grounds(
        unit=unit,
        figures=_figures(material),
        names=tuple((key, material.render(name)) for key, name in names.items()),
        themes=_first([(key, name, counted.get(key)) for key, name in named.items()])
        if themed is not None or not material.lines
        else None,
        unthemed=outside(material) or 0,
        unserved=unserved(material) or 0,
        schemes=tuple(_labels(material, scheme) for scheme in Scheme),
        partners=_partners(material),
        partnered=summary.partners.rows if material.is_open else 0,
        pairs=sum(count for kind, count in pairs if kind != PairKind.AGAIN)
        if pairs or not (summary.pairs or material.is_silent)
        else None,
        new=new,
        earlier=earlier,
        concentration=summary.money if may_show_money(material) else None,
        small=replace(summary.small, relations=tuple(relations_shown(material))),
        is_open=material.is_open,
    )


def _figures(material: Material) -> Figures | None:
    """The figures without what is hidden; where not all is public, as if of that many people."""
    figures = material.summary.figures
    if material.is_open:
        return replace(figures, people=0)
    if material.is_silent:
        return None
    spreads: dict[str, Callable[[Row], float | None]] = {
        "asked": lambda row: row.asked,
        "given": lambda row: row.given,
        "team": lambda row: row.team,
        "months": lambda row: row.months,
        "score": lambda row: row.score,
    }
    hidden: dict[str, Any] = {
        name: None for name, of in spreads.items() if not material.may_show(material.known(of))
    }
    for name in ("kinds", "regions", "programmes"):
        if not _leads(getattr(figures, name), dict(material.lists.get(name, ()))):
            hidden[name] = None
    if not may_show_paid(material):
        hidden["given_to_asked"] = None
    return replace(figures, people=material.unpublished, **hidden)


def _leads(counts: Sequence[Count] | None, shown: Mapping[str, int | None]) -> bool:
    """Whether all that come first are shown."""
    stated = [each for each in counts or () if each.key != NOT_STATED]
    return bool(stated) and all(
        shown.get(each.key) is not None for each in stated if each.count == stated[0].count
    )


def _first(counts: Sequence[tuple[str, str, int | None]]) -> tuple[Named, ...] | None:
    """Those that are named; None where the first one's count is hidden."""
    if counts and counts[0][2] is None:
        return None
    return tuple(Named(key, name, count) for key, name, count in counts if count is not None)


def _partners(material: Material) -> tuple[Named, ...] | None:
    found = tuple(Named(*each) for each in partner_kinds(material))
    return None if not found and material.summary.partners.rows else found


def _labels(material: Material, scheme: Scheme) -> Labels:
    labelled = sum(any(label.scheme == scheme for label in line.labels) for line in material.lines)
    return Labels(
        key=f"{scheme.value}s",
        labelled=labelled,
        counts=tuple(Named(code, name, count) for code, name, count in counts(material, scheme)),
    )
