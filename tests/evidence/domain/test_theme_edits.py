"""Themes are renamed, merged and split in the order in which an editor says so."""

import pytest
from hypothesis import given, strategies as st

from allotment.evidence.domain.lines import AnalysedRow, Half, ThemeFound
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.theme_edits import Edit, edited

HALVES = (Half("Bats at night", ("night",)), Half("Bats in barns", ("barns",)))
FOUND = (
    ThemeFound("bats", "Bats", ("bat",), HALVES),
    ThemeFound("owls", "Owls", ("owl",), ()),
    ThemeFound("newts", "Newts", ("newt",), ()),
)


def line(theme: str, half: int = 0) -> AnalysedRow:
    return AnalysedRow(Row("A", "A"), theme, half, 0, "en", ())


def names(*edits: Edit) -> list[str]:
    return [each.name for each in edited(FOUND, edits).themes]


def test_without_an_edit_they_stand_as_they_were_found() -> None:
    assert names() == ["Bats", "Owls", "Newts"]


def test_a_theme_is_renamed() -> None:
    assert names(Edit("rename", ("owls",), "Night birds")) == ["Bats", "Night birds", "Newts"]


def test_themes_are_merged_into_the_first_with_the_terms_of_all() -> None:
    found = edited(FOUND, [Edit("merge", ("owls", "newts"), "Pond and wood")])

    assert [each.name for each in found.themes] == ["Bats", "Pond and wood"]
    assert found.themes[1].terms == ("owl", "newt")
    assert found.of(line("newts")) == "owls"


def test_a_theme_is_split_where_it_stood() -> None:
    found = edited(FOUND, [Edit("split", ("bats",))])

    assert [each.name for each in found.themes] == [
        "Bats at night", "Bats in barns", "Owls", "Newts",
    ]  # fmt: skip
    assert [found.of(line("bats", half)) for half in (0, 1)] == ["bats-0", "bats-1"]


def test_a_half_can_be_merged_with_another_theme() -> None:
    found = edited(FOUND, [Edit("split", ("bats",)), Edit("merge", ("owls", "bats-1"))])

    assert found.of(line("bats", 1)) == "owls"
    assert found.of(line("bats", 0)) == "bats-0"


@pytest.mark.parametrize(
    "edit",
    [
        Edit("rename", ("gone",), "Name"),
        Edit("merge", ("owls", "gone")),
        Edit("split", ("owls",)),
        Edit("merge", ()),
    ],
)
def test_an_edit_that_fits_no_more_is_said_to_be_lost(edit: Edit) -> None:
    found = edited(FOUND, [edit, Edit("rename", ("owls",), "Night birds")])

    assert found.lost == (0,)
    assert [each.name for each in found.themes] == ["Bats", "Night birds", "Newts"]


def test_what_is_in_no_theme_stays_in_none() -> None:
    assert edited(FOUND, []).of(line("")) == ""


KEYS = st.sampled_from(["bats", "owls", "newts", "bats-0", "bats-1", "gone"])
EDITS = st.builds(
    Edit,
    verb=st.sampled_from(["rename", "merge", "split"]),
    themes=st.lists(KEYS, max_size=3).map(tuple),
    name=st.sampled_from(["", "A name"]),
)


@given(st.lists(EDITS, max_size=8))
def test_whatever_is_said_every_row_of_a_theme_stays_in_exactly_one(edits: list[Edit]) -> None:
    found = edited(FOUND, edits)

    parts = [part for each in found.themes for part in each.parts]
    assert sorted(parts) == sorted((each.key, half) for each in FOUND for half in (0, 1))
