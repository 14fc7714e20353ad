"""What a list of awards is narrowed to, in which order it is read, and how its address says so."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from allotment.kernel.domain.money import NotAnAmountError, parse_pounds
from allotment.kernel.domain.sentences import gettext_noop as _
from allotment.register.domain.facets import Facet
from allotment.register.domain.kinds import AwardKind, RecipientType

_LONGEST = 200
_LONGEST_YEAR = 4


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter, what was typed for it, and for each field that makes no sense why not."""

    wanted: AwardFilter
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_filter(query: Mapping[str, str]) -> Asked:
    """The filter that an address asks for; what makes no sense is left out and said."""
    typed = {name: query.get(name, "")[:_LONGEST].strip() for name in _NAMES}
    errors: dict[str, str] = {}
    year = typed["year"]
    order = typed["sort"]
    wanted = AwardFilter(
        words=typed["q"],
        funder=typed["funder"],
        recipient=typed["recipient"],
        programme=query.get("programme", "")[:500].strip(),
        area=typed["area"].upper()[:9],
        place=typed["place"].upper(),
        kind=typed["kind"] if typed["kind"] in set(AwardKind) else "",
        recipient_type=typed["type"] if typed["type"] in set(RecipientType) else "",
        year=int(year)
        if year.isascii() and year.isdigit() and len(year) <= _LONGEST_YEAR
        else None,
        least=_pence("least", typed, errors),
        most=_pence("most", typed, errors),
        own_only=typed["own"] == "1",
        order=Order(order) if order in set(Order) else Order.NEWEST,
    )
    return Asked(wanted, typed, errors)


_NAMES = (
    "q", "funder", "recipient", "area", "place", "kind", "type", "year", "least", "most", "own", "sort",
)  # fmt: skip


def _pence(name: str, typed: dict[str, str], errors: dict[str, str]) -> int | None:
    if not typed[name]:
        return None
    try:
        return parse_pounds(typed[name])
    except NotAnAmountError:
        errors[name] = _("Enter an amount in pounds, such as 500 or 12,500")
        return None
