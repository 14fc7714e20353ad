"""Nearest neighbours among many unit vectors, without comparing every pair where they are many."""

import warnings
from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans  # type: ignore[import-untyped]  # has no types
from sklearn.exceptions import (  # type: ignore[import-untyped]  # has no types
    ConvergenceWarning,
)
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from allotment.evidence.domain.embedding import Matrix

Places = NDArray[np.intp]

EXACT = 200_000_000
"""Pairs up to which all are compared: some seconds on one core."""

BLOCK = 2_000
"""Vectors compared with each other at a time; a block of cosines takes 16 MB."""

PER_CELL = 400
"""Vectors in a cell, about."""

SAMPLE = 10_000
"""Vectors among which the centres of cells are sought."""

PROBES = 3
"""Cells in which a vector is compared: its own and the next nearest."""

PER_ROW = 5
"""Neighbours of one vector that are kept, so that copies of copies do not fill the memory."""


def near_pairs(vectors: Matrix, bar: float, seed: int) -> list[tuple[int, int, float]]:
    """Pairs (lower place, higher place, cosine) of unit vectors whose cosine is at least `bar`.

    Up to EXACT pairs all are compared. Above, vectors are put into cells round centres that k-means
    found, each into its PROBES nearest, and compared inside cells (an inverted file: Jégou, Douze and
    Schmid 2011). Of each vector the PER_ROW nearest are kept.
    """
    found: dict[tuple[int, int], float] = {}
    with threadpool_limits(1):
        for members in _blocks(vectors, seed):
            for one, other, cosine in _near_in(vectors, members, bar):
                found[one, other] = cosine
    return [(one, other, cosine) for (one, other), cosine in sorted(found.items())]


def nearest(
    vectors: Matrix, others: Matrix, itself: Places, seed: int
) -> tuple[Places, NDArray[np.float32]]:
    """The place of each vector's nearest among `others` and its cosine; −1 and 0 where none is.

    `itself` holds the place among `others` that does not count, or −1. Compares all up to EXACT
    pairs, above only inside the PROBES nearest cells, so that a nearer one may be missed.
    """
    which = np.full(len(vectors), -1, np.intp)
    cosines = np.full(len(vectors), -1, np.float32)
    with threadpool_limits(1):
        for rows, columns in _compared(vectors, others, seed):
            for part, against in product(_cut(rows), _cut(columns)):
                table = vectors[part] @ others[against].T
                table[itself[part][:, None] == against[None, :]] = -1
                best = table.argmax(axis=1)
                value = table[np.arange(len(part)), best]
                better = value > cosines[part]
                which[part[better]] = against[best[better]]
                cosines[part[better]] = value[better]
    cosines[which < 0] = 0
    return which, cosines


def _cut(places: Places) -> list[Places]:
    return [places[start : start + BLOCK] for start in range(0, len(places), BLOCK)]


def _compared(vectors: Matrix, others: Matrix, seed: int) -> Iterator[tuple[Places, Places]]:
    """Which vectors are compared with which others."""
    every = np.arange(len(vectors))
    if not len(others):
        return
    if len(vectors) * len(others) <= EXACT:
        yield every, np.arange(len(others))
        return
    centres = _centres(others, seed)
    probed, home = _cells(vectors, centres, PROBES), _cells(others, centres, PROBES)
    for cell in range(len(centres)):
        rows, columns = (
            np.flatnonzero((probed == cell).any(1)),
            np.flatnonzero((home == cell).any(1)),
        )
        if len(rows) and len(columns):
            yield rows, columns


def _blocks(vectors: Matrix, seed: int) -> Iterator[Places]:
    """Groups of places inside which all pairs are compared."""
    if len(vectors) * len(vectors) <= EXACT:
        yield np.arange(len(vectors))
        return
    centres = _centres(vectors, seed)
    cells = _cells(vectors, centres, PROBES)
    for cell in range(len(centres)):
        yield np.flatnonzero((cells == cell).any(axis=1))


def _centres(vectors: Matrix, seed: int) -> Matrix:
    """Centres of cells, by a few rounds of k-means of a sample: how even they are matters little."""
    chosen = np.sort(np.random.default_rng(seed).permutation(len(vectors))[:SAMPLE])
    number = max(2, min(len(vectors) // PER_CELL, len(chosen) // 10))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # equal vectors fill fewer cells
        found = KMeans(number, n_init=1, max_iter=10, random_state=seed).fit(vectors[chosen])
    centres: Matrix = found.cluster_centers_.astype(np.float32)
    return centres


def _cells(vectors: Matrix, centres: Matrix, probes: int) -> Places:
    """The `probes` nearest centres of each vector."""
    found = []
    norms = (centres**2).sum(axis=1) / 2
    for start in range(0, len(vectors), BLOCK):
        table = norms - vectors[start : start + BLOCK] @ centres.T
        found.append(np.argpartition(table, min(probes, len(centres)) - 1, axis=1)[:, :probes])
    return np.vstack(found)


def _near_in(vectors: Matrix, members: Places, bar: float) -> Iterator[tuple[int, int, float]]:
    for start in range(0, len(members), BLOCK):
        part = members[start : start + BLOCK]
        for begin in range(start, len(members), BLOCK):
            after = members[begin : begin + BLOCK]
            table = np.where(part[:, None] < after[None, :], vectors[part] @ vectors[after].T, -1)
            for row in np.flatnonzero(table.max(axis=1, initial=-1) >= bar):
                best = np.argsort(-table[row], kind="stable")[:PER_ROW]
                for column in best[table[row, best] >= bar]:
                    yield int(part[row]), int(after[column]), float(table[row, column])
