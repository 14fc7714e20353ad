"""A report as it is shown: sections of blocks in plain words, from which its page, its PDF and its data
are written. Everything that is hidden is gone before this is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from allotment.kernel.domain.charts import Bars, Network, Ranges


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Points:
    """A list of sentences."""

    items: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `numeric` says of each column whether it holds numbers."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class Reading:
    """An award to read: `key` is its identifier, `facts` a line about it, `why` what it
    stands for, `words` how its text begins."""

    key: str
    title: str
    facts: str
    why: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Readings:
    """Awards to read."""

    items: tuple[Reading, ...]
    kind: Literal["readings"] = "readings"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture by the key of its file; `alternative` says in words what is to be seen."""

    file: str
    alternative: str
    caption: str
    kind: Literal["photo"] = "photo"


Block = Text | Points | Bars | Ranges | Grid | Network | Readings | Photo
Tabled = Bars | Ranges | Grid | Network


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under one heading."""

    key: str
    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole; `lead` says in a sentence what was read, `language` is that of its words."""

    title: str
    owner: str
    lead: str
    language: str
    sections: tuple[Section, ...]


def tables(report: Report) -> Iterator[Tabled]:
    """Every block that has figures in it."""
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Tabled):
                yield block
