"""Makes a report of what was found and of what people said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from allotment.evidence.domain.findings import (
    Finding,
    Grounds,
    Named,
    Unit,
    findings,
)
from allotment.evidence.domain.findings import Scheme as Labels
from allotment.evidence.domain.likeness import PairKind
from allotment.evidence.domain.names import PARTNER_LABELS, PartnerKind
from allotment.evidence.domain.report import Block, Photo, Points, Reading, Report, Section, Text
from allotment.evidence.domain.rows import KIND_LABELS
from allotment.evidence.domain.sections.amounts import amounts
from allotment.evidence.domain.sections.concentrated import concentrated, size
from allotment.evidence.domain.sections.labels import counts, labels
from allotment.evidence.domain.sections.material import Material
from allotment.evidence.domain.sections.method import method
from allotment.evidence.domain.sections.others import alike, partners
from allotment.evidence.domain.sections.reading import reading, readings
from allotment.evidence.domain.sections.themes import shown_themes, themes
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

_NOUNS = {
    Scheme.SERVICE: _("service area"),
    Scheme.OUTCOME: _("outcome"),
    Scheme.BARRIER: _("barrier"),
}


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
        method(material, front.versions),
    ]
    report = Report(
        title=front.title,
        owner=front.owner,
        lead=material.said(lead(material)),
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
    blocks: tuple[Block, ...] = (Points(said),) if said else (none,)
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


def _grounds(material: Material, front: Front) -> Grounds:
    summary, figures = material.summary, material.summary.figures
    named, _others = shown_themes(material)
    in_themes = sum(len(lines) for lines in material.of_theme.values())
    names = {**KIND_LABELS, **REGIONS}
    return Grounds(
        unit=Unit.ENTRY if front.is_of_entries else Unit.AWARD,
        figures=replace(figures, people=0 if material.is_open else figures.rows),
        names=tuple((key, material.said(name)) for key, name in names.items()),
        themes=tuple(Named(t.key, t.name, len(material.of_theme[t.key])) for t in named),
        unthemed=len(material.lines) - in_themes,
        unserved=sum(count for _code, count in summary.unread),
        schemes=tuple(_labels(material, scheme) for scheme in Scheme),
        partners=tuple(
            Named(kind, material.said(PARTNER_LABELS[PartnerKind(kind)]), count)
            for kind, count in summary.partners.kinds
        ),
        partnered=summary.partners.rows,
        pairs=sum(each.kind != PairKind.AGAIN for each in summary.pairs),
        new=summary.newer,
        earlier=summary.earlier,
        concentration=summary.money,
        small=summary.small,
    )


def _labels(material: Material, scheme: Scheme) -> Labels:
    labelled = sum(any(label.scheme == scheme for label in line.labels) for line in material.lines)
    return Labels(
        key=f"{scheme.value}s",
        noun=material.said(_NOUNS[scheme]),
        labelled=labelled,
        counts=tuple(Named(code, name, count) for code, name, count in counts(material, scheme)),
    )
