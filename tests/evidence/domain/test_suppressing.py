"""No small count of people can be worked out from what is shown: an attacker tries it here."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from allotment.evidence.domain.suppressing import (
    NotOneTableError,
    Shown,
    ShownList,
    Table,
    listed,
    suppress,
    suppress_list,
    suppress_together,
)

COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 60))


def table(counts: list[list[int]], down: str = "kind", across: str = "region") -> Table:
    rows = tuple(f"{down} {place}" for place in range(len(counts)))
    columns = tuple(f"{across} {place}" for place in range(len(counts[0])))
    return Table(down, across, rows, columns, tuple(tuple(line) for line in counts))


@st.composite
def tables(draw: st.DrawFn, most: int = 4) -> Table:
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    return table([[draw(COUNTS) for _column in range(columns)] for _row in range(rows)])


class Attacker:
    """Knows all that is shown, that totals add up, and which hidden counts are not nought."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, ...], int] = {}
        self.shown: dict[tuple[str, ...], int] = {}
        self.truth: dict[tuple[str, ...], int] = {}
        self.sums: list[dict[tuple[str, ...], int]] = []

    def see(self, name: tuple[str, ...], shown: int | None, truth: int) -> None:
        self.names.setdefault(name, len(self.names))
        self.truth[name] = truth
        if shown is not None:
            assert shown == truth
            self.shown[name] = shown

    def read(self, whole: Table, shown: Shown, total: str = "all") -> None:
        """Learn one table; cells and totals over all rows are told apart by `total`."""
        for row, line, hidden in zip(whole.rows, whole.counts, shown.counts, strict=True):
            for column, truth, value in zip(whole.columns, line, hidden, strict=True):
                self.see((row, column), value, truth)
        for row, line, value in zip(whole.rows, whole.counts, shown.row_totals, strict=True):
            self.see((row,), value, sum(line))
            self.adds((row,), [(row, column) for column in whole.columns])
        for place, column in enumerate(whole.columns):
            truth = sum(line[place] for line in whole.counts)
            self.see((total, column), shown.column_totals[place], truth)
            self.adds((total, column), [(row, column) for row in whole.rows])
        self.see((total,), shown.total, sum(map(sum, whole.counts)))
        self.adds((total,), [(row,) for row in whole.rows])
        self.adds((total,), [(total, column) for column in whole.columns])

    def adds(self, total: tuple[str, ...], parts: list[tuple[str, ...]]) -> None:
        found = {total: -1}
        for part in parts:
            found[part] = found.get(part, 0) + 1
        self.sums.append(found)

    def range_of(self, name: tuple[str, ...]) -> tuple[float, float]:
        """The least and greatest whole number that this can be (10,000 at most is looked for)."""
        sums = np.zeros((len(self.sums), len(self.names)))
        for line, found in enumerate(self.sums):
            for each, factor in found.items():
                sums[line, self.names[each]] = factor
        least = [self.shown.get(each, min(1, self.truth[each])) for each in self.names]
        most = [self.shown.get(each, 10_000) for each in self.names]
        goal = np.zeros(len(self.names))
        goal[self.names[name]] = 1
        bounds, nothing = Bounds(least, most), np.zeros(len(self.sums))
        ends = [
            milp(
                sign * goal,
                integrality=np.ones(len(self.names)),
                bounds=bounds,
                constraints=LinearConstraint(sums, nothing, nothing),
            )
            for sign in (1, -1)
        ]
        assert all(end.success for end in ends)
        return ends[0].fun, -ends[1].fun

    def assert_finds_nothing(self) -> None:
        for name, truth in self.truth.items():
            if 0 < truth < 5:
                assert name not in self.shown
                low, high = self.range_of(name)
                assert high >= 5
                assert high - low >= 4


@settings(max_examples=60, deadline=None)
@given(tables())
def test_an_attacker_of_a_table_finds_no_small_count(people: Table) -> None:
    attacker = Attacker()

    attacker.read(people, suppress(people))

    attacker.assert_finds_nothing()


@settings(max_examples=60, deadline=None)
@given(tables(3), st.data())
def test_an_attacker_of_two_tables_that_share_a_margin_finds_no_small_count(
    people: Table, data: st.DataObject
) -> None:
    by_year = [split(data, sum(line)) for line in people.counts]
    other = table(by_year, across="year")

    shown = suppress_together([people, other])

    attacker = Attacker()
    for each, seen in zip([people, other], shown, strict=True):
        attacker.read(each, seen)
    attacker.assert_finds_nothing()


@settings(max_examples=60, deadline=None)
@given(tables(), st.data())
def test_an_attacker_who_takes_one_category_out_finds_no_small_count(
    people: Table, data: st.DataObject
) -> None:
    taken = data.draw(st.integers(0, len(people.rows) - 1))
    rows = tuple(row for row in people.rows if row != people.rows[taken])
    counts = tuple(line for place, line in enumerate(people.counts) if place != taken)
    without = Table("kind", "region", rows, people.columns, counts, ("kind", people.rows[taken]))

    shown = suppress_together([people, without])

    attacker = Attacker()
    attacker.read(people, shown[0])
    attacker.read(without, shown[1], "others")
    attacker.assert_finds_nothing()


@settings(max_examples=60, deadline=None)
@given(tables(), st.data())
def test_an_attacker_who_filters_a_list_by_what_it_does_not_show_finds_no_small_count(
    people: Table, data: st.DataObject
) -> None:
    """Regions of all kinds, and regions without one kind: their difference is that kind."""
    taken = data.draw(st.integers(0, len(people.rows) - 1))
    sums = [sum(column) for column in zip(*people.counts, strict=True)]
    whole = listed("region", zip(people.columns, sums, strict=True))
    rest = [total - part for total, part in zip(sums, people.counts[taken], strict=True)]
    filtered = listed(
        "region", zip(people.columns, rest, strict=True), ("kind", people.rows[taken])
    )

    shown = suppress_together([whole, filtered])

    attacker = Attacker()
    for name, each, seen in zip(("all", "rest"), (whole, filtered), shown, strict=True):
        for region, line, value in zip(each.rows, each.counts, seen.counts, strict=True):
            attacker.see((name, region), value[0], line[0])
        attacker.see((name,), seen.total, sum(map(sum, each.counts)))
        attacker.adds((name,), [(name, region) for region in each.rows])
    for region, part in zip(people.columns, people.counts[taken], strict=True):
        attacker.see(("taken", region), None, part)
        attacker.adds(("all", region), [("rest", region), ("taken", region)])
    attacker.see(("taken",), None, sum(people.counts[taken]))
    attacker.adds(("all",), [("rest",), ("taken",)])
    attacker.assert_finds_nothing()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=3))
def test_counting_out_every_list_that_looks_the_same_leaves_small_counts_open(
    counts: list[int],
) -> None:
    keys = [f"k{place}" for place in range(len(counts))]

    shown = suppress_list(zip(keys, counts, strict=True))

    possible = list(lists_that_look_like(shown))
    assert tuple(counts) in possible
    for place, count in enumerate(counts):
        if 0 < count < 5:
            assert {each[place] for each in possible} >= {1, 2, 3, 4, 5}


def lists_that_look_like(shown: ShownList) -> Iterator[tuple[int, ...]]:
    choices = [range(24) if count is None else [count] for _key, count in shown.counts]
    for each in product(*choices):
        if sum(each) == shown.total or (shown.total is None and sum(each)):
            yield each


def split(data: st.DataObject, total: int) -> list[int]:
    first = data.draw(st.integers(0, total))
    second = data.draw(st.integers(0, total - first))
    return [first, second, total - first - second]


def test_a_table_without_small_counts_is_shown_whole() -> None:
    people = table([[5, 0, 12], [30, 7, 0]])

    shown = suppress(people)

    assert shown.counts == people.counts
    assert (shown.row_totals, shown.column_totals, shown.total) == ((17, 37), (35, 7, 12), 54)


def test_a_small_count_hides_the_next_smallest_with_it() -> None:
    shown = suppress_list([("charity", 3), ("council", 40), ("school", 8)])

    assert shown.counts == (("charity", None), ("council", 40), ("school", None))
    assert shown.total == 51


def test_two_hidden_counts_with_a_total_of_two_would_be_one_each() -> None:
    shown = suppress_list([("a", 1), ("b", 1), ("c", 30), ("d", 9)])

    assert [count for _key, count in shown.counts] == [None, None, 30, None]
    assert shown.total == 41


def test_where_no_count_can_hide_another_the_total_is_hidden() -> None:
    shown = suppress_list([("a", 3), ("b", 2), ("c", 0)])

    assert shown == ShownList((("a", None), ("b", None), ("c", 0)), None)


def test_a_small_count_of_all_is_hidden() -> None:
    assert suppress_list([("a", 3)]) == ShownList((("a", None),), None)


def test_a_table_of_nobody_is_shown() -> None:
    assert suppress_list([]) == ShownList((), 0)
    assert suppress_list([("a", 0)]) == ShownList((("a", 0),), 0)


def test_a_corner_hides_a_rectangle() -> None:
    shown = suppress(table([[3, 20, 30], [20, 9, 30], [30, 30, 30]]))

    assert shown.counts == ((None, None, 30), (None, None, 30), (30, 30, 30))
    assert shown.total == 202


def test_two_lists_of_the_same_people_share_their_total() -> None:
    kinds = listed("kind", [("a", 2), ("b", 3)])
    regions = listed("region", [("n", 5), ("s", 0)])

    by_kind, by_region = suppress_together([kinds, regions])

    assert (by_kind.total, by_region.total) == (None, None)
    assert by_region.counts[0] == (None,)


@pytest.mark.parametrize(
    "counts", [((1, 2), (3,)), ((1, -2), (3, 4)), ((1, 2),), ((1, 2), (3, 4), (5, 6))]
)
def test_what_is_no_table_is_refused(counts: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(NotOneTableError):
        suppress(Table("kind", "region", ("a", "b"), ("n", "s"), counts))


def test_a_table_of_one_dimension_by_itself_is_refused() -> None:
    with pytest.raises(NotOneTableError, match="the same"):
        suppress(table([[1, 2], [3, 4]], down="kind", across="kind"))


def test_a_filter_that_adds_people_is_refused() -> None:
    whole = listed("region", [("n", 9)])

    with pytest.raises(NotOneTableError, match="adds"):
        suppress_together([whole, listed("region", [("n", 10)], ("kind", "charity"))])


def test_tables_of_different_people_are_refused() -> None:
    with pytest.raises(NotOneTableError, match="differ"):
        suppress_together([listed("kind", [("a", 9)]), listed("region", [("n", 8)])])


@given(tables())
@settings(max_examples=30, deadline=None)
def test_what_is_hidden_does_not_change_from_run_to_run(people: Table) -> None:
    assert suppress(people) == suppress(people)
