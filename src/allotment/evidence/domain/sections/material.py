"""What every section is made from, and how numbers are written and hidden."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from allotment.evidence.domain.figures import NOT_STATED, Count
from allotment.evidence.domain.lines import AnalysedRow
from allotment.evidence.domain.report import Block, Text
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.sections.guarding import (
    FAMILIES,
    Tally,
    are_apart,
    guarded,
    is_safe,
    together,
)
from allotment.evidence.domain.summary import Summary
from allotment.evidence.domain.suppressing import SAFE
from allotment.evidence.domain.taxonomy import Taxonomy
from allotment.evidence.domain.theme_edits import Edited
from allotment.kernel.domain.charts import Bars, Value
from allotment.kernel.domain.money import pounds
from allotment.kernel.domain.sentences import Sentence, gettext_noop as _, sentence

FEWEST_SHOWN = SAFE
"""Counts of what nobody has published are hidden below this."""

MOST_BARS = 15

Shown = tuple[tuple[str, int | None], ...]
"""Labels and their counts; None is hidden."""

_FIELDS: Mapping[str, Callable[[Row], str]] = {
    "kinds": lambda row: row.kind,
    "regions": lambda row: row.region,
    "tiers": lambda row: row.tier,
    "years": lambda row: NOT_STATED if row.year is None else str(row.year),
    "programmes": lambda row: row.programme,
    "funders": lambda row: row.funder,
}
_MOST = {"years": 40}


@dataclass(frozen=True)
class Material:
    """`say` puts a sentence or a marked text into the language of the report.

    Where all that is told is public already, nothing is hidden; else no count of one to four closed
    rows can be known (`sections.guarding`), and what stands in single rows is left out (`is_open`).
    """

    summary: Summary
    lines: Sequence[AnalysedRow]
    themes: Edited
    taxonomy: Taxonomy
    translate: Callable[[str], str] = field(default=str)

    @cached_property
    def is_open(self) -> bool:
        """Whether all that is read is public already: every row, and all that is told of it."""
        return self.unpublished == 0

    @cached_property
    def unpublished(self) -> int:
        """How many rows are closed."""
        return sum(line.row.is_closed for line in self.lines)

    @cached_property
    def is_silent(self) -> bool:
        """Whether so few rows are closed that no count of all may be told."""
        return not is_safe(self.unpublished)

    @cached_property
    def public(self) -> list[AnalysedRow]:
        """The lines of what is public and of no individual: only these are named or quoted."""
        return [line for line in self.lines if line.row.is_public and not line.row.is_person]

    @cached_property
    def of_theme(self) -> dict[str, list[AnalysedRow]]:
        """The lines of each theme, the most typical first."""
        found: dict[str, list[AnalysedRow]] = {each.key: [] for each in self.themes.themes}
        for line in self.lines:
            key = self.theme_of(line)
            if key:
                found[key].append(line)
        for lines in found.values():
            lines.sort(key=lambda line: (line.typical, line.row.key))
        return found

    @cached_property
    def _parts(self) -> dict[tuple[str, int], str]:
        return {part: each.key for each in self.themes.themes for part in each.parts}

    def theme_of(self, line: AnalysedRow) -> str:
        """The key of a line's theme as it stands; empty for none."""
        return self._parts.get((line.theme, line.half), "")

    @cached_property
    def theme_names(self) -> dict[str, str]:
        """Names of the themes by key."""
        return {each.key: each.name for each in self.themes.themes}

    def render(self, what: Sentence | str) -> str:
        """A sentence, or a marked text, in the language of the report."""
        if isinstance(what, Sentence):
            return what.render(self.translate)
        return self.translate(what)

    def shown(self, count: int | None) -> str:
        """A count as it is written; hidden ones say so."""
        return self.render(_("hidden")) if count is None else f"{count:,}"

    def may_pool(self, lines: Iterable[AnalysedRow]) -> bool:
        """Whether a figure made of these rows, but not how many they are, may be told."""
        return self.is_open or is_safe(sum(line.row.is_closed for line in lines))

    def may_show(self, lines: Iterable[AnalysedRow]) -> bool:
        """Whether it may be told how many these are, of all: neither they nor the rest are too few."""
        if self.is_open:
            return True
        among = sum(line.row.is_closed for line in lines)
        return not self.is_silent and is_safe(among) and is_safe(self.unpublished - among)

    def may_compare(self, lines: Collection[AnalysedRow], *others: Collection[AnalysedRow]) -> bool:
        """Whether it may be told how many these are beside how many the others are."""
        keys = {line.row.key for line in lines}
        return self.may_show(lines) and all(
            self.may_pool([line for line in other if line.row.key not in keys])
            and self.may_pool(_missing(lines, other))
            for other in others
        )

    def known(self, of: Callable[[Row], float | None]) -> list[AnalysedRow]:
        """The lines of the rows that tell a measure."""
        return [line for line in self.lines if of(line.row) is not None]

    def tally(self, label: str, lines: Collection[AnalysedRow]) -> Tally:
        """These lines under a label."""
        return Tally(label, len(lines), sum(line.row.is_closed for line in lines))

    def guarded(self, tallies: Sequence[Tally]) -> Shown | None:
        """Counts that add up to all rows, as they may be shown; None where none may."""
        if self.is_open:
            return tuple((each.label, each.count) for each in tallies)
        return None if self.is_silent else guarded(tallies)

    @cached_property
    def lists(self) -> dict[str, Shown]:
        """Kinds, regions, tiers, programmes, years and funders by key, the longest first and the rest
        together under `OTHERS`; those that may not be shown are missing."""
        figures = self.summary.figures
        counted: dict[str, Sequence[Count] | None] = {
            "kinds": figures.kinds,
            "regions": figures.regions,
            "tiers": figures.tiers,
            "programmes": figures.programmes,
            "years": _in_order(figures.years),
            "funders": figures.funders,
        }
        found: dict[str, Shown] = {}
        for key, counts in counted.items():
            shown = self.guarded(self._tallies(key, counts)) if counts else None
            if shown is not None and not self._gives_away(key, shown, found):
                found[key] = shown
        return found

    def _tallies(self, key: str, counts: Sequence[Count]) -> list[Tally]:
        of = _FIELDS[key]
        hidden = Counter(of(line.row) for line in self.lines if line.row.is_closed)
        found = [Tally(each.key, each.count, hidden[each.key]) for each in counts]
        return cut(found, _MOST.get(key, MOST_BARS), OTHERS)

    def _gives_away(self, key: str, own: Shown, shown: Mapping[str, Shown]) -> bool:
        """Whether a list and one before it in its family tell together what may not be told."""
        family = next((each for each in FAMILIES if key in each), ())
        before = family[: family.index(key)] if family else ()
        carried = [each for each in before if getattr(self.summary.figures, each)]
        if self.is_open or not carried:
            return False
        if hides(own) or any(each not in shown or hides(shown[each]) for each in carried):
            return True
        rows = [line.row for line in self.lines if not line.row.is_public]
        return not all(
            are_apart([_FIELDS[key](row) for row in rows], [_FIELDS[each](row) for row in rows])
            for each in carried
        )

    def bars(
        self,
        key: str,
        title: Sentence | str,
        what: str,
        counts: Sequence[tuple[str, int | None]],
    ) -> Bars:
        """A bar for each label; a hidden one has no length."""
        return Bars(
            key=key,
            title=self.render(title),
            description=self.render(_largest(counts)),
            headings=(self.render(what), self.render(_("How many"))),
            values=tuple(Value(label, count or 0, self.shown(count)) for label, count in counts),
        )

    def withheld(self, title: str) -> Block:
        """What stands in the place of a table that may not be shown."""
        text = sentence(
            _(
                "{title}: not shown, because small counts of what is not public could be worked out."
            ),
            title=self.render(title),
        )
        return Text(self.render(text))


OTHERS = "\0others"
"""The label of all that is too far down a list to have a bar; no row can carry it."""


def cut(tallies: Sequence[Tally], most: int, others: str) -> list[Tally]:
    """The first ones, and all others as one where there are more than one more."""
    if len(tallies) <= most + 1:
        return list(tallies)
    return [*tallies[:most], together(others, tallies[most:])]


def hides(shown: Shown) -> bool:
    """Whether any count is hidden."""
    return any(count is None for _label, count in shown)


def _in_order(counts: Sequence[Count] | None) -> list[Count] | None:
    return sorted(counts, key=lambda each: each.key or "~") if counts else None


def _missing(lines: Iterable[AnalysedRow], among: Iterable[AnalysedRow]) -> list[AnalysedRow]:
    keys = {line.row.key for line in among}
    return [line for line in lines if line.row.key not in keys]


def _largest(counts: Sequence[tuple[str, int | None]]) -> Sentence:
    known = [(count, label) for label, count in counts if count]
    if not known:
        return sentence(_("There are no figures to show."))
    most = max(known, key=lambda each: each[0])
    return sentence(_("The longest bar is {label}, {count}."), label=most[1], count=most[0])


def money(pence: float | None) -> str:
    """An amount in whole pounds; "–" for none."""
    return "–" if pence is None else pounds(round(pence / 100) * 100)


def number(value: float | None, places: int = 0) -> str:
    """A number with commas; "–" for none. A whole one has no decimals."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.{max(places, 1)}f}"


def significant(value: float | None) -> str:
    """A number with three significant digits, or as many as stand before the point; "–" for none."""
    if value is None:
        return "–"
    if abs(value) >= 100 or value == 0:
        return f"{value:,.0f}"
    places = 2 - math.floor(math.log10(abs(value)))
    return f"{value:,.{places}f}"


def cut_short(text: str, most: int) -> str:
    """A text of so many characters at most, with "…" where something was left off."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
