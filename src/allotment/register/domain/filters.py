"""What a list of awards is narrowed to, and in which order it is read."""

from dataclasses import dataclass
from enum import StrEnum

from allotment.register.domain.facets import Facet


class Order(StrEnum):
    """The orders in which awards can be read."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SMALLEST = "smallest"


@dataclass(frozen=True, slots=True)
class AwardFilter:
    """What awards are looked for; empty means any. Keys are those of addresses, amounts pence.

    `area` is the code of a council or region, `place` one of an area as published, `year` the year
    of the award date, `words` what was typed into the search box.
    """

    words: str = ""
    funder: str = ""
    recipient: str = ""
    programme: str = ""
    area: str = ""
    place: str = ""
    kind: str = ""
    recipient_type: str = ""
    year: int | None = None
    least: int | None = None
    most: int | None = None
    own_only: bool = False
    order: Order = Order.NEWEST

    @property
    def is_narrowed(self) -> bool:
        """Whether anything at all is asked for."""
        return self != AwardFilter(order=self.order)

    @property
    def facet(self) -> tuple[Facet, str] | None:
        """The facet and part that this asks for, besides a funder; None where it asks for more."""
        asked = {
            Facet.PROGRAMME: self.programme,
            Facet.YEAR: f"{self.year:04d}" if self.year is not None else "",
            Facet.AREA: self.area,
            Facet.KIND: self.kind,
            Facet.RECIPIENT_TYPE: self.recipient_type,
            Facet.OWN: "own" if self.own_only else "",
        }
        given = [(facet, part) for facet, part in asked.items() if part]
        in_amounts = self.least is not None or self.most is not None
        if len(given) > 1 or in_amounts or self.words or self.recipient or self.place:
            return None
        return given[0] if given else (Facet.ALL, "")
