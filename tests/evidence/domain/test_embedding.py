"""Texts about the same thing point the same way."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from allotment.evidence.domain.embedding import (
    TokenWeights,
    VectorKind,
    embed,
    embedder,
    unit,
)
from allotment.evidence.readers.weights import read_weights

PRISON = "Mentoring for prisoners on their release"
OFFENDERS = "Help for ex-offenders when they leave jail"
GARDEN = "Planting trees and flowers in the village park"


def letters() -> TokenWeights:
    """Weights in which each letter of the alphabet is a direction of its own."""
    return TokenWeights(
        np.eye(26, dtype=np.float32),
        lambda texts: [[ord(sign) - 97 for sign in text if sign.isalpha()] for text in texts],
    )


def test_texts_of_one_meaning_are_nearer_than_texts_of_another() -> None:
    prison, offenders, garden = embed([PRISON, OFFENDERS, GARDEN], read_weights()).matrix

    assert prison @ offenders > 0.2
    assert prison @ offenders > prison @ garden + 0.2


def test_rare_pieces_weigh_more() -> None:
    common, rare = embed(["xy", "xz", "x"], letters()).matrix[0][[23, 24]]

    # x is in all three of the texts, y in one: ln(4/3) and ln(4/1), at length one.
    expected = np.log([4 / 3, 4]) / np.linalg.norm(np.log([4 / 3, 4]))
    assert [common, rare] == pytest.approx(expected.tolist(), abs=1e-6)


@pytest.mark.parametrize("weights", [True, False])
@settings(max_examples=30)
@given(texts=st.lists(st.text(max_size=40), max_size=8))
def test_every_text_gets_a_row_of_length_one_or_zeros(weights: bool, texts: list[str]) -> None:
    matrix = embed(texts, read_weights() if weights else None).matrix

    lengths = np.linalg.norm(matrix, axis=1)
    assert matrix.dtype == np.float32
    assert len(matrix) == len(texts)
    assert all(length == pytest.approx(1, abs=1e-4) or length == 0 for length in lengths)


def test_what_says_nothing_is_a_row_of_zeros() -> None:
    matrix = embed(["", "salary costs", PRISON], read_weights()).matrix

    assert not matrix[0].any()
    assert not matrix[1].any()
    assert matrix[2].any()


def test_a_text_of_100_kb_weighs_as_much_as_any_other() -> None:
    long, short = embed([PRISON + ". " + "A prison. " * 10_000, GARDEN], read_weights()).matrix

    assert np.linalg.norm(long) == pytest.approx(1, abs=1e-4)
    assert np.linalg.norm(short) == pytest.approx(1, abs=1e-4)


def test_without_weights_the_words_alone_tell_and_the_result_says_so() -> None:
    vectors = embed([PRISON, "Prisoners and their release", GARDEN], None)

    assert vectors.kind == VectorKind.WORDS
    assert vectors.matrix[0] @ vectors.matrix[1] > vectors.matrix[0] @ vectors.matrix[2]
    assert embed([PRISON], read_weights()).kind == VectorKind.WEIGHTS


@pytest.mark.parametrize("weights", [True, False])
def test_what_was_learnt_places_other_texts_in_the_same_space(weights: bool) -> None:
    texts = [f"{PRISON} {number}" for number in range(60)] + [f"{GARDEN} {n}" for n in range(60)]
    learnt = embedder(texts, read_weights() if weights else None)

    (other,) = learnt.vectors([OFFENDERS + " and prisoners"]).matrix
    known = learnt.vectors([PRISON, GARDEN]).matrix

    assert other @ known[0] > other @ known[1]


def test_unit_keeps_rows_of_zeros() -> None:
    assert unit(np.array([[3, 4], [0, 0]], np.float32)).tolist() == [
        [pytest.approx(0.6), pytest.approx(0.8)],
        [0, 0],
    ]
