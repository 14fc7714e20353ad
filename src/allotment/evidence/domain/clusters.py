"""Groups points that lie together, and chooses how many groups there are."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans  # type: ignore[import-untyped]  # has no types
from sklearn.exceptions import (  # type: ignore[import-untyped]  # has no types
    ConvergenceWarning,
)
from sklearn.metrics import adjusted_rand_score  # type: ignore[import-untyped]  # has no types
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no types

from allotment.evidence.domain.embedding import Matrix

Labels = NDArray[np.int32]

DIMENSIONS = 64
"""Principal components that are clustered. On the tuning half of the labelled grants 24 to 286 made
no difference beyond chance; fewer are faster."""

MOST = 40
"""Groups beyond which nobody reads a list of them."""

PER_GROUP = 10
"""Points there must be for each group that is looked for."""

ROUNDS, HALF, STARTS = 8, 1_500, 2
"""Rounds, points in each half and starts when stability is measured: the standard error of each is
then about 0.02."""

TOLERANCE = 0.03
"""Difference of stability that chance alone makes between numbers of groups."""

SAMPLE, BEST_OF = 10_000, 10
"""Points among which the centres are sought, from how many starts; all points are then settled."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The group of each point, and how stable the number of groups was (adjusted Rand, to 1)."""

    labels: Labels
    centres: Matrix
    stability: float


def principal(points: Matrix) -> Matrix:
    """The points on their first DIMENSIONS principal components, with signs that make them unique."""
    centred = (points - points.mean(axis=0)).astype(np.float64)
    with threadpool_limits(1):
        values, axes = np.linalg.eigh(centred.T @ centred)
        keep = [at for at in range(len(values) - 1, -1, -1) if values[at] > 1e-9][:DIMENSIONS]
        axes = axes[:, keep]
        largest = np.abs(axes).argmax(axis=0) if keep else np.zeros(0, np.intp)
        axes = axes * np.sign(axes[largest, np.arange(len(keep))])
        turned: Matrix = (centred @ axes).astype(np.float32)
    return turned


def group(points: Matrix, seed: int) -> Groups:
    """Group points (n × d) by k-means into the number of groups that is the most stable.

    For each number two halves of the points are grouped apart and then say into which groups a third
    set falls; how far they agree, as adjusted Rand, is that number's stability (Ben-Hur, Elisseeff
    and Guyon 2002; Lange and others 2004). Each number's stability is evened with its
    neighbours'; taken is the middle of the range in which it is no more than TOLERANCE below the best.
    """
    numbers = _numbers(points)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # equal points fill fewer groups
        if numbers == [1]:
            return settled(points, 1, seed, 1.0)
        measured = [_stability(points, number, seed) for number in numbers]
        smooth = [float(np.mean(measured[max(at - 1, 0) : at + 2])) for at in range(len(numbers))]
        good = [at for at, each in enumerate(smooth) if each >= max(smooth) - TOLERANCE]
        at = (good[0] + good[-1]) // 2
        return settled(points, numbers[at], seed, float(np.mean(measured[at])))


def settled(points: Matrix, number: int, seed: int, stability: float) -> Groups:
    """The best of several k-means of a sample, settled among all points (Lloyd 1982)."""
    chosen = np.random.default_rng(seed).permutation(len(points))[:SAMPLE]
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        found = KMeans(number, n_init=BEST_OF, random_state=seed).fit(points[np.sort(chosen)])
        if len(points) > SAMPLE:
            found = KMeans(number, init=found.cluster_centers_, n_init=1, max_iter=50).fit(points)
    return Groups(found.labels_, found.cluster_centers_.astype(np.float32), stability)


def _numbers(points: Matrix) -> list[int]:
    """The numbers of groups that are tried, some 15 in the hundred apart."""
    size = len(points)
    distinct = len(np.unique(points.round(4), axis=0))
    most = min(MOST, size // PER_GROUP, distinct)
    number = max(2, round(np.log2(max(size, 2)) / 2))
    found = []
    while number <= most:
        found.append(number)
        number = max(number + 1, round(number * 1.15))
    return found or [max(1, min(2, distinct, size // PER_GROUP))]


def _stability(points: Matrix, number: int, seed: int) -> list[float]:
    """Agreement of two halves on the rest, once a round; the same halves for every number."""
    half = min(HALF, len(points) * 2 // 5)
    found = []
    for turn in range(ROUNDS):
        order = np.random.default_rng([seed, turn]).permutation(len(points))
        rest = points[order[2 * half :][:HALF]]
        clusterings = [
            KMeans(min(number, half), n_init=STARTS, random_state=seed + turn)
            .fit(points[order[part * half : (part + 1) * half]])
            .predict(rest)
            for part in (0, 1)
        ]
        found.append(float(adjusted_rand_score(*clusterings)))
    return found
