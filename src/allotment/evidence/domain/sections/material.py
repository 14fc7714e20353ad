"""What every section is made from, and how numbers are written and hidden."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from allotment.evidence.domain.lines import Line
from allotment.evidence.domain.report import Bars, Value
from allotment.evidence.domain.summary import Summary
from allotment.evidence.domain.suppressing import suppress_list
from allotment.evidence.domain.taxonomy import Taxonomy
from allotment.evidence.domain.theme_edits import Edited
from allotment.kernel.domain.money import pounds
from allotment.kernel.domain.sentences import Sentence, say
from allotment.kernel.domain.sentences import gettext_noop as _

FEWEST_SHOWN = 5
"""A count of people, or of what people sent and nobody has published, below this is hidden."""

MOST_BARS = 15


@dataclass(frozen=True)
class Material:
    """`say` puts a sentence or a marked text into the language of the report.

    Where all that is told is public already, nothing is hidden; else counts below five are, and what stands
    in single rows is left out (`is_open`).
    """

    summary: Summary
    lines: Sequence[Line]
    themes: Edited
    taxonomy: Taxonomy
    translate: Callable[[str], str] = field(default=str)

    @cached_property
    def is_open(self) -> bool:
        """Whether all that is read is public already: every row, and all that is told of it."""
        every = self.summary.figures.public == self.summary.figures.rows
        return every and not any(line.row.tells_more for line in self.lines)

    @cached_property
    def public(self) -> list[Line]:
        """The lines of what is public."""
        return [line for line in self.lines if line.row.is_public]

    @cached_property
    def of_theme(self) -> dict[str, list[Line]]:
        """The lines of each theme, the most typical first."""
        found: dict[str, list[Line]] = {each.key: [] for each in self.themes.themes}
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

    def theme_of(self, line: Line) -> str:
        """The key of a line's theme as it stands; empty for none."""
        return self._parts.get((line.theme, line.half), "")

    @cached_property
    def theme_names(self) -> dict[str, str]:
        """Names of the themes by key."""
        return {each.key: each.name for each in self.themes.themes}

    def said(self, what: Sentence | str) -> str:
        """A sentence, or a marked text, in the language of the report."""
        if isinstance(what, Sentence):
            return what.said(self.translate)
        return self.translate(what)

    def shown(self, count: int | None) -> str:
        """A count as it is written; hidden ones say so."""
        return self.said(_("hidden")) if count is None else f"{count:,}"

    def may_show(self, count: int) -> bool:
        """Whether figures made of so many rows may stand in the report."""
        return self.is_open or count >= FEWEST_SHOWN

    def counts(self, pairs: Iterable[tuple[str, int]]) -> list[tuple[str, int | None]]:
        """Counts that add up to a total, those that must not be known as None."""
        found = list(pairs)
        if self.is_open:
            return list(found)
        return list(suppress_list(found).counts)

    def bars(
        self,
        key: str,
        title: Sentence | str,
        what: str,
        pairs: Iterable[tuple[str, int]],
        description: Sentence | None = None,
    ) -> Bars:
        """A bar for each label, the longest ones apart and the others together."""
        found = list(pairs)
        few, rest = found[:MOST_BARS], found[MOST_BARS:]
        if rest:
            few.append((self.said(_("All others")), sum(count for _label, count in rest)))
        counts = self.counts(few)
        return Bars(
            key=key,
            title=self.said(title),
            description=self.said(description or self._largest(counts)),
            headings=(self.said(what), self.said(_("How many"))),
            values=tuple(Value(label, count or 0, self.shown(count)) for label, count in counts),
        )

    def _largest(self, counts: Sequence[tuple[str, int | None]]) -> Sentence:
        known = [(count, label) for label, count in counts if count]
        if not known:
            return say(_("There are no figures to show."))
        most = max(known, key=lambda each: each[0])
        return say(_("The longest bar is {label}, {count}."), label=most[1], count=most[0])


def money(pence: float | None) -> str:
    """An amount in whole pounds; "–" for none."""
    return "–" if pence is None else pounds(round(pence / 100) * 100)


def number(value: float | None, places: int = 0) -> str:
    """A number with commas; "–" for none. A whole one has no decimals."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.{max(places, 1)}f}"


def count_of(values: Iterable[str]) -> list[tuple[str, int]]:
    """How often each stands there, most first, ties by name; nothing is not counted."""
    found = Counter(value for value in values if value)
    return sorted(found.items(), key=lambda each: (-each[1], each[0]))
