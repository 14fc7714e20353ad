"""What texts mean, as directions: texts about the same thing point the same way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse  # type: ignore[import-untyped]  # has no types
from sklearn.decomposition import TruncatedSVD  # type: ignore[import-untyped]  # has no types
from sklearn.feature_extraction.text import (  # type: ignore[import-untyped]  # has no types
    TfidfVectorizer,
)
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from allotment.evidence.domain.rows import SEED
from allotment.evidence.domain.texts import content_words, cut, without_bookkeeping

Matrix = NDArray[np.float32]

DIRECTIONS = 100
"""Dimensions of the vectors that are made from the words of the texts alone: what Deerwester and
others (1990) found to serve, and Landauer and Dumais (1997) to be near the best."""

BATCH = 5_000
"""Texts that are cut into pieces at a time, so that 100,000 do not stand in memory at once."""


class VectorKind(StrEnum):
    """From what the vectors were made."""

    WEIGHTS = "weights"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Vectors:
    """A row a text, of unit length; zeros where nothing in the text could be read."""

    matrix: Matrix
    kind: VectorKind


@dataclass(frozen=True, slots=True)
class TokenWeights:
    """A vector for each piece of a word (pieces × dimensions), and what cuts texts into pieces."""

    vectors: Matrix
    pieces: Callable[[Sequence[str]], list[list[int]]]


class Embedder(Protocol):
    """Makes vectors of texts, all in the same space, as learnt from one corpus."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Vectors of plain texts, in their order."""


def embedder(texts: Sequence[str], weights: TokenWeights | None) -> Embedder:
    """Learn from plain `texts` which words are rare among them; without weights, also the space."""
    return _ByWeights(weights, texts) if weights is not None else _ByWords(texts)


def embed(texts: Sequence[str], weights: TokenWeights | None) -> Vectors:
    """Vectors of plain texts by their own rarities: the mean of the vectors of their pieces, each
    weighted with its inverse document frequency (Spärck Jones 1972; Arora and others 2017).
    Without weights, TF-IDF and its first singular vectors (Deerwester and others 1990).
    """
    return embedder(texts, weights).vectors(texts)


def unit(matrix: Matrix) -> Matrix:
    """Each row at length one; rows of zeros stay."""
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    return (matrix / np.where(length > 0, length, 1)).astype(np.float32)


class _ByWeights:
    def __init__(self, weights: TokenWeights, texts: Sequence[str]) -> None:
        self._weights = weights
        seen = np.zeros(len(weights.vectors))
        for counts in self._counts(texts):
            seen += np.diff(counts.tocsc().indptr)
        # A piece that stands in every text of a corpus tells nothing; one never seen is rarest.
        self._rarity = np.log((len(texts) + 1) / np.maximum(seen, 1)).astype(np.float32)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        weighted = sparse.diags(self._rarity) @ self._weights.vectors
        parts = [unit(counts @ weighted) for counts in self._counts(texts)]
        size = self._weights.vectors.shape[1]
        empty = np.zeros((0, size), np.float32)
        return Vectors(np.vstack([empty, *parts]), VectorKind.WEIGHTS)

    def _counts(self, texts: Sequence[str]) -> Any:
        """How often each piece is in each text, a sparse matrix a batch."""
        for start in range(0, len(texts), BATCH):
            found = self._weights.pieces(
                [without_bookkeeping(cut(text)) for text in texts[start : start + BATCH]]
            )
            ends = np.cumsum([0, *map(len, found)])
            pieces = np.concatenate([np.array(each, np.int32) for each in found])
            table = sparse.csr_matrix(
                (np.ones(len(pieces), np.float32), pieces, ends),
                shape=(len(found), len(self._weights.vectors)),
            )
            table.sum_duplicates()
            yield table


class _ByWords:
    def __init__(self, texts: Sequence[str]) -> None:
        self._table: TfidfVectorizer | None = TfidfVectorizer(
            analyzer=_words_and_pairs, min_df=2 if len(texts) > 50 else 1, sublinear_tf=True,
            dtype=np.float32, max_features=50_000,
        )  # fmt: skip
        self._turned: TruncatedSVD | None = None
        try:
            table = self._table.fit_transform(texts)
        except ValueError:  # not one word
            self._table = None
            return
        size = min(DIRECTIONS, min(table.shape) - 1)
        if size > 0 and table.shape[0] > DIRECTIONS:
            with threadpool_limits(1):
                self._turned = TruncatedSVD(size, random_state=SEED).fit(table)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        if self._table is None or not texts:
            return Vectors(np.zeros((len(texts), 1), np.float32), VectorKind.WORDS)
        table = self._table.transform(texts)
        with threadpool_limits(1):
            matrix = table.toarray() if self._turned is None else self._turned.transform(table)
        return Vectors(unit(matrix.astype(np.float32)), VectorKind.WORDS)


def _words_and_pairs(text: str) -> list[str]:
    found = content_words(cut(text))
    return [*found, *(f"{one} {other}" for one, other in pairwise(found))]
