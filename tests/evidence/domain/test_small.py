"""Whether small is beautiful is said with its uncertainty, and not at all where it cannot be."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.stats import spearmanr

from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.small import Relation, Small, correlation, small

VALUES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.sampled_from("ab")), min_size=3, max_size=40
)


def relation(found: Small, key: str, is_within: bool = False) -> Relation:
    places = found.within if is_within else found.relations
    return next(each for each in places if each.key == key)


def rows(number: int, seed: int = 1) -> list[Row]:
    """Rows whose score falls with the budget, but for chance; teams are by chance."""
    chance = np.random.default_rng(seed)
    budgets = chance.integers(1, 1000, number)
    noise = chance.normal(0, 15, number)
    teams = chance.integers(1, 9, number)
    return [
        Row(f"{place}", "A row", asked=int(b) * 100, score=80 - b / 20 + e, team=float(team))
        for place, (b, e, team) in enumerate(zip(budgets, noise, teams, strict=True))
    ]


def test_the_published_example_of_intelligence_and_television() -> None:
    """The worked example of the encyclopaedia article on Spearman's coefficient: −29/165."""
    intelligence = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
    hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]

    assert correlation(intelligence, hours, [""] * 10) == pytest.approx(-29 / 165)


@given(VALUES)
def test_ties_are_ranked_as_scipy_ranks_them(values: list[tuple[int, int, str]]) -> None:
    x, y = [each[0] for each in values], [each[1] for each in values]

    found = correlation(x, y, [""] * len(values))

    if len(set(x)) == 1 or len(set(y)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(float(spearmanr(x, y).statistic), abs=1e-9)


@given(VALUES)
def test_what_differs_between_programmes_only_is_not_seen_within_them(
    values: list[tuple[int, int, str]],
) -> None:
    x, y, strata = ([each[part] for each in values] for part in range(3))
    lifted_x = [one + 100 * (stratum == "b") for one, stratum in zip(x, strata, strict=True)]
    lifted_y = [one - 50 * (stratum == "b") for one, stratum in zip(y, strata, strict=True)]

    found = correlation(x, y, strata)

    assert correlation(lifted_x, lifted_y, strata) == found


def can_tell(found: Relation) -> bool:
    """Whether the interval lies on one side of nought."""
    return found.low is not None and found.high is not None and not found.low <= 0 <= found.high


def test_a_clear_tendency_is_said_with_its_interval_and_never_as_more_than_one() -> None:
    found = relation(small(rows(150), {}), "budget-score")

    assert can_tell(found)
    assert found.correlation is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.correlation < found.high < 0
    assert str(found.reading).startswith("Smaller budgets tend to go with higher scores, strongly:")
    assert "150 compared" in str(found.reading)


def test_an_interval_across_zero_gives_no_direction() -> None:
    found = relation(small(rows(150), {}), "team-score")

    assert not can_tell(found)
    assert str(found.reading).startswith("Whether team size and score go together is not clear")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "None records both budget and score."),
        (1, "Only one records both budget and score: too few to compare."),
        (9, "Only 9 record both budget and score: too few to compare."),
    ],
)
def test_nine_rows_are_too_few_to_tell(number: int, said: str) -> None:
    found = relation(small(rows(number), {}), "budget-score")

    assert (found.compared, found.correlation, found.draws) == (number, None, 0)
    assert str(found.reading) == said


def test_where_all_score_the_same_there_is_nothing_to_compare() -> None:
    same = [Row(f"{place}", "A row", asked=place, score=50.0) for place in range(30)]

    found = relation(small(same, {}), "budget-score")

    assert found.correlation is None
    said = "All are the same in budget and score or one of them: nothing to compare."
    assert str(found.reading) == said


def test_a_tendency_between_programmes_may_turn_within_them() -> None:
    """Simpson's paradox: larger programmes mark lower, inside each more money scores more."""
    paradox = [
        Row(f"{lot}-{step}", "A row", given=lot * 1000 + step, score=90 - 30 * lot + step / 2.0,
            programme=f"Programme {lot}")
        for lot in range(3)
        for step in range(20)
    ]  # fmt: skip

    found = small(paradox, {})

    overall, within = (relation(found, "budget-score", is_within) for is_within in (False, True))
    assert overall.correlation is not None
    assert overall.correlation < -0.5
    assert within.correlation == pytest.approx(1.0)
    assert str(within.reading).startswith("Smaller budgets tend to go with lower scores within")


def test_one_programme_is_not_looked_into() -> None:
    assert small([Row("1", "A row", programme="Only one")], {}).within == ()


def test_a_row_alone_in_its_programme_or_in_none_is_not_compared_within() -> None:
    in_programmes = [
        Row(row.key, "A row", asked=row.asked, score=row.score, programme=programme)
        for row, programme in zip(rows(14), ["a"] * 6 + ["b"] * 6 + ["c", ""], strict=True)
    ]

    assert relation(small(in_programmes, {}), "budget-score", is_within=True).compared == 12


def test_claimed_benefit_is_what_it_is_given_by_row() -> None:
    given_rows = rows(60)
    benefit = {row.key: float(row.asked or 0) for row in given_rows}

    found = small(given_rows, benefit)

    assert relation(found, "budget-benefit").correlation == pytest.approx(1.0)
    assert any("longer texts may claim more" in str(each) for each in found.confounders)


def test_the_budget_is_one_measure_for_all_rows() -> None:
    """Only some that asked were given: taking "given" for those would mix two measures."""
    asked = [Row(f"{n}", "A row", asked=100 + n, given=50 if n < 3 else None) for n in range(8)]
    both = [Row(f"{n}", "A row", asked=100 + n, given=50) for n in range(8)]

    assert small(asked, {}).budget == "asked"
    assert small(both, {}).budget == "given"
    assert str(small(both, {}).basis) == "Budget is the money awarded."


def test_bands_are_quarters_of_budget_with_median_scores() -> None:
    found = small(rows(200), {}).bands

    assert [band.quarter for band in found] == [1, 2, 3, 4]
    assert sum(band.count for band in found) == 200
    assert all(one.most < other.least for one, other in pairwise(found))
    scores = [band.score for band in found if band.score is not None]
    assert scores == sorted(scores, reverse=True)
    assert all(band.benefit is None for band in found)


def test_nineteen_rows_have_no_bands() -> None:
    assert small(rows(19), {}).bands == ()


def test_no_band_shows_fewer_than_five_rows() -> None:
    lone = [Row(f"{n}", "A row", given=100 if n else 5, score=50.0) for n in range(30)]

    assert [band.count for band in small(lone, {}).bands] == [30]


def test_it_repeats_to_the_digit() -> None:
    assert small(rows(80), {}) == small(rows(80), {})


def test_the_interval_holds_zero_about_as_often_as_it_says_where_there_is_no_relation() -> None:
    told = 0
    for seed in range(100):
        chance = np.random.default_rng(seed)
        pairs = chance.random((60, 2)) * 100
        unrelated = [
            Row(f"{n}", "A row", given=int(x * 100), score=float(y))
            for n, (x, y) in enumerate(pairs)
        ]
        told += can_tell(relation(small(unrelated, {}), "budget-score"))

    assert told <= 12
