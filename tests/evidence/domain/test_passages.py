"""The sentence that is shown holds what was found and is never long."""

from hypothesis import given, strategies as st

from allotment.evidence.domain.passages import LONGEST, first_sentence, sentence_around


def test_the_sentence_is_the_one_around_what_was_found() -> None:
    text = "We run a hall. Older people meet\tthere. It rains."

    assert sentence_around(text, 15, 20) == "Older people meet there."


def test_a_whole_short_text_is_shown_as_it_is() -> None:
    assert sentence_around("Lunch for older people", 10, 15) == "Lunch for older people"


def test_a_long_sentence_is_cut_at_spaces_on_both_sides_and_says_so() -> None:
    text = "word " * 200 + "needle " + "word " * 200

    shown = sentence_around(text, 1000, 1006)

    assert shown.startswith("…word ")
    assert shown.endswith(" word…")
    assert "needle" in shown
    assert len(shown) <= LONGEST


def test_the_first_sentence_may_be_the_whole_text_or_nothing() -> None:
    assert first_sentence("  One thing. Another.") == "One thing."
    assert first_sentence("No stop") == "No stop"
    assert first_sentence("") == ""


@given(st.text(min_size=1, max_size=900), st.data())
def test_it_is_one_line_of_300_characters_at_most(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 40)))

    shown = sentence_around(text, start, end)

    assert len(shown) <= LONGEST
    assert "\n" not in shown
    assert " ".join(text[start:end].split()) in shown
