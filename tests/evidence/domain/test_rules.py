"""Words of a text tell of a category by what is written in the taxonomy, and no other way."""

import numpy as np
from hypothesis import given, strategies as st

from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.rules import Part, Rulebook, parts_of, pulls
from allotment.evidence.domain.taxonomy import Categories, Category, Scheme

OLDER = Category(
    code="older",
    name="Older people",
    description="",
    says=("older people", "elder*"),
    titles=("day centre",),
    hints=("lunch club", "walking stick*"),
    unless=("elder tree*",),
)
FOOD = Category(code="food", name="Food", description="", says=("food bank*", "meal*"), weight=0.5)
SERVICE = Categories(Scheme.SERVICE, (OLDER, FOOD))
BARRIER = Categories(
    Scheme.BARRIER, (Category("money", "Money", "", says=("funding", "money")),), ("lack of",)
)


def codes(title: str = "", text: str = "") -> list[str]:
    row = Row(key="1", title=title, text=text)
    found = Rulebook(SERVICE).read(parts_of(row, Scheme.SERVICE))
    return [SERVICE.codes[each.category] for each in found]


def barriers(row: Row) -> int:
    return len(Rulebook(BARRIER).read(parts_of(row, Scheme.BARRIER)))


def test_one_plain_phrase_is_enough() -> None:
    assert codes(text="Tea with older people") == ["older"]


def test_a_phrase_inside_an_exception_does_not_count_but_another_one_does() -> None:
    assert codes(text="We planted elder trees") == []
    assert codes(text="The elderly planted elder trees") == ["older"]


def test_a_hint_needs_another_one() -> None:
    assert codes(text="A lunch club") == []
    assert codes(text="A lunch club, and again a lunch club") == []
    assert codes(text="A lunch club for walking sticks") == ["older"]


def test_some_phrases_tell_only_in_a_title() -> None:
    assert codes(title="Maggs Day Centre") == ["older"]
    assert codes(text="near the day centre") == []


def test_the_main_one_stands_in_the_title_or_early_or_weighs_more() -> None:
    assert codes(title="Meals", text="for older people and elders") == ["older", "food"]
    assert codes(title="Older people", text="meals") == ["older", "food"]
    assert codes(title="Food bank meals", text="Food banks too, with older people") == [
        "food",
        "older",
    ]


def test_a_passing_mention_in_a_long_text_is_not_enough() -> None:
    long = "word " * 600

    assert codes(text=long + "older people") == []
    assert codes(text=long + "older people, elders and the elderly") == ["older"]


def test_the_sentence_that_says_so_is_kept() -> None:
    row = Row(key="1", title="Tea", text="It is warm. Older people come. So be it.")

    (found,) = Rulebook(SERVICE).read(parts_of(row, Scheme.SERVICE))

    assert found.sentence == "Older people come."


def test_a_barrier_is_read_from_its_answer_as_it_is() -> None:
    assert barriers(Row(key="1", title="Hall", barrier="Funding")) == 1


def test_without_an_answer_a_barrier_needs_words_of_hindrance_in_its_sentence() -> None:
    assert barriers(Row(key="1", title="Hall", text="Funding is for the hall.")) == 0
    assert barriers(Row(key="1", title="Hall", text="A lack of chairs. Funding came.")) == 0
    assert barriers(Row(key="1", title="Hall", text="There was a lack of funding. It came.")) == 1


def test_an_outcome_is_read_from_its_answer_or_the_text_but_a_service_from_both() -> None:
    row = Row(key="1", title="T", text="X", outcome="O", barrier=" ")

    assert parts_of(row, Scheme.SERVICE) == (Part("T", True, False), Part("X", False, False))
    assert parts_of(row, Scheme.OUTCOME) == (Part("O", False, False),)
    assert parts_of(row, Scheme.BARRIER) == (Part("X", False, True),)


def test_pulls_are_rows_by_areas_from_0_to_1() -> None:
    rows = [Row("1", "Older people", "elders"), Row("2", "Roads"), Row("3", "A food bank")]

    drawn = pulls(rows, SERVICE)

    assert drawn.shape == (3, 2)
    assert drawn.dtype == np.float32
    assert 0.9 < drawn[0, 0] < 1
    assert drawn[1].tolist() == [0, 0]
    assert drawn[2, 0] == 0 < drawn[2, 1]


def test_no_rows_pull_nowhere() -> None:
    assert pulls([], SERVICE).shape == (0, 2)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_can_be_read_and_gives_the_same_again(text: str, title: str) -> None:
    row = Row(key="1", title=title, text=text)
    rulebook = Rulebook(SERVICE)

    first = rulebook.read(parts_of(row, Scheme.SERVICE))

    assert first == Rulebook(SERVICE).read(parts_of(row, Scheme.SERVICE))
    assert all(0 < each.score < 1 for each in first)
