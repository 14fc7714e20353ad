"""The line where the money ends: which ranked entries the money on offer can pay for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from allotment.fund.domain.ranking import Ranked


class Side(StrEnum):
    """Where an entry lies, seen from the line where the money ends."""

    ABOVE = "above"
    """Every entry from the first rank down to this one can be paid for."""
    STILL_FITS = "still_fits"
    """Below the line, but what is left after those above would pay for it."""
    BELOW = "below"
    """There is not enough left for it."""
    UNJUDGED = "unjudged"
    """Nobody could score it, so it has no place in the order."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A ranked entry with its amount and, as we go down the list, what all of it adds up to."""

    ranked: Ranked
    amount: int
    running_total: int
    side: Side


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """The ranked list with the line drawn; all amounts in pence.

    `above` entries lie above the line and cost `spent`, `left` is what they leave over.
    Further down, `still_fits` could be paid for out of what is left, best rank first; then
    `left_at_last` would remain. `tied_at_the_line` lists the entries that share one rank
    while the line runs between them: there the score cannot choose and people must.
    """

    placed: tuple[Placed, ...]
    available: int
    above: tuple[str, ...]
    still_fits: tuple[str, ...]
    spent: int
    left: int
    left_at_last: int
    tied_at_the_line: tuple[str, ...]


def draw_line(ranked: Sequence[Ranked], amounts: Mapping[str, int], available: int) -> MoneyLine:
    """Draw the line where the money ends, going greedily down the ranks.

    `amounts` maps every entry to pence, `available` is pence. The line comes before the first
    entry that cannot be paid in full; below it, an entry is marked when the money left over
    still pays for it in full.
    """
    sides = _sides(ranked, amounts, available)
    placed: list[Placed] = []
    running = 0
    for one in ranked:
        running += amounts[one.entry]
        placed.append(Placed(one, amounts[one.entry], running, sides[one.entry]))
    above = tuple(one.entry for one in ranked if sides[one.entry] is Side.ABOVE)
    fits = tuple(one.entry for one in ranked if sides[one.entry] is Side.STILL_FITS)
    spent = sum(amounts[entry] for entry in above)
    left = available - spent
    return MoneyLine(
        placed=tuple(placed),
        available=available,
        above=above,
        still_fits=fits,
        spent=spent,
        left=left,
        left_at_last=left - sum(amounts[entry] for entry in fits),
        tied_at_the_line=_tied_at_the_line(ranked, sides),
    )


def _sides(ranked: Sequence[Ranked], amounts: Mapping[str, int], available: int) -> dict[str, Side]:
    sides: dict[str, Side] = {}
    left, passed = available, False
    for one in ranked:
        fits = amounts[one.entry] <= left
        if one.rank is None:
            sides[one.entry] = Side.UNJUDGED
            continue
        passed = passed or not fits
        if fits:
            left -= amounts[one.entry]
        sides[one.entry] = (Side.STILL_FITS if passed else Side.ABOVE) if fits else Side.BELOW
    return sides


def _tied_at_the_line(ranked: Sequence[Ranked], sides: Mapping[str, Side]) -> tuple[str, ...]:
    sides_of_rank: dict[int, set[bool]] = {}
    for one in ranked:
        if one.rank is not None:
            sides_of_rank.setdefault(one.rank, set()).add(sides[one.entry] is Side.ABOVE)
    split = {rank for rank, found in sides_of_rank.items() if len(found) == 2}
    return tuple(one.entry for one in ranked if one.rank in split)
