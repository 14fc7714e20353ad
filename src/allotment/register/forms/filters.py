"""The filters of the list of awards, read from the page's address."""

from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _

from allotment.kernel.domain.money import NotAnAmountError, parse_pounds
from allotment.register.domain.filters import AwardFilter, Order
from allotment.register.domain.kinds import AwardKind, RecipientType

_LONGEST = 200
_LONGEST_YEAR = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter, what was typed for it, and an error message for each field that makes no sense."""

    wanted: AwardFilter
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def read_filter(query: QueryDict) -> Asked:
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
