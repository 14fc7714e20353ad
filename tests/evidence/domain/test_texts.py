"""Texts are read as a person reads them: no markup, no layout, and not without end."""

import time

import pytest
from hypothesis import given, strategies as st

from allotment.evidence.domain.markup import plain
from allotment.evidence.domain.texts import (
    LONGEST,
    content_words,
    cut,
    same_letters,
    without_bookkeeping,
    words,
)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", ""),
        ("  two\n\n lines\t", "two lines"),
        ("<p>Tea &amp; <b>toast</b></p>", "Tea & toast"),
        ("one<br/>two", "one two"),
        ("before<script>alert('<b>')</script>after", "before after"),
        ("<STYLE>p { color: red }</STYLE>seen", "seen"),
        ("a<!-- not > this -->b", "a b"),
        ("3 < 5 & 7 > 6", "3 < 5 & 7 > 6"),
        ("ages <5 and x<y", "ages <5 and x<y"),
        ("&lt;b&gt; is a tag", "<b> is a tag"),
        ("nul\x00 and \u202eturned\u202c", "nul and turned"),
        ("a <script> that never ends", "a that never ends"),
    ],
)
def test_a_person_reads_no_markup(typed: str, said: str) -> None:
    assert plain(typed) == said


@given(st.text())
def test_a_plain_text_has_no_control_characters_and_single_spaces(typed: str) -> None:
    said = plain(typed)

    assert "\x00" not in said
    assert said == " ".join(said.split())


@given(st.text(alphabet="abc <>/!-&;script", max_size=60))
def test_plain_text_of_anything_hostile_is_made_without_failing(typed: str) -> None:
    assert len(plain(typed)) <= len(typed) + typed.count("<")


@pytest.mark.parametrize("bit", ["<", "<a ", "<!--", "<script>", "</script", "&", "&#"])
def test_a_hostile_text_takes_time_in_proportion_to_its_length(bit: str) -> None:
    def seconds(times: int) -> float:
        typed = bit * times
        start = time.process_time()
        plain(typed)
        return time.process_time() - start

    seconds(2_000)

    assert seconds(40_000) < 30 * max(seconds(4_000), 0.005)


@given(st.text(max_size=100), st.integers(min_value=1, max_value=400))
def test_a_cut_text_is_the_beginning_of_it(bit: str, times: int) -> None:
    text = plain(bit) * times

    assert text.startswith(cut(text))
    assert len(cut(text)) <= LONGEST


def test_a_text_of_100_kb_is_cut_between_words() -> None:
    text = "neighbours help each other " * 4_000

    assert len(text) > 100_000
    assert cut(text).endswith(("neighbours", "help", "each", "other"))
    assert LONGEST - 20 < len(cut(text)) <= LONGEST


def test_one_word_of_100_kb_is_cut_all_the_same() -> None:
    assert len(cut("a" * 100_000)) == LONGEST


def test_words_are_small_and_have_no_numbers() -> None:
    assert words("The Women’s Aid of St. Ives, 24/7: co-ordinated help") == [
        "the", "women", "aid", "of", "st", "ives", "co-ordinated", "help",
    ]  # fmt: skip


def test_bookkeeping_and_stop_words_tell_nothing() -> None:
    assert content_words("the salary and on-costs of the Debt Adviser") == ["debt", "adviser"]
    assert without_bookkeeping("The salary, rent and costs of (a) Debt Adviser.") == (
        "The and of (a) Debt Adviser."
    )


def test_texts_that_differ_in_layout_have_the_same_letters() -> None:
    assert same_letters("Tea & Toast:\n 10 o’clock") == same_letters("tea, toast - 10 O'Clock!")
    assert same_letters("Tea for 10") != same_letters("Tea for 11")
