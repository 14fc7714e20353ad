"""Another language is believed where it is sure, and English otherwise."""

import pytest

from allotment.evidence.domain.languages import language_of, languages_of, name_of_language
from allotment.evidence.readers.weights import read_identifier


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mae’r prosiect yn helpu pobl hŷn i ddefnyddio’r rhyngrwyd yn eu cartrefi", "cy"),
        ("Projekt pomaga starszym ludziom korzystać z internetu w domu", "pl"),
        ("یہ منصوبہ بزرگوں کی مدد کرتا ہے", "ur"),
        ("The project helps older people to use the internet at home", "en"),
    ],
)
def test_a_sentence_tells_its_language(text: str, code: str) -> None:
    assert language_of(text, read_identifier()) == code


@pytest.mark.parametrize("text", ["", "12,500", "Cyngor Sir", "Menter a Busnes", "✓"])
def test_a_very_short_text_counts_as_english(text: str) -> None:
    assert language_of(text, read_identifier()) == "en"


def test_an_unsure_answer_counts_as_english() -> None:
    text = "a text that is long enough to be asked about at all"

    assert language_of(text, lambda _text: ("cy", 0.95)) == "en"
    assert language_of(text, lambda _text: ("cy", 0.96)) == "cy"


def test_the_beginning_of_a_long_text_is_enough() -> None:
    asked: list[int] = []

    def identify(text: str) -> tuple[str, float]:
        asked.append(len(text))
        return "en", 1.0

    languages_of(["help for all " * 10_000], identify)

    assert asked == [2_000]


def test_languages_have_names_and_a_rare_one_its_code() -> None:
    assert str(name_of_language("cy")) == "Welsh"
    assert str(name_of_language("qu")) == "language “qu”"
