"""The councils and regions that an award belongs to."""

from functools import lru_cache

from allotment.kernel.places.domain.regions import REGIONS, region_of
from allotment.kernel.places.queries import councils, postcodes
from allotment.register.domain.reading.grants import Facts

_REMEMBERED = 20_000


def areas_of(facts: Facts) -> tuple[str, ...]:
    """Codes of the councils of today, and of their regions, that the grant says it helps; where it
    names none, those of the recipient's postcode. Without SQL."""
    helped = {area for place in facts.places for area in _by_code(place.code)}
    return tuple(sorted(helped or _by_postcode(facts.postcode)))


@lru_cache(_REMEMBERED)
def _by_code(code: str) -> frozenset[str]:
    if code in REGIONS:
        return frozenset([code])
    found = councils.now(code)
    return frozenset([each.code for each in found] + [region_of(each) for each in found])


@lru_cache(_REMEMBERED)
def _by_postcode(postcode: str) -> frozenset[str]:
    council = postcodes.look_up(postcode).council if postcode else None
    return frozenset([council.code, region_of(council)]) if council else frozenset()
