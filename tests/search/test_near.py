"""A slip of the finger still finds the word."""

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.search.domain.near import distance, slips
from allotment.kernel.search.domain.query import Query, parse

words = st.text("abc", max_size=7)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("library", "library", 0),
        ("libary", "library", 1),
        ("librrary", "library", 1),
        ("lubrary", "library", 1),
        ("lirbary", "library", 1),
        ("kitten", "sitting", 3),
        ("", "abc", 3),
    ],
)
def test_slips_are_counted(one: str, other: str, count: int) -> None:
    assert slips(one, other, 5) == count


@given(words, words)
def test_slips_are_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other, 9) == slips(other, one, 9)


@given(words, words, st.integers(0, 4))
def test_counting_may_stop_early_but_says_the_same_up_to_there(
    one: str, other: str, most: int
) -> None:
    assert slips(one, other, most) == min(slips(one, other, 9), most + 1)


@pytest.mark.parametrize(
    ("typed", "title", "found"),
    [
        ("libary", "the library bus", 1),
        ("comunity gardn", "a community garden", 2),
        ("gardn", "the garden", 1),
        ("gar", "gardeners", 0),
        ("cat", "cut", None),
        ("2025", "2026", None),
        ("libary zebra", "the library bus", None),
        ("libary", "", None),
    ],
)
def test_every_word_must_be_close_to_one_of_the_title(
    typed: str, title: str, found: int | None
) -> None:
    assert distance(parse(typed), title) == found


def test_of_no_words_nothing_is_far() -> None:
    assert distance(Query(()), "anything") == 0
