from datetime import date

import pytest
from hypothesis import given, strategies as st

from allotment.fund.domain.dates import NotADateError, day, read_date

SECOND_OF_MARCH = date(2026, 3, 2)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-02",
        "2/3/2026",
        "02.03.2026",
        "2 March 2026",
        "2nd mar 2026",
        " 2 MARCH, 2026 ",
        "2-3-2026",
        {"day": "2", "month": "3", "year": "2026"},
        {"day": " 02", "month": "March", "year": "2026 "},
    ],
)
def test_a_date_is_read_as_people_type_it(typed: str | dict[str, str]) -> None:
    assert read_date(typed) == SECOND_OF_MARCH


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "31/2/2026",
        "2/3/26",
        "3 Marchember 2026",
        "13/13/2026",
        "2 3",
        "0000-01-01",
        "٢/٣/٢٠٢٦",
        "2" + " " * 5000 + "3 2026",
        {"day": "2", "month": "3"},
        {},
    ],
)
def test_what_is_no_date_is_refused(typed: str | dict[str, str]) -> None:
    with pytest.raises(NotADateError):
        read_date(typed)


@given(st.dates())
def test_every_date_written_is_read_again(moment: date) -> None:
    if moment.year >= 1000:
        assert read_date(day(moment)) == moment


def test_a_month_is_named_in_the_readers_language() -> None:
    assert day(SECOND_OF_MARCH, {"March": "Mawrth"}.__getitem__) == "2 Mawrth 2026"
