"""Councils: by code, by name as one types, by what stands today where another stood."""

from functools import cache

from allotment.kernel.places.domain.councils import Council, Finder, Match
from allotment.kernel.places.readers import authorities


@cache
def _finder() -> Finder:
    return Finder(authorities.read())


def find(text: str, limit: int = 10) -> list[Match]:
    """Councils of today that answer to what a person has typed so far, best first.

    The name of an ended council finds the one that took over; `formerly` then says the old name.
    """
    return _finder().find(text, limit)


def one(code: str) -> Council | None:
    """The council, of today or ended, with this GSS code."""
    return _finder().by_code.get(code)


def now(code: str) -> list[Council]:
    """The councils that stand today where the code stood: itself, its successors, or none."""
    return _finder().now(code)


def current() -> list[Council]:
    """Every council of today, by name."""
    councils = _finder().by_code.values()
    return sorted((c for c in councils if c.is_current), key=lambda c: (c.name, c.code))


def upper_tier(council: Council) -> Council | None:
    """The county council above a district; None where there is one council for everything."""
    return _finder().by_code.get(council.upper_tier) if council.upper_tier else None
