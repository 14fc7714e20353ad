"""What a list of awards is narrowed to, and in which order it is read."""

from dataclasses import dataclass
from enum import StrEnum


class Order(StrEnum):
    """The orders in which awards can be read."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SMALLEST = "smallest"


@dataclass(frozen=True, slots=True)
class AwardFilter:
    """What awards are looked for; empty means any. Keys are those of addresses, amounts pence.

    `place` is an area's code, `year` the year of the award date, `words` what was typed into the
    search box.
    """

    words: str = ""
    funder: str = ""
    recipient: str = ""
    programme: str = ""
    place: str = ""
    year: int | None = None
    least: int | None = None
    most: int | None = None
    own_only: bool = False
    order: Order = Order.NEWEST

    @property
    def is_narrowed(self) -> bool:
        """Whether anything at all is asked for."""
        return self != AwardFilter(order=self.order)
