"""Makes a report of what was found and of what people said of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from allotment.evidence.domain.findings import Finding, Unit, findings
from allotment.evidence.domain.grounds import grounds
from allotment.evidence.domain.report import Block, Photo, Points, Reading, Report, Section, Text
from allotment.evidence.domain.sections.amounts import amounts
from allotment.evidence.domain.sections.concentrated import concentrated, size
from allotment.evidence.domain.sections.labels import labels
from allotment.evidence.domain.sections.material import Material
from allotment.evidence.domain.sections.method import method
from allotment.evidence.domain.sections.others import alike, partners
from allotment.evidence.domain.sections.reading import reading, readings
from allotment.evidence.domain.sections.themes import themes
from allotment.evidence.domain.sections.whom import lead, whom
from allotment.kernel.domain.sentences import gettext_noop as _

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
class Prepared:
    """All of a report that takes long to make and that no wording changes: its sections but for the
    foreword and the findings, the findings as they were computed, and what it gives to read."""

    lead: str
    sections: tuple[Section, ...]
    computed: tuple[Judged, ...]
    readings: tuple[Reading, ...]


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
    prepared = prepare(material, front.versions, is_of_entries=front.is_of_entries, chosen=chosen)
    return with_words(prepared, front, wordings, material.translate)


def prepare(
    material: Material,
    versions: tuple[tuple[str, str], ...],
    *,
    is_of_entries: bool,
    chosen: Sequence[str] = (),
) -> Prepared:
    """Everything but the words that people put to it. `versions` say what the result rests on."""
    unit = Unit.ENTRY if is_of_entries else Unit.AWARD
    to_read = readings(material, chosen)
    sections = (
        whom(material),
        amounts(material),
        themes(material),
        labels(material),
        partners(material),
        alike(material),
        concentrated(material),
        size(material),
        reading(material, to_read),
        method(material, versions, is_of_entries=is_of_entries),
    )
    return Prepared(
        lead=material.render(lead(material, unit)),
        sections=sections,
        computed=tuple(_computed(material, each) for each in findings(grounds(material, unit))),
        readings=to_read,
    )


def with_words(
    prepared: Prepared,
    front: Front,
    wordings: Mapping[str, Wording],
    translate: Callable[[str], str],
) -> Written:
    """The report with people's words."""
    judged = tuple(_judged(each, wordings.get(each.key)) for each in prepared.computed)
    report = Report(
        title=front.title,
        owner=front.owner,
        lead=prepared.lead,
        language=front.language,
        sections=(
            *_foreword(front, translate), _findings(judged, translate), *prepared.sections,
        ),
    )  # fmt: skip
    return Written(report, judged, prepared.readings)


def _foreword(front: Front, translate: Callable[[str], str]) -> list[Section]:
    paragraphs = [part.strip() for part in front.foreword.split("\n\n") if part.strip()]
    blocks: list[Block] = [*(Text(each) for each in paragraphs), *front.photos]
    return [Section("foreword", translate(_("Foreword")), tuple(blocks))] if blocks else []


def _findings(judged: Sequence[Judged], translate: Callable[[str], str]) -> Section:
    points = tuple(each.shown for each in judged if each.shown)
    none = Text(translate(_("No finding was computed.")))
    made = Text(
        translate(
            _(
                "A machine made this report from texts and figures, and people judge it: what it says is "
                "a reading to be checked, and no mark for anybody’s work."
            )
        )
    )
    blocks: tuple[Block, ...] = (made, Points(points) if points else none)
    return Section("findings", translate(_("Key findings")), blocks)


def _computed(material: Material, found: Finding) -> Judged:
    section = _SECTIONS.get(found.section, found.section)
    return Judged(found.key, section, material.render(found.sentence), found.figures, "", "", False)


def _judged(computed: Judged, wording: Wording | None) -> Judged:
    if wording is None:
        return computed
    return replace(
        computed,
        choice=wording.choice,
        words=wording.words,
        is_stale=wording.rests_on != computed.figures,
    )
