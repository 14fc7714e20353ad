"""An analysis as it stands: what its newest run found, with what people said of it."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.utils.translation import get_language, gettext

from allotment.evidence.domain import packing
from allotment.evidence.domain.composing import Front, Judged, Wording, Written, write
from allotment.evidence.domain.lines import Line
from allotment.evidence.domain.report import Photo, Reading, Report
from allotment.evidence.domain.sections.material import Material
from allotment.evidence.domain.sections.reading import facts_of
from allotment.evidence.domain.sections.themes import unread
from allotment.evidence.domain.summary import Summary
from allotment.evidence.domain.theme_edits import Edit, edited
from allotment.evidence.models import Analysis, Correction, Run
from allotment.evidence.queries.analyses import run_of
from allotment.evidence.readers.taxonomy import known_taxonomy
from allotment.kernel.domain.sentences import gettext_noop as noop

_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class ShownTheme:
    """A theme as its list shows it."""

    key: str
    name: str
    count: int
    terms: tuple[str, ...]
    splits: bool


@dataclass(frozen=True)
class Composed:
    """The report that would be published now, and all that its editor is shown beside it."""

    run: Run
    material: Material
    written: Written
    theme_edits: int
    lost_edits: int
    corrections_since: int

    @property
    def report(self) -> Report:
        return self.written.report

    @property
    def findings(self) -> Sequence[Judged]:
        return self.written.judged

    @property
    def readings(self) -> Sequence[Reading]:
        return self.written.readings

    @property
    def readings_are_chosen(self) -> bool:
        return any(not each.why for each in self.readings)

    @property
    def looked_at(self) -> int:
        return sum(bool(each.choice) and not each.is_stale for each in self.findings)

    @property
    def not_looked_at(self) -> int:
        return sum(not each.choice for each in self.findings)

    @property
    def stale(self) -> int:
        return sum(each.is_stale for each in self.findings)

    @property
    def themes(self) -> list[ShownTheme]:
        of_theme = self.material.of_theme
        return [
            ShownTheme(each.key, each.name, len(of_theme[each.key]), each.terms, each.splits)
            for each in self.material.themes.themes
        ]

    @property
    def apart(self) -> int:
        return len(self.material.lines) - sum(each.count for each in self.themes)

    @property
    def unread(self) -> str:
        return unread(self.material)

    @property
    def themes_method(self) -> str:
        return " ".join(self.material.said(each) for each in self.material.summary.method)

    def judged(self, key: str) -> Judged | None:
        """The sentence of that key, if it is part of the analysis now."""
        return next((each for each in self.findings if each.key == key), None)


def composed(analysis: Analysis) -> Composed | None:
    """Everything about an analysis; None before its source has been read. Six statements."""
    run = run_of(analysis)
    return _composed(analysis, run) if run is not None else None


def _composed(analysis: Analysis, run: Run) -> Composed:
    summary, lines = found(run)
    changes = [
        Edit(each.verb, tuple(each.themes), each.name)
        for each in analysis.theme_edits.order_by("number")
    ]
    themes = edited(summary.themes, changes)
    material = Material(summary, lines, themes, known_taxonomy(settings.TAXONOMY), gettext)
    return Composed(
        run=run,
        material=material,
        written=write(material, _front(analysis, run), _wordings(analysis), _picks(analysis)),
        theme_edits=len(changes),
        lost_edits=len(themes.lost),
        corrections_since=_corrections_since(analysis, run, lines),
    )


_kept: OrderedDict[str, tuple[Summary, tuple[Line, ...]]] = OrderedDict()


def found(run: Run) -> tuple[Summary, tuple[Line, ...]]:
    """What a run found. The few read last are kept: what was found never changes."""
    name = f"{run.pk} {run.result_digest}"
    known = _kept.get(name)
    if known is None:
        known = packing.summary(bytes(run.summary)), packing.lines(bytes(run.lines))
        _kept[name] = known
        while len(_kept) > _REMEMBERED:
            _kept.popitem(last=False)
    return known


def _front(analysis: Analysis, run: Run) -> Front:
    photos = tuple(
        Photo(each.stored.key, each.alternative, each.caption)
        for each in analysis.pictures.select_related("stored").order_by("place", "pk")
    )
    versions = (
        (noop("Version of the data"), run.data_version),
        (noop("Version of the code"), run.code_version),
        (noop("Seed"), str(run.seed)),
        (noop("What was found"), run.result_digest),
    )
    return Front(
        title=analysis.title,
        owner=analysis.owner.name,
        language=get_language() or "en",
        foreword=analysis.foreword,
        photos=photos,
        versions=versions,
        is_of_entries=analysis.source == Analysis.Source.CALLS,
    )


def _wordings(analysis: Analysis) -> dict[str, Wording]:
    return {
        each.finding: Wording(
            each.choice, each.words, tuple((name, value) for name, value in each.rests_on)
        )
        for each in analysis.wordings.all()
    }


def _picks(analysis: Analysis) -> list[str]:
    return list(analysis.picks.order_by("place").values_list("row", flat=True))


def _corrections_since(analysis: Analysis, run: Run, lines: Sequence[Line]) -> int:
    said = Correction.objects.filter(owner=analysis.owner_id, at__gt=run.made_at)
    keys = {line.row.key for line in lines}
    return sum(row in keys for row in said.values_list("row", flat=True))


@dataclass(frozen=True, slots=True)
class PublicRow:
    """A public row that may be chosen to be read."""

    key: str
    title: str
    facts: str


def public_rows(of: Composed, words: str, most: int) -> list[PublicRow]:
    """Public rows with these words in their titles, not of individuals."""
    wanted = words.casefold().split()
    found = (
        PublicRow(line.row.key, line.row.title, facts_of(of.material, line))
        for line in of.material.public
        if not line.row.is_person and all(word in line.row.title.casefold() for word in wanted)
    )
    return list(islice(found, most))
