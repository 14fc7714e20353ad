from dataclasses import replace
from datetime import date

import pytest

from allotment.fund.domain.questions import (
    KIND_LABELS,
    MEANING_KINDS,
    MEANING_LABELS,
    Choice,
    Kind,
    Meaning,
    Question,
    check_question,
    check_questions,
)

WHAT = Question("what", Kind.LONG_TEXT, "What did you change?", word_limit=150)
WHERE = Question(
    "where",
    Kind.CHOICE,
    "Where was it?",
    choices=(Choice("park", "In a park"), Choice("shop", "In a shop")),
)


def said(question: Question) -> list[str]:
    return [str(sentence) for sentence in check_question(question)]


def test_a_usable_question_has_nothing_to_correct() -> None:
    assert said(WHAT) == []
    assert said(WHERE) == []


@pytest.mark.parametrize("limit", [None, 0, -1, 3001])
def test_a_long_text_needs_a_word_limit(limit: int | None) -> None:
    assert said(replace(WHAT, word_limit=limit)) == ["Give a word limit from 1 to 3,000."]


def test_a_question_needs_words() -> None:
    assert said(replace(WHAT, text=" ")) == ["Write the question."]


def test_a_choice_needs_two_options_that_differ() -> None:
    park, shop = WHERE.choices

    assert said(replace(WHERE, choices=(park,))) == ["Give at least two options to choose from."]
    assert said(replace(WHERE, choices=(park, shop, park))) == [
        "The option “park” is there twice.",
        "The option “In a park” is there twice.",
    ]


def test_bounds_must_leave_room_for_an_answer() -> None:
    team = Question("team", Kind.NUMBER, "How many were you?", lowest=5, highest=1)
    when = Question("when", Kind.DATE, "When?", earliest=date(2026, 2, 1), latest=date(2026, 1, 1))

    assert said(team) == ["The smallest answer allowed is above the largest."]
    assert said(when) == ["The earliest date allowed is after the latest."]
    assert said(replace(team, lowest=5, highest=5, decimals=9, most=0)) == [
        "Let people choose or send at least one.",
        "A number can have up to 4 decimals.",
    ]


def test_a_meaning_needs_a_kind_that_can_carry_it() -> None:
    assert said(replace(WHAT, meaning=Meaning.SUMMARY)) == []
    assert said(replace(WHAT, meaning=Meaning.COST)) == [
        "A question of the kind “Long text, with a word limit” cannot mean “What it cost”."
    ]


def test_keys_and_meanings_are_unique_in_a_call() -> None:
    summary = replace(WHAT, meaning=Meaning.SUMMARY)
    found = check_questions([summary, replace(summary, key="again"), WHERE, WHERE])

    assert [str(sentence) for sentence in found] == [
        "Two questions have the same key, “where”.",
        "Two questions mean “What it is, in short”: only one in a call may.",
    ]


def test_every_kind_and_meaning_is_named() -> None:
    assert set(KIND_LABELS) == set(Kind)
    assert set(MEANING_LABELS) == set(MEANING_KINDS) == set(Meaning)


def test_a_question_is_called_by_its_short_name_where_there_is_little_room() -> None:
    assert WHAT.label == "What did you change"
    assert replace(WHAT, short="The change").label == "The change"
