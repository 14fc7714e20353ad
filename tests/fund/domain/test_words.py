import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from allotment.fund.domain.words import character_limit, clean_text, word_count

CASES: list[tuple[str, int]] = json.loads(
    Path(__file__).with_name("word_counts.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("text", "words"), CASES)
def test_words_are_counted_by_the_rule(text: str, words: int) -> None:
    assert word_count(text) == words


@given(st.text(), st.text())
def test_words_add_up_over_a_space(one: str, other: str) -> None:
    assert word_count(f"{one} {other}") == word_count(one) + word_count(other)


@given(st.text())
def test_cleaning_once_is_enough(text: str) -> None:
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert not set(cleaned) & set("\x00\r\x0b\x1b\x7f\u202e\u2066")


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])))
def test_what_people_mean_to_type_stays(text: str) -> None:
    assert clean_text(text) == text


def test_hostile_signs_go_and_html_stays_as_text() -> None:
    typed = "<script>alert(1)</script>\x00 \u202egnp.exe\u2066 \ud800end\x1b[31m"

    assert clean_text(typed) == "<script>alert(1)</script> gnp.exe end[31m"


def test_every_line_break_becomes_a_line_feed() -> None:
    assert clean_text("a\r\nb\rc\u2028d\u2029e\ff") == "a\nb\nc\nd\ne\nf"


def test_joined_letters_and_flags_survive() -> None:
    family, persian = "👨\u200d👩\u200d👧", "می\u200cخواهم"

    assert clean_text(family + persian) == family + persian


def test_a_word_limit_has_room_for_long_words_but_not_for_no_spaces() -> None:
    assert character_limit(150) == 2250
    assert character_limit(5) == 200
