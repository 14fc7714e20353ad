"""An analysis as it stands: what its newest run found, with what people said of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import get_language, gettext

from allotment.evidence.domain import packing
from allotment.evidence.domain.composing import (
    Front,
    Judged,
    Prepared,
    Wording,
    Written,
    prepare,
    with_words,
)
from allotment.evidence.domain.report import Photo, Reading, Report
from allotment.evidence.domain.sections.material import Material
from allotment.evidence.domain.sections.reading import facts_of
from allotment.evidence.domain.sections.themes import unread
from allotment.evidence.domain.theme_edits import Edit, edited
from allotment.evidence.models import Analysis, Correction, Run
from allotment.evidence.queries.analyses import run_of
from allotment.evidence.readers.code import code_version
from allotment.evidence.readers.taxonomy import known_taxonomy
from allotment.kernel.domain.sentences import gettext_noop as noop

_KEPT = 24 * 60 * 60
"""Seconds."""


@dataclass(frozen=True, slots=True)
class ShownTheme:
    """A theme as its list shows it."""

    key: str
    name: str
    count: int
    terms: tuple[str, ...]
    splits: bool


@dataclass(frozen=True, slots=True)
class Composition:
    """What takes long to make of a run, and changes only with the themes and the choice of what to
    read: it is kept for a day."""

    prepared: Prepared
    themes: tuple[ShownTheme, ...]
    apart: int
    unread: str
    method: str
    lost_edits: int


@dataclass(frozen=True)
class Composed:
    """The report that would be published now, and all that its editor is shown beside it."""

    run: Run
    composition: Composition
    written: Written
    theme_edits: tuple[Edit, ...]
    corrections: Sequence[str] = field(repr=False)

    @cached_property
    def material(self) -> Material:
        """All rows with what was found of each. One statement more."""
        return _material(self.run, self.theme_edits)

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
    def themes(self) -> Sequence[ShownTheme]:
        return self.composition.themes

    @property
    def corrections_since(self) -> int:
        """Corrections of its rows since it was read. A statement more where there are any at all."""
        if not self.corrections:
            return 0
        keys = {line.row.key for line in self.material.lines}
        return sum(row in keys for row in self.corrections)

    def judged(self, key: str) -> Judged | None:
        """The sentence of that key, if it is part of the analysis now."""
        return next((each for each in self.findings if each.key == key), None)


def composed(analysis: Analysis) -> Composed | None:
    """Everything about an analysis; None before its source has been read. Six statements, and those of
    the cache."""
    run = run_of(analysis)
    if run is None:
        return None
    edits = tuple(
        Edit(each.verb, tuple(each.themes), each.name)
        for each in analysis.theme_edits.order_by("number")
    )
    picks = list(analysis.picks.order_by("place").values_list("row", flat=True))
    composition = _composition(analysis, run, edits, picks)
    since = Correction.objects.filter(owner=analysis.owner_id, at__gt=run.made_at)
    return Composed(
        run=run,
        composition=composition,
        written=with_words(composition.prepared, _front(analysis), _wordings(analysis), gettext),
        theme_edits=edits,
        corrections=list(since.values_list("row", flat=True)),
    )


def _composition(
    analysis: Analysis, run: Run, edits: Sequence[Edit], picks: Sequence[str]
) -> Composition:
    rests_on = [
        run.pk, run.result_digest, code_version(), packing.digest(packing.as_json(_taxonomy())),
        get_language(), analysis.source, list(edits), picks,
    ]  # fmt: skip
    name = f"evidence.laid.{packing.digest(packing.as_json(rests_on))}"
    known: Composition | None = cache.get(name)
    if known is None:
        known = _compose(analysis, run, edits, picks)
        cache.set(name, known, _KEPT)
    return known


def _compose(
    analysis: Analysis, run: Run, edits: Sequence[Edit], picks: Sequence[str]
) -> Composition:
    material = _material(run, edits)
    prepared = prepare(
        material,
        _versions(run),
        is_of_entries=analysis.source == Analysis.Source.CALLS,
        chosen=picks,
    )
    of_theme = material.of_theme
    themes = tuple(
        ShownTheme(each.key, each.name, len(of_theme[each.key]), each.terms, each.splits)
        for each in material.themes.themes
    )
    return Composition(
        prepared=prepared,
        themes=themes,
        apart=len(material.lines) - sum(each.count for each in themes),
        unread=unread(material),
        method=" ".join(material.render(each) for each in material.summary.method),
        lost_edits=len(material.themes.lost),
    )


def _taxonomy() -> object:
    return known_taxonomy(settings.TAXONOMY)


def _material(run: Run, edits: Sequence[Edit]) -> Material:
    packed = Run.objects.values_list("summary", "lines").get(pk=run.pk)
    summary = packing.summary(bytes(packed[0]))
    return Material(
        summary,
        packing.lines(bytes(packed[1])),
        edited(summary.themes, edits),
        known_taxonomy(settings.TAXONOMY),
        gettext,
    )


def _front(analysis: Analysis) -> Front:
    photos = tuple(
        Photo(each.stored.key, each.alternative, each.caption)
        for each in analysis.pictures.select_related("stored").order_by("place", "pk")
    )
    return Front(
        title=analysis.title,
        owner=analysis.owner.name,
        language=get_language() or "en",
        foreword=analysis.foreword,
        photos=photos,
    )


def _versions(run: Run) -> tuple[tuple[str, str], ...]:
    return (
        (noop("Version of the data"), run.data_version),
        (noop("Version of the code"), run.code_version),
        (noop("Seed"), str(run.seed)),
        (noop("What was found"), run.result_digest),
    )


def _wordings(analysis: Analysis) -> dict[str, Wording]:
    return {
        each.finding: Wording(
            each.choice, each.words, tuple((name, value) for name, value in each.rests_on)
        )
        for each in analysis.wordings.all()
    }


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
