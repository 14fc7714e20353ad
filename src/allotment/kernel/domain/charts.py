"""What a chart shows: values with their labels, as they are written, and the rows of its table.

`kernel.web.charts` draws them. `key` is unique on the page; `kind` tells them apart where they are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Value:
    """One number of a chart: its label, the amount and how the amount is written ("£12,500")."""

    label: str
    amount: float
    shown: str = ""

    @property
    def text(self) -> str:
        """The amount as written."""
        return self.shown or f"{self.amount:,}"


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each value."""

    key: str
    title: str
    description: str
    headings: tuple[str, str]
    values: tuple[Value, ...]
    kind: Literal["bars"] = "bars"

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [(value.label, value.text) for value in self.values]


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar for a whole, divided into its parts."""

    key: str
    title: str
    description: str
    headings: tuple[str, str]
    values: Sequence[Value]

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [(value.label, value.text) for value in self.values]


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
    """A strip for each group on one scale from 0: thin from end to end, thick in its middle half, a
    white mark at its middle."""

    key: str
    title: str
    description: str
    headings: tuple[str, ...]
    strips: tuple[Strip, ...]
    kind: Literal["ranges"] = "ranges"

    @property
    def rows(self) -> list[tuple[str, ...]]:
        return [(strip.label, *strip.shown) for strip in self.strips]


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
    """Dots and the lines between them. Numbers stand in the dots, names in the list below the picture,
    so that both can be read however small it is."""

    key: str
    title: str
    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    headings: tuple[str, str, str]
    kind: Literal["network"] = "network"

    @property
    def rows(self) -> list[tuple[str, ...]]:
        names = [node.label for node in self.nodes]
        return [(names[each.one], names[each.other], f"{each.count:,}") for each in self.edges]


AnyChart = Bars | Stack | Ranges | Network
