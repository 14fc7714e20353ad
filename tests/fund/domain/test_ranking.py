from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random
from statistics import stdev

import pytest
from hypothesis import given, strategies as st

from allotment.fund.domain.ranking import (
    BadScoreError,
    Criterion,
    Score,
    Sheet,
    out_of_100,
    rank,
    standing,
    unscored,
)

CHANGE = Criterion("change", weight=3)
VALUE = Criterion("value", weight=2)
SPREAD = Criterion("spread", weight=1, lowest=1, highest=10)
CRITERIA = (CHANGE, VALUE, SPREAD)


def sheet(change: Score, value: Score, spread: Score, assessor: str = "amina") -> Sheet:
    return Sheet(assessor, {"change": change, "value": value, "spread": spread})


def scores_of(criteria: tuple[Criterion, ...]) -> st.SearchStrategy[dict[str, Score]]:
    return st.fixed_dictionaries(
        {c.key: st.none() | st.integers(c.lowest, c.highest) for c in criteria}
    )


def sheets_of(criteria: tuple[Criterion, ...]) -> st.SearchStrategy[list[Sheet]]:
    return st.lists(
        st.builds(Sheet, st.sampled_from(["amina", "bert", "cerys"]), scores_of(criteria)),
        max_size=5,
    )


ENTRIES = st.dictionaries(
    st.text("ABCDEF", min_size=1, max_size=3), sheets_of(CRITERIA), max_size=8
)


def sheet_mean(criteria: Sequence[Criterion], one: Sheet) -> Fraction | None:
    """An assessor's own mean is that of an entry that nobody else has judged."""
    return standing(criteria, [one]).mean


def test_an_assessors_mean_weighs_each_share_of_the_scale() -> None:
    mean = sheet_mean(CRITERIA, sheet(change=4, value=5, spread=1))

    assert mean == Fraction(3 * 4, 5 * 6) + Fraction(2, 6) + 0


def test_not_able_to_judge_is_left_out_and_not_counted_as_zero() -> None:
    mean = sheet_mean(CRITERIA, sheet(change=4, value=None, spread=10))

    assert mean == (3 * Fraction(4, 5) + 1 * 1) / 4


def test_an_assessor_who_could_judge_nothing_is_not_counted() -> None:
    silent = sheet(None, None, None, assessor="bert")
    heard = sheet(5, 4, 7, assessor="amina")

    assert sheet_mean(CRITERIA, silent) is None
    assert standing(CRITERIA, [heard, silent]).mean == standing(CRITERIA, [heard]).mean
    assert standing(CRITERIA, [heard, silent]).n == 1


def test_every_assessor_counts_the_same_however_much_each_could_judge() -> None:
    judged_all = sheet(5, 5, 10, assessor="amina")
    judged_one = sheet(0, None, None, assessor="bert")

    assert standing(CRITERIA, [judged_all, judged_one]).mean == Fraction(1, 2)


def test_spread_is_the_sample_standard_deviation_of_the_assessors_means() -> None:
    sheets = [sheet(n, n, None, assessor=str(n)) for n in (1, 2, 5)]

    assert standing(CRITERIA, sheets).spread == pytest.approx(stdev([0.2, 0.4, 1.0]))
    assert standing(CRITERIA, sheets[:1]).spread is None
    assert standing(CRITERIA, []).spread is None


def test_points_are_out_of_100_to_one_decimal() -> None:
    stands = standing(CRITERIA, [sheet(4, 4, None), sheet(2, 2, None, assessor="bert")])

    assert stands.points == 60.0
    assert stands.spread_points == 28.3
    assert out_of_100(Fraction(2, 3)) == 66.7
    assert out_of_100(Fraction(1)) == 100.0


def test_a_score_off_the_scale_is_refused_with_a_sentence() -> None:
    named = Criterion("change", name="What changed")

    with pytest.raises(BadScoreError, match="What changed: score from 0 to 5"):
        sheet_mean([named], Sheet("amina", {"change": 6}))
    with pytest.raises(BadScoreError, match="no criterion “beauty”"):
        sheet_mean([named], Sheet("amina", {"beauty": 3}))


def test_a_criterion_needs_a_weight_and_a_scale() -> None:
    with pytest.raises(ValueError, match="weight"):
        Criterion("change", weight=0)
    with pytest.raises(ValueError, match="highest"):
        Criterion("change", lowest=3, highest=3)
    with pytest.raises(ValueError, match="same key"):
        standing([CHANGE, CHANGE], [])


def test_a_sheet_says_which_criteria_it_is_silent_about() -> None:
    half_done = Sheet("amina", {"change": 3, "value": None})

    assert unscored(CRITERIA, half_done) == [SPREAD]


def test_equals_share_a_rank_and_the_next_rank_is_passed_over() -> None:
    entries = {
        "oak": [sheet(3, 3, None)],
        "ash": [sheet(5, 5, None)],
        "elm": [sheet(3, 3, None)],
        "yew": [sheet(1, 1, None)],
        "box": [sheet(None, None, None)],
    }

    rows = [(one.entry, one.rank, one.tied) for one in rank(CRITERIA, entries)]

    assert rows == [
        ("ash", 1, False),
        ("elm", 2, True),
        ("oak", 2, True),
        ("yew", 4, False),
        ("box", None, False),
    ]


def test_thirds_that_add_up_differently_are_still_a_tie() -> None:
    thirds = tuple(Criterion(key, highest=3) for key in "abc")
    one = Sheet("amina", {"a": 1, "b": 2, "c": 2})
    other = Sheet("amina", {"a": 2, "b": 2, "c": 1})

    assert {one.rank for one in rank(thirds, {"x": [one], "y": [other]})} == {1}


@given(sheets_of(CRITERIA), st.fractions(min_value=Fraction(1, 1000), max_value=1000))
def test_the_scale_of_the_weights_changes_nothing(sheets: list[Sheet], by: Fraction) -> None:
    scaled = tuple(Criterion(c.key, Fraction(c.weight) * by, c.lowest, c.highest) for c in CRITERIA)

    assert standing(scaled, sheets) == standing(CRITERIA, sheets)


def test_weights_may_be_percentages_with_decimals() -> None:
    tenths = (Criterion("change", Decimal("33.3")), Criterion("value", Decimal("66.7")))

    assert sheet_mean(tenths, Sheet("amina", {"change": 5, "value": 0})) == Fraction(333, 1000)


@given(sheets_of(CRITERIA))
def test_a_mean_lies_between_the_lowest_and_highest_share_given(sheets: list[Sheet]) -> None:
    shares = [
        Fraction(score - c.lowest, c.highest - c.lowest)
        for one in sheets
        for c in CRITERIA
        if (score := one.scores[c.key]) is not None
    ]
    stands = standing(CRITERIA, sheets)

    if stands.mean is None:
        assert shares == []
    else:
        assert min(shares) <= stands.mean <= max(shares)
        assert stands.spread is None or 0 <= stands.spread <= 0.7072


@given(scores_of(CRITERIA))
def test_leaving_out_a_criterion_is_scoring_without_it(scores: dict[str, Score]) -> None:
    judged = tuple(c for c in CRITERIA if scores[c.key] is not None)
    only = {c.key: scores[c.key] for c in judged}

    with_gaps = sheet_mean(CRITERIA, Sheet("amina", scores))

    assert with_gaps == (sheet_mean(judged, Sheet("amina", only)) if judged else None)


@given(ENTRIES, st.integers())
def test_the_order_in_which_scores_arrive_changes_nothing(
    entries: dict[str, list[Sheet]], seed: int
) -> None:
    random = Random(seed)
    keys = random.sample(list(entries), len(entries))
    shuffled = {key: random.sample(entries[key], len(entries[key])) for key in keys}

    assert rank(CRITERIA, shuffled) == rank(CRITERIA, entries)


@given(ENTRIES)
def test_a_rank_is_one_more_than_the_number_of_better_entries(
    entries: dict[str, list[Sheet]],
) -> None:
    rows = rank(CRITERIA, entries)
    means = [one.standing.mean for one in rows if one.standing.mean is not None]

    for one in rows:
        mean = one.standing.mean
        if mean is None:
            assert one.rank is None
        else:
            assert one.rank == 1 + sum(other > mean for other in means)
            assert one.tied == (means.count(mean) > 1)


@given(ENTRIES, st.sampled_from([0, 1, 2]))
def test_a_better_score_never_costs_an_entry_its_place(
    entries: dict[str, list[Sheet]], which: int
) -> None:
    criterion = CRITERIA[which]
    before = {one.entry: one for one in rank(CRITERIA, entries)}
    for key, sheets in entries.items():
        raised = [
            Sheet(s.assessor, {**s.scores, criterion.key: criterion.highest})
            if s.scores[criterion.key] is not None
            else s
            for s in sheets
        ]
        after = {one.entry: one for one in rank(CRITERIA, {**entries, key: raised})}

        old, new = before[key].rank, after[key].rank
        assert (old is None and new is None) or (old is not None and new is not None and new <= old)
