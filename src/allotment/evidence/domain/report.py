"""A report as it is shown: sections of blocks in plain words, from which its page, its PDF and its data
are written. Everything that is hidden is gone before this is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


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
class Value:
    """A bar: its label, the amount, and how the amount is written."""

    label: str
    amount: float
    shown: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each value."""

    key: str
    title: str
    description: str
    headings: tuple[str, str]
    values: tuple[Value, ...]
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True, slots=True)
class Strip:
    """A range: its ends, its quarters and its middle, and each as written under the headings.

    `low` and `high` are the ends that may be shown; where they may not, the quarters stand there.
    """

    label: str
    low: float
    lower: float
    middle: float
    upper: float
    high: float
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranges:
    """A strip for each group, from the lowest to the highest, its middle half thick."""

    key: str
    title: str
    description: str
    headings: tuple[str, ...]
    strips: tuple[Strip, ...]
    kind: Literal["ranges"] = "ranges"


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
class Node:
    """A dot of a network, at 0 to 1 from the left and the top."""

    label: str
    x: float
    y: float
    count: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two dots, by their places in the list."""

    one: int
    other: int
    count: int


@dataclass(frozen=True, slots=True)
class Network:
    """Who is named together, as a picture; its lines also stand as rows."""

    key: str
    title: str
    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    headings: tuple[str, str, str]
    kind: Literal["network"] = "network"


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


def headings_of(block: Tabled) -> tuple[str, ...]:
    """The headings of a block's table."""
    return block.headings


def rows_of(block: Tabled) -> list[tuple[str, ...]]:
    """The rows of a block's table, as written."""
    if isinstance(block, Bars):
        return [(value.label, value.shown) for value in block.values]
    if isinstance(block, Ranges):
        return [(strip.label, *strip.shown) for strip in block.strips]
    if isinstance(block, Network):
        names = [node.label for node in block.nodes]
        return [(names[each.one], names[each.other], f"{each.count:,}") for each in block.edges]
    return list(block.rows)
