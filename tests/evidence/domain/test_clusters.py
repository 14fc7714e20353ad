"""Points that lie together are grouped, as many groups as there are."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from allotment.evidence.domain.clusters import MOST, group, principal, settled
from allotment.evidence.domain.embedding import Matrix


def heaps(number: int, each: int, spread: float = 0.05) -> tuple[Matrix, list[int]]:
    """Heaps of points round the corners of a simplex, and the heap of each point."""
    draw = np.random.default_rng(7)
    corners = np.eye(number, dtype=np.float32)
    labels = [heap for heap in range(number) for _ in range(each)]
    points = corners[labels] + draw.normal(0, spread, (number * each, number))
    return points.astype(np.float32), labels


@pytest.mark.parametrize("number", [8, 12])
def test_clear_heaps_are_found_and_counted(number: int) -> None:
    points, labels = heaps(number, 60)

    found = group(points, seed=3)

    assert adjusted_rand_score(labels, found.labels) > 0.9
    assert found.stability > 0.9


def test_points_without_heaps_are_not_stable() -> None:
    points = np.random.default_rng(1).normal(size=(600, 20)).astype(np.float32)

    assert group(points, seed=3).stability < 0.5


def test_the_same_points_and_seed_give_the_same_groups() -> None:
    points = np.random.default_rng(1).normal(size=(300, 10)).astype(np.float32)

    one, other = group(points, seed=3), group(points, seed=3)

    assert one.labels.tolist() == other.labels.tolist()
    assert one.centres.tolist() == other.centres.tolist()
    assert one.stability == other.stability


def test_equal_points_are_one_group() -> None:
    points = np.ones((50, 3), np.float32)

    assert set(group(points, seed=3).labels.tolist()) == {0}


def test_nobody_reads_more_than_forty_groups() -> None:
    points, _labels = heaps(60, 20)

    assert len(group(points, seed=3).centres) <= MOST


def test_many_points_are_settled_round_centres_found_among_some() -> None:
    points, labels = heaps(3, 4_000)

    assert adjusted_rand_score(labels, settled(points, 3, 1, 1.0).labels) == 1


def test_principal_components_keep_distances_and_drop_what_does_not_vary() -> None:
    flat = np.random.default_rng(2).normal(size=(40, 3)).astype(np.float32)
    points = np.hstack([flat, np.full((40, 5), 2, np.float32)])

    turned = principal(points)

    assert turned.shape == (40, 3)
    apart = np.linalg.norm(points[:20] - points[20:], axis=1)
    assert np.linalg.norm(turned[:20] - turned[20:], axis=1) == pytest.approx(apart, abs=1e-4)


def test_equal_points_have_no_principal_component() -> None:
    assert principal(np.ones((5, 4), np.float32)).shape == (5, 0)
