"""Which organisations may be one, told from what they are called and known by."""

import string
import sys

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.organisations.domain.alike import (
    MOST_IN_COMMON,
    Known,
    find_alike,
    plain_name,
    plain_number,
)


def why(one: Known, other: Known) -> tuple[str, ...]:
    pairs = find_alike([one, other])
    return pairs[0].why if pairs else ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wexcombe Borough Council", "The Council of the Borough of Wexcombe"),
        ("St. Mary's Hall", "Saint Marys Hall"),
        ("Café Otter & Friends Ltd.", "CAFE OTTER AND FRIENDS LIMITED"),
        ("The Ltd", "the ltd"),
    ],
)
def test_a_name_written_otherwise_is_the_same_name(one: str, other: str) -> None:
    assert plain_name(one) == plain_name(other)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (Known("a", "Otter Trust"), Known("b", "Otter trust CIO"), ("name",)),
        (Known("a", "Otterbourne Trust"), Known("b", "Oterbourne Trust"), ("near-name",)),
        (Known("a", "Otterbourne Trust"), Known("b", "Otterbourme Trust"), ("near-name",)),
        (Known("a", "Wexcombe Borough"), Known("b", "Wexcombe Town"), ()),
        (Known("a", "Hope"), Known("b", "Hops"), ()),
        (Known("a", "Ash", "GB-CHC-1136419"), Known("b", "Oak", "GB-COH-01136419"),
         ("identifier",)),
        (Known("a", "Ash", "GB-LAE-WXC"), Known("b", "Oak", "GB-LAS-WXC"), ()),
        (Known("a", "Ash", "", ["https://www.ash.org/x"]), Known("b", "Oak", "", ["ash.org"]),
         ("domain",)),
        (Known("a", "Ash", "", ["https://facebook.com/ash"]),
         Known("b", "Oak", "", ["https://facebook.com/oak"]), ()),
    ],
)  # fmt: skip
def test_two_are_alike_for_what_they_have_in_common(
    one: Known, other: Known, reasons: tuple[str, ...]
) -> None:
    assert why(one, other) == reasons
    assert why(other, one) == reasons


def test_the_surest_come_first_and_what_many_share_says_nothing() -> None:
    known = [
        Known("a", "Otterbourne Trust"), Known("b", "Oterbourne Trust"),
        Known("c", "Ash", "GB-CHC-1136419"), Known("d", "Oak", "GB-CHC-1136419"),
        *(Known(f"m{n}", f"Branch {n}", "", ["shared.example"]) for n in range(MOST_IN_COMMON + 1)),
    ]  # fmt: skip

    assert [pair.why for pair in find_alike(known)] == [("identifier",), ("near-name",)]


@given(st.text(max_size=60), st.text(max_size=30))
def test_no_name_and_no_identifier_is_too_odd(name: str, org_id: str) -> None:
    plain = plain_name(name)

    assert plain_name(plain) == plain
    assert set(plain_number(org_id)) <= set(string.printable) | set(org_id.upper())
    assert find_alike([Known("a", name, org_id)]) == []


def test_every_letter_there_is_becomes_plain_at_once() -> None:
    plain = {chr(code): plain_name(chr(code)) for code in range(sys.maxunicode + 1)}

    assert [sign for sign, name in plain.items() if plain_name(name) != name] == []
    assert plain["𝑨"] == plain["Ａ"] == plain["ª"] == plain["Á"] == "a"
