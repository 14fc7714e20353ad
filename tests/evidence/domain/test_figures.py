"""Figures are exact, say what is not known, and guess nothing that a source does not ask for."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from allotment.evidence.domain.figures import (
    Count,
    counted,
    decimal,
    figures,
    money_spread,
    percent,
    quartiles,
    recipient,
    spread,
)
from allotment.evidence.domain.rows import Corpus, Fact, LeftOut, Row
from tests.evidence.labels.draw import LLOYDS

EVERYTHING = frozenset(Fact)


def test_an_empty_corpus_has_no_quartiles() -> None:
    found = figures(Corpus("none", (), EVERYTHING))

    assert found.rows == 0
    assert found.asked is not None
    assert (found.asked.known, found.asked.median, found.asked.total) == (0, None, None)
    assert found.kinds == ()
    assert found.given_to_asked is not None
    assert found.given_to_asked.share is None


def test_what_a_source_does_not_ask_for_has_no_figure_and_is_said() -> None:
    rows = (Row("1", "Bats in the belfry", asked=100, team=2.0),)

    found = figures(Corpus("a call", rows, frozenset({Fact.ASKED})))

    assert found.asked is not None
    assert found.team is None
    assert found.given_to_asked is None
    expected = ("given", "team", "months", "score", "year", "programme", "kind", "place", "tier")
    assert found.not_carried == expected
    assert found.funders is None


def test_counts_are_largest_first_with_ties_by_key_and_not_said_at_the_end() -> None:
    found = counted(["b", "", "a", "", "c", "c", ""])

    assert [each.key for each in found] == ["c", "a", "b", ""]
    assert found[0] == Count("c", 2, 2 / 7)
    assert found[-1] == Count("", 3, 3 / 7)


def test_the_rows_of_a_corpus_are_counted_by_what_they_carry() -> None:
    rows = (
        Row("1", "One", kind="charity", region="E12000001", year=2014, who="Ark ", is_public=True),
        Row("2", "Two", kind="charity", region="E12000002", year=2014, who="ark"),
        Row("3", "Three", who="", is_person=True),
    )

    found = figures(Corpus("file", rows, EVERYTHING, (LeftOut("drafts", 2),)))

    assert (found.rows, found.public, found.people, found.recipients) == (3, 1, 1, 1)
    assert found.kinds == (Count("charity", 2, 2 / 3), Count("", 1, 1 / 3))
    assert found.years == (Count("2014", 2, 2 / 3), Count("", 1, 1 / 3))
    assert found.left_out == (LeftOut("drafts", 2),)


def test_a_reference_goes_before_a_name_and_people_are_never_matched() -> None:
    named = Row("1", "One", who="The  Ark")
    registered = Row("2", "Two", who="The Ark", who_ref="GB-CHC-1")
    person, namesake = (Row(key, "Three", who="Jo", is_person=True) for key in "34")

    assert recipient(named) == "the ark"
    assert recipient(registered) == "GB-CHC-1"
    assert recipient(person) != recipient(namesake)


def test_quartiles_are_those_of_type_seven() -> None:
    """R: quantile(c(1, 3, 4, 8, 10, 20), type = 7) gives 3.25, 6.00 and 9.50."""
    found = quartiles([1, 3, 4, 8, 10, 20])

    assert [float(each) for each in found] == [3.25, 6.0, 9.5]


def test_no_values_have_no_quartiles() -> None:
    with pytest.raises(ValueError, match="no values"):
        quartiles([])


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=60))
def test_quartiles_are_as_numpy_has_them(values: list[int]) -> None:
    found = quartiles(sorted(values))

    expected = np.quantile(values, [0.25, 0.5, 0.75], method="linear")
    assert np.allclose([float(each) for each in found], expected)


@given(st.lists(st.integers(0, 10**14), min_size=1, max_size=80))
def test_sums_of_huge_amounts_are_exact(amounts: list[int]) -> None:
    found = money_spread([*amounts, None])

    assert found.total == sum(amounts)
    assert (found.known, found.unknown) == (len(amounts), 1)
    assert found.mean is not None
    assert abs(Fraction(sum(amounts), len(amounts)) - found.mean) <= Fraction(1, 2)
    lower, median, upper = found.lower, found.median, found.upper
    assert lower is not None
    assert median is not None
    assert upper is not None
    assert min(amounts) <= lower <= median <= upper <= max(amounts)


def test_a_hundred_thousand_of_the_largest_amounts_do_not_overflow() -> None:
    found = money_spread([10**14] * 99_999 + [1])

    assert found.total == 10**14 * 99_999 + 1
    assert found.median == 10**14


def test_half_a_penny_is_rounded_up() -> None:
    found = money_spread([1, 2])

    assert (found.median, found.mean) == (2, 2)


def test_what_is_not_finite_is_not_known() -> None:
    found = spread([1.0, None, float("nan"), float("inf"), 2.0])

    assert (found.known, found.unknown, found.median, found.total) == (2, 3, 1.5, 3.0)


def test_the_share_given_is_over_rows_that_tell_both() -> None:
    rows = (
        Row("1", "One", asked=1000, given=500),
        Row("2", "Two", asked=1000, given=1000),
        Row("3", "Three", asked=5000),
        Row("4", "Four", asked=0, given=100),
    )

    found = figures(Corpus("call", rows, EVERYTHING)).given_to_asked

    assert found is not None
    assert (found.known, found.asked, found.given, found.share) == (2, 2000, 1500, 0.75)
    assert found.in_full == 1


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.0, "0%"), (0.004, "under 1%"), (0.125, "13%"), (0.996, "over 99%"), (1.0, "100%")],
)
def test_a_percentage_never_rounds_to_none_or_all(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(
    ("value", "said"), [(-0.004, "0.00"), (-0.5, "−0.50"), (1234.5, "1,234.50")]
)
def test_a_decimal_has_a_true_minus_and_no_negative_zero(value: float, said: str) -> None:
    assert decimal(value, 2) == said


def test_the_real_grants_sum_to_the_penny(shared_data: Path) -> None:
    grants = json.loads((shared_data / LLOYDS).read_bytes())["grants"]
    rows = [Row(g["id"], g["title"], given=round(g["amountAwarded"] * 100)) for g in grants]

    found = figures(Corpus("grants", rows, frozenset({Fact.GIVEN}))).given

    assert found is not None
    assert found.known == 4116
    assert found.total == sum(round(g["amountAwarded"] * 100) for g in grants)
