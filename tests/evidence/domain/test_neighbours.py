"""Nearest neighbours: all of them where they are few, nearly all of them where they are many."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from allotment.evidence.domain import neighbours
from allotment.evidence.domain.embedding import Matrix, unit
from allotment.evidence.domain.neighbours import near_pairs, nearest


def drawn(number: int, seed: int, size: int = 16) -> Matrix:
    return unit(np.random.default_rng(seed).normal(size=(number, size)).astype(np.float32))


def twins(number: int) -> Matrix:
    """Vectors of which each second lies close to the one before it."""
    one = drawn(number, 1, 64)
    near = unit(one + np.random.default_rng(2).normal(0, 0.04, one.shape).astype(np.float32))
    return np.stack([one, near], axis=1).reshape(2 * number, 64)


@settings(max_examples=30)
@given(st.integers(min_value=0, max_value=60), st.integers(min_value=0, max_value=99))
def test_few_vectors_are_all_compared(number: int, seed: int) -> None:
    vectors = drawn(number, seed, size=24)

    found = {(one, other) for one, other, _cosine in near_pairs(vectors, 0.6, seed=1)}

    table = vectors @ vectors.T
    expected = {(a, b) for a in range(number) for b in range(a + 1, number) if table[a, b] >= 0.6}
    assert found <= expected
    assert {pair for pair in expected if _is_among_its_nearest(table, pair)} <= found


def _is_among_its_nearest(table: Matrix, pair: tuple[int, int]) -> bool:
    row = table[pair[0], pair[0] + 1 :]
    return int((row > table[pair]).sum()) < neighbours.PER_ROW


def test_of_many_vectors_hardly_a_near_pair_is_missed() -> None:
    vectors = twins(8_000)
    assert len(vectors) ** 2 > neighbours.EXACT

    found = {(one, other) for one, other, _cosine in near_pairs(vectors, 0.9, seed=1)}

    expected = {(at, at + 1) for at in range(0, len(vectors), 2)}
    assert len(found & expected) > 0.98 * len(expected)


def test_a_thousand_copies_do_not_make_half_a_million_pairs() -> None:
    copies = np.repeat(drawn(1, 1), 1_000, axis=0)

    assert len(near_pairs(copies, 0.9, seed=1)) <= 1_000 * neighbours.PER_ROW


def test_the_nearest_is_the_one_of_greatest_cosine_that_is_not_itself() -> None:
    vectors, others = drawn(50, 3), drawn(80, 4)
    others[7] = vectors[0]
    itself = np.full(50, -1)
    itself[0] = 7

    which, cosines = nearest(vectors, others, itself, seed=1)

    table = vectors @ others.T
    table[0, 7] = -1
    assert which.tolist() == table.argmax(axis=1).tolist()
    assert cosines == pytest.approx(table.max(axis=1), abs=1e-5)


def test_among_none_nothing_is_near() -> None:
    which, cosines = nearest(drawn(3, 1), drawn(0, 1), np.full(3, -1), seed=1)

    assert which.tolist() == [-1, -1, -1]
    assert cosines.tolist() == [0, 0, 0]


def test_among_many_the_nearest_is_found_nearly_always() -> None:
    vectors = twins(15_000)

    which, _cosines = nearest(vectors[1::2], vectors[::2], np.full(15_000, -1), seed=1)

    assert (which == np.arange(15_000)).mean() > 0.98
