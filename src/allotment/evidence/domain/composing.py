"""Makes a report of what was found and of what people said of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from allotment.evidence.domain.figures import NOT_SAID, Count, Figures
from allotment.evidence.domain.findings import (
    Finding,
    Grounds,
    Named,
    Unit,
    findings,
)
from allotment.evidence.domain.findings import Scheme as Labels
from allotment.evidence.domain.pairs import PairKind
from allotment.evidence.domain.report import Block, Photo, Points, Reading, Report, Section, Text
from allotment.evidence.domain.rows import KIND_LABELS, Row
from allotment.evidence.domain.sections.amounts import amounts, may_tell_paid
from allotment.evidence.domain.sections.concentrated import (
    concentrated,
    may_tell_money,
    relations_shown,
    size,
)
from allotment.evidence.domain.sections.labels import counts, labels
from allotment.evidence.domain.sections.material import Material
from allotment.evidence.domain.sections.method import method
from allotment.evidence.domain.sections.others import (
    alike,
    pair_kinds,
    partner_kinds,
    partners,
    told_new,
)
from allotment.evidence.domain.sections.reading import reading, readings
from allotment.evidence.domain.sections.themes import (
    names_shown,
    outside,
    theme_counts,
    themes,
    unserved,
)
from allotment.evidence.domain.sections.whom import lead, whom
from allotment.evidence.domain.taxonomy import Scheme
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.kernel.places.domain.regions import REGIONS

_SECTIONS = {
    "how-many": "whom",
    "from-whom": "whom",
    "money": "amounts",
    "size": "amounts",
}
"""In which section of the report a finding stands, where that has another name."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person said of a sentence: `choice` is "accepted", "replaced" or "dropped"; `rests_on` are
    the figures that they saw."""

    choice: str
    words: str
    rests_on: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A computed sentence with what a person said of it; `is_stale` where figures beneath changed."""

    key: str
    section: str
    computed: str
    figures: tuple[tuple[str, str], ...]
    choice: str
    words: str
    is_stale: bool

    @property
    def shown(self) -> str:
        """As the report says it; empty where it was dropped."""
        if self.choice == "dropped":
            return ""
        return self.words if self.choice == "replaced" else self.computed


@dataclass(frozen=True, slots=True)
class Front:
    """What people put before the figures, and what the result rests on."""

    title: str
    owner: str
    language: str
    foreword: str = ""
    photos: tuple[Photo, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    is_of_entries: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A report, its sentences as judged, and what it gives to read."""

    report: Report
    judged: tuple[Judged, ...]
    readings: tuple[Reading, ...]


def write(
    material: Material,
    front: Front,
    wordings: Mapping[str, Wording],
    chosen: Sequence[str] = (),
) -> Written:
    """Write the report: foreword, key findings, figures section by section, ten to read, method."""
    found = findings(_grounds(material, front))
    judged = tuple(_judged(material, each, wordings.get(each.key)) for each in found)
    to_read = readings(material, chosen)
    sections = [
        *_foreword(material, front),
        _findings(material, judged),
        whom(material),
        amounts(material),
        themes(material),
        labels(material),
        partners(material),
        alike(material),
        concentrated(material),
        size(material),
        reading(material, to_read),
        method(material, front.versions, is_of_entries=front.is_of_entries),
    ]
    report = Report(
        title=front.title,
        owner=front.owner,
        lead=material.said(lead(material, _unit(front))),
        language=front.language,
        sections=tuple(sections),
    )
    return Written(report, judged, to_read)


def _foreword(material: Material, front: Front) -> list[Section]:
    paragraphs = [part.strip() for part in front.foreword.split("\n\n") if part.strip()]
    blocks: list[Block] = [*(Text(each) for each in paragraphs), *front.photos]
    return [Section("foreword", material.said(_("Foreword")), tuple(blocks))] if blocks else []


def _findings(material: Material, judged: Sequence[Judged]) -> Section:
    said = tuple(each.shown for each in judged if each.shown)
    none = Text(material.said(_("No finding was computed.")))
    made = Text(
        material.said(
            _(
                "A machine made this report from texts and figures, and people judge it: what it says is "
                "a reading to be checked, and no mark for anybody’s work."
            )
        )
    )
    blocks: tuple[Block, ...] = (made, Points(said) if said else none)
    return Section("findings", material.said(_("Key findings")), blocks)


def _judged(material: Material, found: Finding, wording: Wording | None) -> Judged:
    return Judged(
        key=found.key,
        section=_SECTIONS.get(found.section, found.section),
        computed=material.said(found.sentence),
        figures=found.figures,
        choice=wording.choice if wording else "",
        words=wording.words if wording else "",
        is_stale=wording is not None and wording.rests_on != found.figures,
    )


def _unit(front: Front) -> Unit:
    return Unit.ENTRY if front.is_of_entries else Unit.AWARD


def _grounds(material: Material, front: Front) -> Grounds:
    """What findings may rest on: nothing that the tables of the report hide."""
    summary = material.summary
    names = {**KIND_LABELS, **REGIONS}
    themed, named = theme_counts(material), names_shown(material)
    counts = dict(themed or ())
    told = told_new(material)
    pairs = pair_kinds(material)
    return Grounds(
        unit=_unit(front),
        figures=_figures(material),
        names=tuple((key, material.said(name)) for key, name in names.items()),
        themes=_first([(key, name, counts.get(key)) for key, name in named.items()])
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
        new=told[0] if told else None,
        earlier=told[1] if told else 0,
        concentration=summary.money if may_tell_money(material) else None,
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
        name: None for name, of in spreads.items() if not material.may_tell(material.known(of))
    }
    for name in ("kinds", "regions", "programmes"):
        if not _leads(getattr(figures, name), dict(material.lists.get(name, ()))):
            hidden[name] = None
    if not may_tell_paid(material):
        hidden["given_to_asked"] = None
    return replace(figures, people=material.unpublished, **hidden)


def _leads(counts: Sequence[Count] | None, shown: Mapping[str, int | None]) -> bool:
    """Whether all that come first are shown."""
    said = [each for each in counts or () if each.key != NOT_SAID]
    return bool(said) and all(
        shown.get(each.key) is not None for each in said if each.count == said[0].count
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
