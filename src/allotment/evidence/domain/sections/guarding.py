"""Which counts may stand in a report of what is not all public: no count of one to four of what nobody
has published, neither as it is nor by subtracting what is public, shown elsewhere or adds up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allotment.evidence.domain.suppressing import SAFE, suppress_list

FAMILIES = (("regions", "tiers"), ("programmes", "years", "funders"))
"""Lists of which one tells much of the other: London boroughs are in London, a programme has one funder.
Only the first of them may hide anything, and then stands alone."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows stand under a label, and how many of these are not public."""

    label: str
    count: int
    unpublished: int


def is_safe(unpublished: int) -> bool:
    """Whether that many unpublished rows may be told: none, or five and more."""
    return unpublished == 0 or unpublished >= SAFE


def together(label: str, tallies: Iterable[Tally]) -> Tally:
    """Several as one."""
    found = list(tallies)
    return Tally(label, sum(t.count for t in found), sum(t.unpublished for t in found))


def guarded(tallies: Sequence[Tally]) -> tuple[tuple[str, int | None], ...] | None:
    """Counts that add up to all rows, those that must not be known as None; None in place of the whole
    list where only hiding how many there are in all would help."""
    numbered = [(f"{place:04}", each.unpublished) for place, each in enumerate(tallies)]
    shown = suppress_list(numbered)
    if shown.total is None:
        return None
    return tuple(
        (each.label, None if unpublished is None else each.count)
        for each, (_number, unpublished) in zip(tallies, shown.counts, strict=True)
    )


def are_apart(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether counts of two lists of the same rows tell nothing small by subtraction: where all of a
    category are in one of the other list, those that are there and not in it are none or enough."""
    both = Counter(zip(one, other, strict=True))
    ones, others = Counter(one), Counter(other)
    return all(
        is_safe(others[b] - ones[a] if count == ones[a] else ones[a] - others[b])
        for (a, b), count in both.items()
        if count in (ones[a], others[b])
    )
