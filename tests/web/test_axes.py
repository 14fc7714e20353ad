"""The axis of a chart: round amounts with their unit, at the places where they belong."""

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.domain.charts import Bars, Ranges, Stack, Strip, Value
from allotment.kernel.web.axes import short, ticks, unit_of
from allotment.kernel.web.charts import bars, ranges, stacked_bar


@given(st.floats(0.001, 1e13))
def test_ticks_are_evenly_spaced_from_nothing_and_never_beyond_the_longest(longest: float) -> None:
    found = ticks(longest)

    assert 2 <= len(found) <= 5
    assert found[0] == 0
    assert found[-1] <= longest * (1 + 1e-9)
    assert found[-1] > longest / 2, "the axis is not mostly bare"


@given(st.integers(1, 10**9))
def test_what_is_counted_has_ticks_at_whole_numbers(most: int) -> None:
    found = ticks(most, whole=True)

    assert 2 <= len(found) <= 5
    assert all(each == int(each) for each in found)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (2.5, "2.5"), (500, "500"), (2_500, "2.5k"), (1_200_000, "1.2m"), (3e9, "3bn")],
)
def test_a_tick_is_short(amount: float, text: str) -> None:
    assert short(amount) == text


def test_the_unit_is_that_in_which_the_amounts_are_written() -> None:
    assert unit_of([(250_00, "£250"), (0, "£0")]) == ("£", 100)
    assert unit_of([(250, "£250"), (500, "£500")]) == ("£", 1)
    assert unit_of([(3, "3 of 18"), (5, "5 of 18")]) == ("", 1)
    assert unit_of([(3, "£3"), (5, "not stated")]) == ("", 1)


def test_bars_have_an_axis_in_pounds() -> None:
    values = [Value("2025", 1_000, "£1,000"), Value("2026", 2_000, "£2,000")]

    drawn = bars(Bars("a", "Awards", "Two years.", ("Year", "Amount"), values))

    for place, text in ((0, "£0"), (30, "£1k"), (60, "£2k")):
        assert f'x="{place}%" y="125"' in drawn
        assert f'class="app-chart__tick">{text}</text>' in drawn


def test_ranges_and_a_divided_whole_have_an_axis_too() -> None:
    strip = Strip("Asked", 0, 500, 1_000, 1_500, 2_000, ("18", "£500", "£1,000", "£1,500"))
    whole = [Value("Paid", 250_00, "£250"), Value("Left", 750_00, "£750")]

    asked = ranges(Ranges("b", "Asked", "All.", ("What", "Known", "Lower", "Median"), [strip]))
    pot = stacked_bar(Stack("c", "Pot", "All.", ("Part", "Amount"), whole))

    assert ">£2k</text>" in asked
    assert all(f">{share}%</text>" in pot for share in (0, 25, 50, 75, 100))


@pytest.mark.parametrize("amounts", [[], [0, 0]])
def test_nothing_has_an_axis_without_amounts(amounts: list[int]) -> None:
    values = [Value("x", amount) for amount in amounts]

    drawn = bars(Bars("a", "Awards", "None.", ("Year", "Amount"), values))

    assert drawn.count("app-chart__tick") == 1
