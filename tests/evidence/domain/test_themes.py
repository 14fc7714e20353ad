"""Themes: as many as the texts bear out, the same from run to run, each with the two it could be."""

import random
from dataclasses import replace
from typing import get_type_hints

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from allotment.evidence.domain.embedding import Matrix, embedder
from allotment.evidence.domain.markup import plain
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.themes import (
    FEWEST,
    SHAKY,
    SMALLEST,
    NotDivisibleError,
    Read,
    Theme,
    Themes,
    find_themes,
    halves_of,
    read,
)
from allotment.evidence.readers.weights import read_identifier, read_weights

WORDS = {
    "prison": "prisoners offenders jail release probation resettlement crime custody",
    "garden": "garden trees flowers planting allotment vegetables seeds soil",
    "debt": "debt money loans budgeting creditors arrears bankruptcy borrowing",
    "dance": "dance music theatre singing drama orchestra ballet choir",
}


def made(each: int, subjects: tuple[str, ...] = tuple(WORDS)) -> list[Row]:
    """Rows that each say five of the words of their subject."""
    draw = random.Random(5)
    return [
        Row(
            f"{subject}-{number:03}",
            "A project",
            text=" ".join(draw.sample(WORDS[subject].split(), 5)),
        )
        for subject in subjects
        for number in range(each)
    ]


def ready(rows: list[Row], pulls: Matrix | None = None) -> Read:
    learnt = embedder([plain(row.words) for row in rows], read_weights())
    return read(rows, learnt, read_identifier(), pulls)


def subjects_of(theme: Theme) -> set[str]:
    return {key.split("-")[0] for key in theme.members}


@pytest.fixture(scope="module")
def four() -> tuple[Read, Themes]:
    given_ = ready(made(30))
    return given_, find_themes(given_)


def everyone(themes: Themes) -> list[str]:
    inside = [key for each in themes.themes for key in each.members]
    return sorted([*inside, *themes.apart, *(each.key for each in themes.unread)])


def test_texts_on_four_subjects_are_in_themes_of_one_subject_each(
    four: tuple[Read, Themes],
) -> None:
    _given, themes = four

    assert len(themes.themes) >= 4
    assert all(len(subjects_of(each)) == 1 for each in themes.themes)
    assert themes.stability > SHAKY


def test_a_theme_is_named_by_words_of_its_subject(four: tuple[Read, Themes]) -> None:
    for theme in four[1].themes:
        (subject,) = subjects_of(theme)
        name = theme.name.lower().replace(",", "").split()
        assert set(name) <= set(WORDS[subject].split())


def test_every_row_is_in_one_theme_or_apart_or_unread(four: tuple[Read, Themes]) -> None:
    given_, themes = four

    assert everyone(themes) == list(given_.keys)


def test_the_same_rows_in_another_order_give_the_same_themes(four: tuple[Read, Themes]) -> None:
    shuffled = made(30)
    random.Random(1).shuffle(shuffled)

    assert find_themes(ready(shuffled)) == four[1]


@pytest.mark.parametrize("number", [0, 1, 3, FEWEST - 1])
def test_few_different_rows_have_no_themes(number: int) -> None:
    rows = made(5)[:number]

    themes = find_themes(ready(rows))

    assert themes.themes == ()
    assert list(themes.apart) == sorted(row.key for row in rows)


@pytest.mark.parametrize("number", [SMALLEST, 30])
def test_texts_that_are_all_the_same_are_one_theme(number: int) -> None:
    rows = [
        Row(f"{n:02}", "Debt advice", text="Advice on loans and arrears") for n in range(number)
    ]

    (theme,) = find_themes(ready(rows)).themes

    assert len(theme.members) == number


def test_many_copies_of_one_text_do_not_hide_the_themes_of_the_others() -> None:
    copies = [Row(f"copy-{n:03}", "Chess", text="Chess clubs in villages") for n in range(400)]

    themes = find_themes(ready([*made(30), *copies]))

    assert set(WORDS) <= {subject for each in themes.themes for subject in subjects_of(each)}
    assert all(len(subjects_of(each) - {"copy"}) <= 1 for each in themes.themes)
    assert not {row.key for row in copies} & set(themes.apart)


def test_a_text_in_another_language_is_not_themed_but_listed() -> None:
    welsh = Row("cy", "Prosiect", text="Mae’r prosiect yn helpu pobl hŷn i ddefnyddio’r rhyngrwyd")

    themes = find_themes(ready([*made(10), welsh]))

    assert [(each.key, each.language) for each in themes.unread] == [("cy", "cy")]
    assert "cy" not in themes.apart


def test_what_says_nothing_belongs_nowhere() -> None:
    silent = [Row("a", ""), Row("b", "", text="<p> </p>"), Row("c", "Salary", text="the costs")]

    themes = find_themes(ready([*made(10), *silent]))

    assert {"a", "b", "c"} <= set(themes.apart)


def test_a_salary_that_no_service_area_explains_belongs_nowhere() -> None:
    rows = [*made(10), Row("post", "Spires", text="the salary of the manager")]
    pulls = np.zeros((len(rows), 2), np.float32)

    alone = find_themes(ready(rows, pulls))
    pulls[-1, 0] = 1
    explained = ready(rows, pulls)

    assert "post" in alone.apart
    assert explained.has_enough[explained.keys.index("post")]


def test_service_areas_draw_texts_together() -> None:
    rows = made(30, ("prison", "garden"))
    pulls = np.zeros((60, 3), np.float32)
    pulls[::2, 0], pulls[1::2, 1] = 1, 1

    themes = find_themes(ready(rows, pulls))

    odd = [{int(key[-1]) % 2 for key in each.members} for each in themes.themes]
    assert all(len(each) == 1 for each in odd)


def test_shaky_themes_are_said_to_be_shaky(four: tuple[Read, Themes]) -> None:
    draw = random.Random(3)
    words = " ".join(WORDS.values()).split()
    mixed = [Row(f"{n:03}", "", text=" ".join(draw.sample(words, 6))) for n in range(300)]

    themes = find_themes(ready(mixed))

    assert themes.stability < SHAKY
    assert len(themes.method) == len(four[1].method) + 1


def test_what_texts_were_compared_by_is_said() -> None:
    rows = made(10)
    by_words = read(rows, embedder([row.words for row in rows], None), read_identifier())

    assert find_themes(by_words).kind == "words"
    assert find_themes(ready(rows)).kind == "weights"
    assert find_themes(by_words).method[0] != find_themes(ready(rows)).method[0]


def test_a_theme_of_two_subjects_is_split_into_them(four: tuple[Read, Themes]) -> None:
    given_, themes = four
    debt, dance = (
        next(each for each in themes.themes if subjects_of(each) == {subject})
        for subject in ("debt", "dance")
    )
    whole = replace(debt, members=debt.members + dance.members)

    halves = halves_of(whole, given_)

    assert sorted(map(subjects_of, halves), key=min) == [{"dance"}, {"debt"}]
    assert halves == halves_of(whole, given_)
    assert halves[0].terms != halves[1].terms


def test_a_theme_too_small_or_too_equal_is_not_split() -> None:
    same = ready([Row(f"{n}", "Debt advice", text="Advice on loans") for n in range(30)])
    (equal,) = find_themes(same).themes

    with pytest.raises(NotDivisibleError):
        halves_of(equal, same)
    with pytest.raises(NotDivisibleError):
        halves_of(replace(equal, members=equal.members[:5]), same)


@settings(max_examples=25)
@given(st.lists(st.text(max_size=60), max_size=60))
def test_whatever_people_type_no_row_is_lost(texts: list[str]) -> None:
    rows = [Row(f"{number:02}", "", text=text) for number, text in enumerate(texts)]

    themes = find_themes(ready(rows))

    assert everyone(themes) == [row.key for row in rows]


def test_results_hold_nothing_that_json_cannot_hold() -> None:
    allowed = {"str", "int", "float", "bool"}

    for result in (Theme, Themes):
        for name, kind in get_type_hints(result).items():
            assert str(kind).startswith("tuple[") or kind.__name__ in allowed, name
