"""Financial years run from 1 April to 31 March."""

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from allotment.money.domain.years import EARLIEST, LATEST, financial_year, label, parse


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (dt.date(2027, 3, 31), 2026),
        (dt.date(2027, 4, 1), 2027),
        (dt.date(2026, 12, 31), 2026),
        (dt.date(2027, 1, 1), 2026),
    ],
)
def test_a_day_lies_in_the_year_that_began_on_the_first_of_april(day: dt.date, year: int) -> None:
    assert financial_year(day) == year


@given(st.integers(EARLIEST, LATEST))
def test_a_year_is_read_as_it_is_written(year: int) -> None:
    assert parse(label(year)) == year


@pytest.mark.parametrize(
    "text", ["2026/27", "2026-27", "2026–27", "2026 to 2027", " 2026 ", "2026"]
)
def test_people_write_a_year_in_several_ways(text: str) -> None:
    assert parse(text) == 2026


@pytest.mark.parametrize(
    "text", ["", "26/27", "2026/28", "2026/27/28", "abcd", "1066", "２０２６/27x", "2026/"]
)
def test_what_is_no_financial_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)
