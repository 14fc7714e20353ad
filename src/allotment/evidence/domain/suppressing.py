"""Hides small counts of people in tables, also from who subtracts what is shown from totals.

A count of 1 to 4 is hidden, and further counts with it, until nobody can work it out. Hundepool et
al. (2012), Statistical Disclosure Control, chapter 4: a hidden cell is safe where the range that an
attacker can derive for it (its feasibility interval, §4.3) is wide enough. Here that range must
reach 5, so that nobody can tell that the count is small, and hold at least five values. The
attacker knows every count shown, that totals add up, and which hidden counts are not nought. Who
knows some of the people counted from elsewhere can learn more: nothing here guards against that.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

SAFE = 5
"""The least count of people that may be shown, and the least number of values left open."""

Place = tuple[tuple[str, str], ...]
"""What is counted: the categories that it is of, by dimension; () for all."""


class NotOneTableError(ValueError):
    """Counts that cannot be read together: ragged, below nought, or of different people."""


@dataclass(frozen=True, slots=True)
class Table:
    """Counts of people by `down` and `across`; `counts[row][column]`, margins are their sums.

    A list has no second dimension: `across` is "" and there is one column "". `without` names the
    (dimension, category) that a filter took out, for tables that stand beside the unfiltered one.
    """

    down: str
    across: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    without: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it may be published: None is hidden, "fewer than 5, or hidden with such"."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int | None, ...], ...]
    row_totals: tuple[int | None, ...]
    column_totals: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class ShownList:
    """A list as it may be published, with its total; None is hidden."""

    counts: tuple[tuple[str, int | None], ...]
    total: int | None


def suppress(table: Table) -> Shown:
    """Hide the small counts of one table and what would give them away.

    Raises NotOneTableError where it is ragged or a count is below nought.
    """
    return suppress_together([table])[0]


def suppress_list(counts: Iterable[tuple[str, int]]) -> ShownList:
    """Hide the small counts of a list with a total; raises NotOneTableError as `suppress` does."""
    shown = suppress(listed("", counts))
    pairs = zip(shown.rows, (line[0] for line in shown.counts), strict=True)
    return ShownList(tuple(pairs), shown.total)


def listed(
    down: str, counts: Iterable[tuple[str, int]], without: tuple[str, str] | None = None
) -> Table:
    """A list as a table with one column."""
    pairs = tuple(counts)
    rows, numbers = tuple(key for key, _n in pairs), tuple((number,) for _key, number in pairs)
    return Table(down or "row", "", rows, ("",), numbers, without)


def suppress_together(tables: Sequence[Table]) -> tuple[Shown, ...]:
    """Hide the small counts of tables of the same people that are published side by side.

    What two tables count alike (a shared margin or total) is one cell: hidden in both or neither.
    Of a table and the same with one category filtered out, the difference is guarded, too.
    Raises NotOneTableError where a count is below nought or two tables differ on what they share.
    """
    linked = _linked(tables)
    hidden = _hidden(linked)

    def shown(place: Place) -> int | None:
        return None if place in hidden else linked.values[place]

    return tuple(
        Shown(
            rows=table.rows,
            columns=table.columns,
            counts=tuple(
                tuple(shown(_place(table, row, column)) for column in table.columns)
                for row in table.rows
            ),
            row_totals=tuple(shown(_place(table, row, None)) for row in table.rows),
            column_totals=tuple(shown(_place(table, None, column)) for column in table.columns),
            total=shown(_place(table, None, None)),
        )
        for table in tables
    )


@dataclass(frozen=True, slots=True)
class _Relation:
    """A total and the places that add up to it."""

    total: Place
    parts: tuple[Place, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        return (*self.parts, self.total)


@dataclass(frozen=True)
class _Linked:
    """All counts by place, how they add up, and those that are in no table but can be worked out."""

    values: dict[Place, int] = field(default_factory=dict)
    relations: list[_Relation] = field(default_factory=list)
    implied: set[Place] = field(default_factory=set)

    @cached_property
    def of_place(self) -> dict[Place, list[int]]:
        """The relations, by number, that a place stands in."""
        found: dict[Place, list[int]] = {place: [] for place in self.values}
        for number, relation in enumerate(self.relations):
            for place in relation.places:
                found[place].append(number)
        return found

    @cached_property
    def depths(self) -> dict[Place, int]:
        """0 for what is no total, and one more for each level of totals."""
        found = dict.fromkeys(self.values, 0)
        for _round in range(4):
            for relation in self.relations:
                above = 1 + max((found[part] for part in relation.parts), default=-1)
                found[relation.total] = max(found[relation.total], above)
        return found

    def is_small(self, place: Place) -> bool:
        """Whether so few people are counted here that it must not be shown."""
        return 0 < self.values[place] < SAFE

    def order(self, place: Place) -> tuple[int, bool, int, Place]:
        """The order in which places are hidden: single cells first, smallest first, noughts last."""
        value = self.values[place]
        return self.depths[place], value == 0, value, place


def _place(table: Table, row: str | None, column: str | None) -> Place:
    named = [(table.down, row), (table.across, column)]
    parts = [(name, category) for name, category in named if category is not None and name]
    if table.without is not None and table.without[0] not in [name for name, _each in parts]:
        parts.append((f"not {table.without[0]}", table.without[1]))
    return tuple(sorted(parts))


def _linked(tables: Sequence[Table]) -> _Linked:
    linked = _Linked()
    for table in tables:
        _check(table)
        cells = {
            (row, column): table.counts[down][across]
            for down, row in enumerate(table.rows)
            for across, column in enumerate(table.columns)
        }
        for (row, column), count in cells.items():
            _put(linked, _place(table, row, column), count)
        for total, parts in _margins(table):
            _put(linked, total, sum(linked.values[part] for part in parts))
            relation = _Relation(total, parts)
            if parts != (total,) and relation not in linked.relations:
                linked.relations.append(relation)
    _add_differences(linked)
    return linked


def _check(table: Table) -> None:
    if table.down == table.across:
        raise NotOneTableError("both dimensions are the same")
    if len(table.counts) != len(table.rows) or len(set(table.rows)) != len(table.rows):
        raise NotOneTableError("rows and counts differ in number, or a row stands twice")
    if len(set(table.columns)) != len(table.columns):
        raise NotOneTableError("a column stands twice")
    if any(len(line) != len(table.columns) for line in table.counts):
        raise NotOneTableError("a row has too many or too few counts")
    if any(count < 0 for line in table.counts for count in line):
        raise NotOneTableError("a count is below nought")


def _margins(table: Table) -> Iterator[tuple[Place, tuple[Place, ...]]]:
    for row in table.rows:
        parts = tuple(_place(table, row, column) for column in table.columns)
        yield _place(table, row, None), parts
    for column in table.columns:
        yield (
            _place(table, None, column),
            tuple(_place(table, row, column) for row in table.rows),
        )
    yield _place(table, None, None), tuple(_place(table, row, None) for row in table.rows)
    yield _place(table, None, None), tuple(_place(table, None, each) for each in table.columns)


def _put(linked: _Linked, place: Place, value: int) -> None:
    if linked.values.setdefault(place, value) != value:
        raise NotOneTableError("two tables differ on what they share")


def _add_differences(linked: _Linked) -> None:
    for place in sorted(linked.values):
        for name, category in place:
            if not name.startswith("not "):
                continue
            whole = tuple(part for part in place if part != (name, category))
            taken = tuple(sorted((*whole, (name.removeprefix("not "), category))))
            if whole not in linked.values:
                continue
            difference = linked.values[whole] - linked.values[place]
            if difference < 0:
                raise NotOneTableError("a filter adds people")
            if taken not in linked.values:
                linked.implied.add(taken)
            _put(linked, taken, difference)
            linked.relations.append(_Relation(whole, (place, taken)))


def _hidden(linked: _Linked) -> set[Place]:
    small = sorted(place for place in linked.values if linked.is_small(place))
    hidden = {*small, *linked.implied}
    _pair(linked, hidden)
    for place in small:
        while not _is_safe(linked, hidden, place):
            companion = _companion(linked, hidden, place)
            if companion is None:
                break
            hidden.add(companion)
            _pair(linked, hidden)
    return hidden


def _pair(linked: _Linked, hidden: set[Place]) -> None:
    """Give each place that is hidden alone in a relation a companion there."""
    is_changed = True
    while is_changed:
        is_changed = False
        for relation in linked.relations:
            inside = [place for place in relation.places if place in hidden]
            if len(inside) != 1 or _is_open(linked, inside[0]):
                continue
            others = [place for place in relation.places if place not in hidden]
            if others:
                hidden.add(min(others, key=linked.order))
                is_changed = True


def _is_open(linked: _Linked, place: Place) -> bool:
    return place in linked.implied and not linked.is_small(place)


def _companion(linked: _Linked, hidden: set[Place], place: Place) -> Place | None:
    """The next place to hide: the smallest near `place`, then ever farther from it."""
    reached, seen = [place], {place}
    while reached:
        near = [
            each
            for one in reached
            for number in linked.of_place[one]
            for each in linked.relations[number].places
        ]
        useful = [each for each in near if each not in hidden and _is_useful(linked, each)]
        if useful:
            return min(useful, key=linked.order)
        reached = [each for each in dict.fromkeys(near) if each in hidden and each not in seen]
        seen.update(reached)
    return min((each for each in linked.values if each not in hidden), default=None)


def _is_useful(linked: _Linked, place: Place) -> bool:
    return linked.values[place] > 0 or len(linked.of_place[place]) > 1


def _is_safe(linked: _Linked, hidden: set[Place], place: Place) -> bool:
    highest = _extreme(linked, hidden, place, -1)
    if highest is None or highest < SAFE:
        return False
    lowest = _extreme(linked, hidden, place, 1)
    return lowest is not None and highest - lowest >= SAFE - 1


def _extreme(linked: _Linked, hidden: set[Place], place: Place, sign: int) -> int | None:
    """The least (sign 1) or greatest (sign −1) whole number that a small count can be.

    More than twice SAFE is not looked for; None where the solver does not find it.
    """
    # Only who hides something waits for the solver to be loaded.
    from scipy.optimize import Bounds, milp  # type: ignore[import-untyped]  # has no types

    places = sorted(hidden)
    unknown = {each: number for number, each in enumerate(places)}
    least = np.array([min(1, linked.values[each]) for each in places], dtype=np.float64)
    most = np.full(len(places), np.inf)
    most[unknown[place]] = 2 * SAFE
    objective = np.zeros(len(places))
    objective[unknown[place]] = sign
    found = milp(
        objective,
        integrality=np.ones(len(places)),
        bounds=Bounds(least, most),
        constraints=_sums(linked, unknown),
    )
    return round(sign * found.fun) if found.status == 0 else None


def _sums(linked: _Linked, unknown: dict[Place, int]) -> Any:
    """The relations as an attacker sees them: what is hidden adds up to what is known."""
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array  # type: ignore[import-untyped]  # has no types

    lines: list[int] = []
    columns: list[int] = []
    factors: list[int] = []
    known: list[int] = []
    for relation in linked.relations:
        rest = 0
        for each, factor in (*((part, 1) for part in relation.parts), (relation.total, -1)):
            if each in unknown:
                lines.append(len(known))
                columns.append(unknown[each])
                factors.append(factor)
            else:
                rest -= factor * linked.values[each]
        known.append(rest)
    if not known:
        return ()
    sums = csr_array((factors, (lines, columns)), shape=(len(known), len(unknown)))
    return LinearConstraint(sums, known, known)
