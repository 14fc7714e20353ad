"""Charts: pictures that everybody can read."""

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, strategies as st
from lxml import etree
from markupsafe import Markup

from allotment.kernel.domain.charts import Bars, Stack, Value
from allotment.kernel.web.charts import NotAChartError, bars, stacked_bar, table

SVG = "{http://www.w3.org/2000/svg}"
POT = [Value("Paid", 250_00, "£250"), Value("Committed", 500_00, "£500"), Value("Left", 0, "£0")]


def a_stack(values: list[Value], **changes: Any) -> Stack:
    given_: dict[str, Any] = {
        "key": "pot",
        "title": "Where the money is",
        "description": "A third is paid, two thirds are committed.",
        "headings": ("Part", "Amount"),
        "values": values,
    }
    return Stack(**(given_ | changes))


def some_bars(values: list[Value], **changes: Any) -> Bars:
    stack = a_stack(values, **changes)
    return Bars(stack.key, stack.title, stack.description, stack.headings, stack.values)


def tree(markup: Markup) -> etree._Element:
    return etree.fromstring(str(markup))


def widths(markup: Markup) -> list[float]:
    picture = tree(markup).find(f"{SVG}svg")
    assert picture is not None
    found = [str(part.get("width")) for part in picture.findall(f"{SVG}rect")]
    assert all(width.endswith("%") for width in found)
    return [float(width.rstrip("%")) for width in found]


@pytest.mark.parametrize("chart", [stacked_bar(a_stack(POT)), bars(some_bars(POT))])
def test_a_chart_has_a_title_a_description_and_its_numbers_in_a_table(chart: Markup) -> None:
    picture = tree(chart).find(f"{SVG}svg")

    assert picture is not None
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "pot-title pot-desc"
    assert picture.findtext(f"{SVG}title") == "Where the money is"
    assert picture.findtext(f"{SVG}desc") == "A third is paid, two thirds are committed."
    cells = [cell.text for cell in tree(chart).iter("td")]
    assert cells == ["£250", "£500", "£0"]


def test_parts_are_as_wide_as_their_shares() -> None:
    assert widths(stacked_bar(a_stack(POT))) == pytest.approx([33.33, 66.67], abs=0.01)


def test_bars_are_as_long_as_their_values_and_leave_room_for_the_number() -> None:
    assert widths(bars(some_bars(POT))) == [30.0, 60.0]


@given(st.lists(st.integers(0, 10**14), max_size=8))
def test_parts_fill_the_bar_exactly_and_what_is_there_is_seen(amounts: list[int]) -> None:
    drawn = widths(stacked_bar(a_stack([Value("x", amount) for amount in amounts])))

    if any(amounts):
        assert len(drawn) == sum(1 for amount in amounts if amount)
        assert sum(drawn) == pytest.approx(100, abs=0.1)
        assert min(drawn) > 0.5
    else:
        assert drawn == [100.0]


def test_nothing_is_drawn_as_an_empty_bar_and_said_in_the_legend() -> None:
    chart = stacked_bar(a_stack([Value("Left", 0, "£0")]))

    assert "£0" in chart
    assert "%)" not in chart


@pytest.mark.parametrize("make", [lambda v: stacked_bar(a_stack(v)), lambda v: bars(some_bars(v))])
def test_what_people_typed_is_shown_as_text(make: Any) -> None:
    chart = make([Value("<script>alert(1)</script>", 1, '"><img>')])

    assert "<script" not in chart
    assert "<img" not in chart
    tree(chart)


@pytest.mark.parametrize("make", [lambda v: stacked_bar(a_stack(v)), lambda v: bars(some_bars(v))])
@pytest.mark.parametrize("amount", [-1, float("nan")])
def test_what_cannot_be_drawn_is_refused(make: Any, amount: float) -> None:
    with pytest.raises(NotAChartError):
        make([Value("x", amount)])


@pytest.mark.parametrize("key", ["", "a b", 'a"', "a.b"])
def test_a_key_that_is_no_name_is_refused(key: str) -> None:
    with pytest.raises(NotAChartError):
        stacked_bar(a_stack(POT, key=key))


def test_no_chart_needs_a_style_attribute_or_a_script() -> None:
    for chart in (stacked_bar(a_stack(POT)), bars(some_bars(POT))):
        assert not re.search(r"\s(style|on\w+)=", chart)
        assert "viewBox" not in chart, "text would shrink on a small screen"


def test_neighbouring_parts_differ_by_pattern_and_not_only_by_colour() -> None:
    values = [Value(str(number), 1) for number in range(5)]
    picture = tree(stacked_bar(a_stack(values))).find(f"{SVG}svg")
    assert picture is not None

    fills = [part.get("fill") for part in picture.findall(f"{SVG}rect")]

    assert len(set(fills)) == 5
    assert all("url(" in str(one) or "url(" in str(two) for one, two in pairwise(fills))


def test_a_long_label_is_cut_in_the_picture_and_whole_in_the_table() -> None:
    label = "The friends of the very long name of the park and its many gardens"
    chart = some_bars([Value(label, 1)])

    picture = tree(bars(chart)).find(f"{SVG}svg")

    assert picture is not None
    assert picture.findtext(f"{SVG}text") == "The friends of the very long name…"
    assert label in table(chart)
