"""The entries to read show the breadth of all, and no score decides which they are."""

import json
import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from hypothesis import given, strategies as st

from allotment.evidence.domain.reading import Category, Pick, categories, picks
from allotment.evidence.domain.rows import Row
from tests.evidence.labels.draw import LLOYDS

CATEGORY = st.builds(Category, st.sampled_from(["theme", "kind"]), st.sampled_from("abcd"))
ROWS = st.lists(
    st.tuples(st.integers(0, 99).map(str), st.lists(CATEGORY, max_size=4).map(tuple)),
    max_size=9,
    unique_by=lambda row: row[0],
)


def test_the_row_that_shows_most_is_first_and_the_next_shows_what_it_does_not() -> None:
    bats, owls, north, south = (
        Category(aspect, key)
        for aspect, key in (("theme", "bats"), ("theme", "owls"), ("region", "n"), ("region", "s"))
    )

    found = picks([("1", [bats]), ("2", [bats, north]), ("3", [owls, north]), ("4", [south])])

    assert found[0] == Pick("2", (north, bats), 1)
    assert found[1] == Pick("3", (owls,), 1)
    assert found[2] == Pick("4", (south,), 1)
    assert found[3] == Pick("1", (bats,), 2)


@given(ROWS, st.integers(1, 4))
def test_no_choice_of_as_many_shows_much_more(
    rows: list[tuple[str, tuple[Category, ...]]], most: int
) -> None:
    found = picks(rows, most)

    by_key = dict(rows)
    shown = {each for pick in found for each in by_key[pick.key]}
    best = max(
        (
            len({each for _key, categories in some for each in categories})
            for some in combinations(rows, min(most, len(rows)))
        ),
        default=0,
    )
    assert len(shown) >= (1 - 1 / math.e) * best


@given(ROWS)
def test_fewer_than_ten_are_all_chosen_once_in_an_order_that_does_not_hang_on_theirs(
    rows: list[tuple[str, tuple[Category, ...]]],
) -> None:
    found = picks(rows)

    assert sorted(pick.key for pick in found) == sorted(key for key, _each in rows)
    assert picks(rows[::-1]) == found


def test_none_are_chosen_of_none() -> None:
    assert picks([]) == ()


def test_rows_that_stand_for_nothing_are_chosen_by_key() -> None:
    assert [pick.key for pick in picks([("b", []), ("a", []), ("c", [])], 2)] == ["a", "b"]


def test_what_a_public_row_stands_for() -> None:
    rows = [
        Row(f"{n}", "A row", given=n * 100, kind="charity", region="E12000001", year=2012,
            is_public=True)
        for n in range(1, 5)
    ]  # fmt: skip

    found = dict(categories(rows, {"4": ["bats"]}))

    assert found["4"] == (
        Category("theme", "bats"),
        Category("region", "E12000001"),
        Category("kind", "charity"),
        Category("year", "2012"),
        Category("amount", "4"),
    )
    assert [found[key][-1].key for key in "1234"] == ["1", "2", "3", "4"]


def test_neither_unpublished_entries_nor_individuals_are_chosen() -> None:
    rows = [
        Row("1", "Unpublished"),
        Row("2", "Of a person", is_public=True, is_person=True),
        Row("3", "Bare", is_public=True),
    ]

    assert categories(rows, {}) == (("3", ()),)


def test_the_score_changes_nothing(shared_data: Path) -> None:
    grants = json.loads((shared_data / LLOYDS).read_bytes())["grants"]
    rows = [
        Row(
            grant["id"],
            grant["title"],
            given=round(grant["amountAwarded"] * 100),
            year=int(grant["awardDate"][:4]),
            programme=grant["grantProgramme"][0]["title"],
            is_public=True,
        )
        for grant in grants
    ]
    themes = {row.key: [row.programme] for row in rows}
    scored = [replace(row, score=float(place % 101)) for place, row in enumerate(rows)]

    found = picks(categories(rows, themes))

    assert len(found) == 10
    assert found == picks(categories(scored, themes))
    shown = {each for pick in found for each in dict(categories(rows, themes))[pick.key]}
    assert {each.key for each in shown if each.aspect == "year"} == {str(row.year) for row in rows}
