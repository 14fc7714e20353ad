"""Distances on the National Grid."""

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.places.domain.grid import (
    MAX_EASTING,
    MAX_NORTHING,
    NotOnTheGridError,
    Position,
    box,
    centre,
    distance,
)

positions = st.builds(Position, st.integers(0, MAX_EASTING), st.integers(0, MAX_NORTHING))


def test_a_distance_is_the_straight_line_in_metres() -> None:
    assert distance(Position(400_000, 300_000), Position(403_000, 304_000)) == 5_000


def test_london_to_edinburgh_is_some_534_kilometres() -> None:
    charing_cross = Position(530_034, 180_381)
    edinburgh_castle = Position(325_136, 673_494)

    assert distance(charing_cross, edinburgh_castle) == pytest.approx(534_000, abs=1_000)


@given(positions, positions)
def test_a_distance_is_the_same_both_ways_and_nothing_to_itself(
    one: Position, other: Position
) -> None:
    assert distance(one, other) == distance(other, one) >= 0
    assert distance(one, one) == 0


@given(positions, st.integers(0, 100_000), positions)
def test_every_place_within_a_distance_lies_in_the_box(
    around: Position, metres: int, other: Position
) -> None:
    south_west, north_east = box(around, metres)

    if distance(around, other) <= metres:
        assert south_west.easting <= other.easting <= north_east.easting
        assert south_west.northing <= other.northing <= north_east.northing


def test_a_box_of_a_negative_distance_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        box(Position(0, 0), -1)


@pytest.mark.parametrize(("easting", "northing"), [(-1, 0), (0, -1), (700_001, 0), (0, 1_300_001)])
def test_what_is_not_on_the_grid_is_refused(easting: int, northing: int) -> None:
    with pytest.raises(NotOnTheGridError):
        Position(easting, northing)


def test_the_centre_of_places_is_their_mean_and_of_none_there_is_none() -> None:
    assert centre([Position(0, 0), Position(100, 50)]) == Position(50, 25)
    assert centre([]) is None
