"""What an analysis keeps of each row, and of each theme, so that a report can be made of it again."""

from dataclasses import dataclass

from allotment.evidence.domain.rows import Row


@dataclass(frozen=True, slots=True)
class Labelled:
    """One label of a row, as `labels.Label` without the row."""

    scheme: str
    code: str
    score: float
    by: str
    sentence: str


@dataclass(frozen=True, slots=True)
class AnalysedRow:
    """A row, its texts cut short, with what was found of it.

    `theme` is the key of its theme, or empty; `half` says in which half of it the row would be if the
    theme were split. `typical` is its place in the theme, the most typical first; `partners`
    are the kinds of partner that it names.
    """

    row: Row
    theme: str
    half: int
    typical: int
    language: str
    labels: tuple[Labelled, ...]
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Half:
    """One of the two themes that a theme can be split into."""

    name: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThemeFound:
    """A theme as it was found; `halves` are none where it is too small to be split."""

    key: str
    name: str
    terms: tuple[str, ...]
    halves: tuple[Half, ...]
