"""The shape of postcodes, and what people make of it when they type."""

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.places.domain.postcodes import area, district, fixed_width, normalise


@pytest.mark.parametrize(
    ("typed", "postcode"),
    [
        ("SW1A 1AA", "SW1A 1AA"),
        ("sw1a1aa", "SW1A 1AA"),
        ("  m1 1ae ", "M1 1AE"),
        ("M 1 1 A E", "M1 1AE"),
        ("B33-8TH", "B33 8TH"),
        ("cr2.6xh", "CR2 6XH"),
        ("DN55\u00a01PT", "DN55 1PT"),
        ("EC1A\t1BB", "EC1A 1BB"),
        ("W1A 0AX", "W1A 0AX"),
        ("GIR 0AA", "GIR 0AA"),
        ("NPT 4AA", "NPT 4AA"),
        ("W1A OAX", "W1A 0AX"),
        ("M1 IAE", "M1 1AE"),
        ("m1 lae", "M1 1AE"),
    ],
)
def test_a_postcode_is_written_in_one_way(typed: str, postcode: str) -> None:
    assert normalise(typed) == postcode


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "SW1A",
        "1AA SW1A",
        "SW1A 1A",
        "SW1A 1AAA",
        "SWW1 1AA",
        "SW1A 1CA",
        "SW1A 11A",
        "London",
        "S\0W1A 1AA",
        "ＳＷ１Ａ １ＡＡ",
        "٣W1 1AA",
        "SW1A 1AA SW1A 1AA",
        "M1 1AE" + " " * 1_000_000,
    ],
)
def test_what_has_another_shape_is_no_postcode(typed: str) -> None:
    assert normalise(typed) is None


@given(st.text())
def test_any_text_has_an_answer_and_writing_it_again_changes_nothing(typed: str) -> None:
    postcode = normalise(typed)

    if postcode is not None:
        assert normalise(postcode) == postcode


@pytest.mark.parametrize(
    ("postcode", "letters", "outward", "fixed"),
    [
        ("SW1A 1AA", "SW", "SW1A", "SW1A1AA"),
        ("M1 1AE", "M", "M1", "M1  1AE"),
        ("B33 8TH", "B", "B33", "B33 8TH"),
        ("W1A 0AX", "W", "W1A", "W1A 0AX"),
        ("NPT 4AA", "NPT", "NPT", "NPT 4AA"),
    ],
)
def test_a_postcode_has_an_area_a_district_and_a_fixed_width(
    postcode: str, letters: str, outward: str, fixed: str
) -> None:
    assert area(postcode) == letters
    assert district(postcode) == outward
    assert fixed_width(postcode) == fixed
