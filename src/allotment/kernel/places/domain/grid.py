"""Positions on the National Grid of Great Britain, in whole metres."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

#: The grid covers Great Britain; anything beyond is not a position on it.
MAX_EASTING = 700_000
MAX_NORTHING = 1_300_000


class NotOnTheGridError(ValueError):
    """The numbers are no position on the National Grid."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """An easting and a northing in metres from the grid's false origin."""

    easting: int
    northing: int

    def __post_init__(self) -> None:
        if not (0 <= self.easting <= MAX_EASTING and 0 <= self.northing <= MAX_NORTHING):
            raise NotOnTheGridError(f"{self.easting}, {self.northing} is not on the National Grid")


def distance(one: Position, other: Position) -> int:
    """Straight-line distance in whole metres.

    The grid is a transverse Mercator projection whose scale factor stays between 0.9996 and
    1.0004 over Great Britain (Ordnance Survey, *A guide to coordinate systems in Great Britain*,
    section 5), so a grid distance is true to 4 metres in 10 kilometres: plenty for "near me".
    """
    return round(hypot(one.easting - other.easting, one.northing - other.northing))


def centre(positions: Iterable[Position]) -> Position | None:
    """The mean position, or None of nothing."""
    found = list(positions)
    if not found:
        return None
    return Position(
        round(sum(place.easting for place in found) / len(found)),
        round(sum(place.northing for place in found) / len(found)),
    )


def box(around: Position, metres: int) -> tuple[Position, Position]:
    """The south-west and north-east corners that hold every position within `metres`."""
    if metres < 0:
        raise ValueError("a distance cannot be negative")
    return (
        Position(max(0, around.easting - metres), max(0, around.northing - metres)),
        Position(
            min(MAX_EASTING, around.easting + metres),
            min(MAX_NORTHING, around.northing + metres),
        ),
    )
