"""Partners named together: a network of partners, placed so that a page can draw it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from allotment.evidence.domain.names import PartnerKind
from allotment.evidence.domain.partners import Mention, kind_of_name
from allotment.evidence.domain.rows import Row

MOST = 30
"""How many nodes are drawn: what a reader can still follow, each name on a line of its own."""

SWEEPS = 8
"""How often both sides are ordered anew: by then barycentres move little (Sugiyama and others 1981)."""

_BEND = 0.12


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation, or a kind of partner where `name` is empty, with the rows that name it.

    `x` from 0 (left) to 1, `y` from 0 (top) to 1; its name is written to the left of nodes on the
    left (`is_left`), else to the right, and overlaps no other: on each side every node has its own line.
    """

    key: str
    name: str
    kind: PartnerKind
    count: int
    x: float
    y: float
    is_left: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """Two nodes, by their keys, that are named together or of which one names the other, in `count`
    rows."""

    one: str
    other: str
    count: int


@dataclass(frozen=True, slots=True)
class Network:
    """The most connected nodes and their edges; `left_out` more nodes were not so connected.

    `rows` is how many rows name anybody.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    rows: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Who:
    key: str
    name: str
    kind: PartnerKind


def network(rows: Sequence[Row], mentions: Sequence[Mention]) -> Network:
    """The network of these rows: who is named together, and which applicant names which organisation.

    Give public rows only where the result is published: names come from the mentions, and from the
    applicants of rows that are public and not of an individual. An organisation is joined to other
    kinds of partner, not to its own. Kinds stand on the left, organisations on the right; where there
    is one sort only, it stands on both sides.
    """
    named: dict[str, dict[str, _Who]] = {row.key: {} for row in rows}
    for mention in mentions:
        if mention.row in named:
            who = _Who(_key(mention), mention.name, mention.kind)
            named[mention.row].setdefault(who.key, who)
    for row in rows:
        names_one = any(who.name for who in named[row.key].values())
        if names_one and row.is_public and not row.is_person and row.who:
            who = _Who(row.who_ref or row.who, row.who, kind_of_name(row.who))
            named[row.key].setdefault(who.key, who)
    counts, pairs, everybody = _counted(named)
    drawn = _most_connected(counts, pairs)
    edges = _edges(pairs, drawn)
    nodes = _placed([everybody[key] for key in drawn], counts, edges)
    return Network(nodes, edges, sum(map(bool, named.values())), len(counts) - len(drawn))


def _key(mention: Mention) -> str:
    return mention.ref or mention.name or mention.kind.value


def _counted(
    named: Mapping[str, Mapping[str, _Who]],
) -> tuple[Counter[str], Counter[tuple[str, str]], dict[str, _Who]]:
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    everybody: dict[str, _Who] = {}
    for row in named.values():
        counts.update(row.keys())
        for key, who in row.items():
            everybody.setdefault(key, who)
        for one, other in combinations(sorted(row), 2):
            if row[one].kind != row[other].kind or bool(row[one].name) == bool(row[other].name):
                pairs[one, other] += 1
    return counts, pairs, everybody


def _most_connected(counts: Mapping[str, int], pairs: Mapping[tuple[str, str], int]) -> list[str]:
    strength: Counter[str] = Counter()
    for (one, other), count in pairs.items():
        strength[one] += count
        strength[other] += count
    ordered = sorted(counts, key=lambda key: (-strength[key], -counts[key], key))
    return ordered[:MOST]


def _edges(pairs: Mapping[tuple[str, str], int], drawn: Sequence[str]) -> tuple[Edge, ...]:
    shown = frozenset(drawn)
    edges = [
        Edge(one, other, count)
        for (one, other), count in pairs.items()
        if one in shown and other in shown
    ]
    return tuple(sorted(edges, key=lambda edge: (-edge.count, edge.one, edge.other)))


def _placed(
    whos: Sequence[_Who], counts: Mapping[str, int], edges: Sequence[Edge]
) -> tuple[Node, ...]:
    """The nodes with their places; `whos` are in the order of how connected they are."""
    left = [each for each in whos if not each.name]
    right = [each for each in whos if each.name]
    if not left or not right:
        left, right = list(whos[::2]), list(whos[1::2])
    joined: dict[str, list[tuple[str, int]]] = {each.key: [] for each in whos}
    for edge in edges:
        joined[edge.one].append((edge.other, edge.count))
        joined[edge.other].append((edge.one, edge.count))
    for _ in range(SWEEPS):
        right = _by_barycentre(right, left, joined)
        left = _by_barycentre(left, right, joined)
    places = [*_column(left, is_left=True), *_column(right, is_left=False)]
    return tuple(
        Node(who.key, who.name, who.kind, counts[who.key], x, y, is_left)
        for who, x, y, is_left in places
    )


def _by_barycentre(
    moved: Sequence[_Who], fixed: Sequence[_Who], joined: Mapping[str, Sequence[tuple[str, int]]]
) -> list[_Who]:
    """One side ordered by the mean place of what each is joined to on the other."""
    places = {who.key: (at + 0.5) / len(fixed) for at, who in enumerate(fixed)}

    def middle(at: int) -> float:
        there = [(places[key], count) for key, count in joined[moved[at].key] if key in places]
        total = sum(count for _, count in there)
        if not total:
            return (at + 0.5) / len(moved)
        return sum(place * count for place, count in there) / total

    return [moved[at] for at in sorted(range(len(moved)), key=lambda at: (middle(at), at))]


def _column(side: Sequence[_Who], *, is_left: bool) -> list[tuple[_Who, float, float, bool]]:
    """One side from top to bottom, bent a little so that edges along it can be seen."""
    places = []
    for at, who in enumerate(side):
        y = (at + 0.5) / len(side)
        bend = _BEND * (1 - (2 * y - 1) ** 2)
        x = 0.35 - bend if is_left else 0.65 + bend
        places.append((who, round(x, 4), round(y, 4), is_left))
    return places
