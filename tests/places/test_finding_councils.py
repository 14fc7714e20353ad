"""Councils are found by name as one types."""

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.places.domain.councils import LONGEST_TYPED, Finder
from allotment.kernel.places.readers import authorities

FINDER = Finder(authorities.read())


def names(typed: str) -> list[str]:
    return [match.council.name for match in FINDER.find(typed)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("hart", "Hart"),
        ("Hartl", "Hartlepool"),
        ("hull", "Kingston upon Hull, City of"),
        ("City of Bristol", "Bristol, City of"),
        ("bristol city council", "Bristol, City of"),
        ("LONDON BOROUGH OF CAMDEN", "Camden"),
        ("kings lynn", "King's Lynn and West Norfolk"),
        ("King’s Lynn", "King's Lynn and West Norfolk"),
        ("st helens", "St. Helens"),
        ("brighton & hove", "Brighton and Hove"),
        ("ynys mon", "Isle of Anglesey"),
        ("Caerdydd", "Cardiff"),
        ("western isles", "Na h-Eileanan Siar"),
        ("stratford-on", "Stratford-on-Avon"),
        ("durham", "County Durham"),
        ("York", "York"),
        ("north yorkshire county council", "North Yorkshire"),
        ("Derry", "Derry City and Strabane"),
        ("newcastle", "Newcastle upon Tyne"),
        ("kent", "Kent"),
    ],
)
def test_a_council_is_found_as_people_type_it(typed: str, first: str) -> None:
    assert names(typed)[0] == first


def test_all_words_must_answer() -> None:
    assert names("north norf") == ["North Norfolk"]
    assert names("north atlantis") == []


def test_an_ended_council_leads_to_the_one_that_took_over_and_says_so() -> None:
    matches = FINDER.find("harrogate")

    assert [(match.council.name, match.formerly) for match in matches] == [
        ("North Yorkshire", "Harrogate")
    ]


def test_a_council_that_only_changed_its_code_is_found_once_under_the_new_one() -> None:
    (match,) = FINDER.find("barnsley")

    assert match.council.code == "E08000038"
    assert match.formerly == ""


def test_the_list_is_as_long_as_asked_for_and_no_longer() -> None:
    assert len(FINDER.find("s", limit=5)) == 5


@pytest.mark.parametrize("typed", ["", "  ", "''", "\0", "…", "&" * 3])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    assert FINDER.find(typed) == []


@given(st.text())
def test_whatever_is_typed_there_is_an_answer(typed: str) -> None:
    assert len(FINDER.find(typed)) <= 10


def test_a_very_long_text_is_read_only_at_its_beginning() -> None:
    assert FINDER.find("camden" + " " * LONGEST_TYPED + "x" * 1_000_000)[0].council.name == "Camden"
