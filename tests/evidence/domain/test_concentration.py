"""Concentration and diversity are as published, have intervals, and say what is undefined."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies as st

from allotment.evidence.domain.concentration import (
    FEWEST_DRAWS,
    Concentration,
    Measure,
    concentration,
    diversity,
    draws_for,
    effective,
    gini,
    herfindahl,
    top_share,
)
from allotment.kernel.domain.sentences import sentence
from tests.evidence.labels.draw import LLOYDS

THEMES = sentence("themes")
PAIRS = st.lists(st.tuples(st.sampled_from("abcdefghijklmnop"), st.integers(0, 10**14)))


def measured(found: Concentration, key: str) -> Measure:
    measure = found.measure(key)
    assert measure is not None
    return measure


def line(*totals: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([totals], dtype=np.float64)


def test_the_gini_of_ten_ordered_values_is_the_published_one() -> None:
    """Of 1 … n it is (n − 1) / 3n, the discrete form of the uniform distribution's third."""
    found = gini(line(*range(1, 11)))

    assert found[0] == pytest.approx(9 / 30)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(any))
def test_the_gini_is_half_the_mean_difference_over_the_mean(values: list[int]) -> None:
    differences = np.abs(np.subtract.outer(values, values)).mean()

    assert gini(line(*values))[0] == pytest.approx(differences / 2 / np.mean(values), abs=1e-9)


def test_equal_categories_count_in_full_and_a_rare_one_hardly() -> None:
    """Jost (2006): the true diversity of n equally common categories is n."""
    assert effective(line(5, 5, 5, 5))[0] == pytest.approx(4)
    assert 1 < effective(line(1000, 1))[0] < 1.01
    assert effective(line(7, 0))[0] == pytest.approx(1)


def test_the_index_of_a_market_with_one_large_firm_and_ten_small_ones() -> None:
    """Shares of 80% and ten times 2% give 0.8² + 10 × 0.02² = 0.644."""
    assert herfindahl(line(80, *[2] * 10))[0] == pytest.approx(0.644)
    assert herfindahl(line(*[1] * 6))[0] == pytest.approx(1 / 6)


def test_the_ten_largest_of_twenty_equal_ones_have_half() -> None:
    assert top_share(line(*[3] * 20))[0] == pytest.approx(0.5)
    assert top_share(line(3, 9))[0] == 1


def test_without_rows_nothing_is_measured_and_that_is_said() -> None:
    found = concentration([])

    assert (found.rows, found.draws) == (0, 0)
    assert all(each.value is None for each in found.measures)
    assert str(found.measures[0].reading) == "There is not enough information to measure this."


def test_without_money_nothing_is_measured_and_that_is_said() -> None:
    found = concentration([("ark", 0), ("bee", 0)])

    assert all(each.value is None and each.low is None for each in found.measures)
    assert {str(each.reading) for each in found.measures} == {"All amounts are zero."}


def test_one_recipient_has_all_of_the_money_and_no_gini() -> None:
    found = concentration([("ark", 100), ("ark", 50)])

    assert measured(found, "herfindahl").value == 1
    assert measured(found, "gini").value is None
    assert str(measured(found, "effective").reading) == "All of the money is with one recipient."


def test_up_to_ten_recipients_have_all_of_the_money() -> None:
    found = concentration([("ark", 100), ("bee", 50), ("cat", 10)])

    said = str(measured(found, "top-ten").reading)
    assert said == "All of the money is with 3 recipients."


def test_a_row_without_category_or_below_zero_is_left_out_and_counted() -> None:
    found = concentration([("ark", 100), ("", 50), ("bee", -10), ("cat", 10)])

    assert (found.rows, found.categories, found.left_out) == (2, 2, 2)


def test_a_reading_holds_the_figures() -> None:
    found = concentration([(f"r{number}", 100 * (number + 1)) for number in range(40)])

    top = measured(found, "top-ten")
    assert top.value == pytest.approx(sum(range(31, 41)) / 820)
    said = str(top.reading)
    assert said.startswith("The ten largest of 40 recipients have 43% of the money (95% interval ")


def test_a_mix_of_themes_is_read_out() -> None:
    found = diversity([("a", 1)] * 30 + [("b", 1)] * 30, THEMES)

    said = str(measured(found, "effective").reading)
    assert said.startswith("The mix of 2 themes is as varied as 2.0 of equal size would be")
    alone = diversity([("a", 1)] * 3, THEMES)
    assert str(alone.measures[0].reading) == "All are of one kind: there is no mix of themes."


@given(PAIRS, st.integers(0, 3))
def test_an_interval_holds_its_value_and_repeats_to_the_digit(
    pairs: list[tuple[str, int]], seed: int
) -> None:
    for found, again in (
        (concentration(pairs, seed), concentration(pairs, seed)),
        (diversity(pairs, THEMES, seed), diversity(pairs, THEMES, seed)),
    ):
        assert found == again
        for each in found.measures:
            if each.low is not None:
                assert each.value is not None
                assert each.high is not None
                assert 0 <= each.low <= each.value <= each.high <= max(1, found.categories) + 1e-9


def test_the_order_of_rows_does_not_change_a_recipient_measure() -> None:
    pairs = [(f"r{number % 17}", number * 7) for number in range(60)]

    assert concentration(pairs) == concentration(pairs[::-1])


def test_the_interval_covers_as_often_as_it_says() -> None:
    """Of samples from a known mix, about 95 in 100 intervals hold the true effective number."""
    chance = np.random.default_rng(1)
    shares = [0.4, 0.3, 0.2, 0.1]
    true = float(effective(np.array([shares]))[0])
    held = 0
    for sample in range(100):
        drawn = chance.choice(list("abcd"), size=200, p=shares)
        each = measured(diversity([(str(one), 1) for one in drawn], THEMES, sample), "effective")
        assert each.low is not None
        assert each.high is not None
        held += each.low <= true <= each.high

    assert held >= 88


def test_fewer_draws_for_many_rows() -> None:
    assert draws_for(0) == draws_for(4116) == 1000
    assert draws_for(40_000) == 500
    assert draws_for(100_000) == draws_for(10**6) == FEWEST_DRAWS
    assert diversity([(f"k{n % 9}", 1) for n in range(40_000)], THEMES).draws == 500


def test_the_ten_largest_recipients_of_the_real_grants(shared_data: Path) -> None:
    grants = json.loads((shared_data / LLOYDS).read_bytes())["grants"]
    pairs = [(g["recipientOrganization"][0]["id"], round(g["amountAwarded"] * 100)) for g in grants]

    found = concentration(pairs)

    by_hand: dict[str, int] = {}
    for key, pence in pairs:
        by_hand[key] = by_hand.get(key, 0) + pence
    largest = sum(sorted(by_hand.values())[-10:])
    assert measured(found, "top-ten").value == pytest.approx(largest / sum(by_hand.values()))
    assert found.draws == 1000
