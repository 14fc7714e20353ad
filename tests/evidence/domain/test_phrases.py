"""Phrases are found as people would find them, in time that grows with the text alone."""

import time

import pytest
from hypothesis import given, strategies as st

from allotment.evidence.domain.phrases import NotAPhraseError, Phrases, tokens_of

WORDS = st.sampled_from(["food", "bank", "older", "people", "the", "NEET", "re-use"])


def stands(phrase: str, text: str) -> bool:
    return any(Phrases([(0, phrase)]).found_in(tokens_of(text)))


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("older people", "Older people's lunch"),
        ("elder*", "for the elderly"),
        ("home start", "Home-Start Mansfield"),
        ("women's aid", "Newark Women’s Aid"),
        ("food|baby bank*", "a baby bank and two food banks"),
        ("domestic ... abuse", "domestic violence and abuse"),
        ("education ... training", "education, training and work"),
        ("NEET", "young people who are NEET"),
        ("information and advice", "INFORMATION AND ADVICE"),
    ],
)
def test_a_phrase_is_found(phrase: str, text: str) -> None:
    assert stands(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("elder*", "a welder"),
        ("elder", "the elderly"),
        ("NEET", "neet"),
        ("IT", "it works"),
        ("domestic ... abuse", "domestic bills, heating, rent and alcohol abuse"),
        ("domestic ... abuse", "It is domestic. Abuse is another thing"),
        ("home start", "Leave home. Start work"),
        ("travel training", "travel, training and rent"),
        ("food bank*", "food"),
    ],
)
def test_a_phrase_is_not_found_where_it_does_not_stand(phrase: str, text: str) -> None:
    assert not stands(phrase, text)


@pytest.mark.parametrize(
    "phrase", ["", "...", "... abuse", "abuse ...", "*", " ".join(["a|b"] * 8)]
)
def test_what_cannot_be_looked_for_is_refused(phrase: str) -> None:
    with pytest.raises(NotAPhraseError):
        Phrases([(0, phrase)])


def test_places_are_grouped_by_owner_and_token() -> None:
    phrases = Phrases([(7, "food bank*"), (8, "bank")])

    found = list(phrases.found_in(tokens_of("A food bank")))

    assert [(each.owner, each.first, each.after) for each in found] == [(7, 1, 3), (8, 2, 3)]


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, max_size=6))
def test_plain_words_are_found_wherever_they_stand_together(
    words: list[str], before: list[str]
) -> None:
    text = " ".join([*before, *words])

    assert stands(" ".join(words), text)


@given(st.text(max_size=200))
def test_tokens_lie_in_the_text_in_order(text: str) -> None:
    tokens = tokens_of(text)

    places = [place for each in tokens for place in (each.start, each.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)


def test_a_text_without_any_word_boundary_takes_time_in_proportion_to_its_length() -> None:
    def seconds(signs: int) -> float:
        tokens = tokens_of("a" * signs)
        start = time.process_time()
        list(Phrases([(0, "elder*"), (1, "bank")]).found_in(tokens))
        return time.process_time() - start

    short, long = (min(seconds(signs) for _again in range(3)) for signs in (20_000, 160_000))

    assert long < 8 * short + 0.1


def test_a_word_that_is_longer_than_every_stem_still_begins_with_one() -> None:
    assert stands("elder*", "elder" + "a" * 1_000)
    assert not stands("elder*", "elde")
