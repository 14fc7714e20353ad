"""Reads amounts of money in the ways in which people write them, exactly, in pence."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from allotment.register.domain.reading.changes import ChangeKind

MOST_PENCE = 10**14
"""A trillion pounds; anything above is a slip, not an award."""

_WRITTEN = re.compile(
    r"(?P<sign>[-−]?)\s*(?P<pound>£|GBP)?\s*(?P<minus>[-−]?)\s*"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.(?P<part>\d{0,18}))?\s*(?P<after>GBP)?",
    re.ASCII | re.IGNORECASE,
)
_MOST_POUNDS = MOST_PENCE // 100
_PENNY = Decimal("0.01")


class AmountTooLargeError(ValueError):
    """More than a trillion pounds."""


class ReadAmount(NamedTuple):
    """An amount as a plain number, in pence, and what was respelt to get there."""

    number: int | float
    pence: int
    kinds: tuple[ChangeKind, ...]


def read_amount(value: object) -> ReadAmount | None:
    """The amount; None where it cannot be understood, AmountTooLargeError above a trillion.

    Fractions of a penny are rounded to the nearest penny, halves away from zero.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        _check_size(value)
        return ReadAmount(value, value * 100, ())
    if isinstance(value, float):
        return _from_float(value)
    if isinstance(value, str):
        return _from_text(value)
    return None


def _from_float(value: float) -> ReadAmount:
    _check_size(value)
    pence = round(value * 100)
    if pence / 100 == value:
        return ReadAmount(int(value) if value.is_integer() else value, pence, ())
    return _rounded(Decimal(repr(value)), ())


def _from_text(text: str) -> ReadAmount | None:
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or (match["sign"] and match["minus"]):
        return None
    kinds = []
    if "," in match["whole"]:
        kinds.append(ChangeKind.MONEY_WITH_COMMAS)
    if match["pound"] or match["after"]:
        kinds.append(ChangeKind.MONEY_WITH_POUND_SIGN)
    kinds = kinds or [ChangeKind.NUMBER_AS_TEXT]
    value = Decimal(f"{match['whole'].replace(',', '')}.{match['part'] or '0'}")
    if match["sign"] or match["minus"]:
        value = -value
    _check_size(value)
    if value == value.quantize(_PENNY):
        return _exact(value, tuple(kinds))
    return _rounded(value, tuple(kinds))


def _rounded(value: Decimal, kinds: tuple[ChangeKind, ...]) -> ReadAmount:
    rounded = value.quantize(_PENNY, rounding=ROUND_HALF_UP)
    return _exact(rounded, (*kinds, ChangeKind.FRACTION_OF_A_PENNY))


def _exact(value: Decimal, kinds: tuple[ChangeKind, ...]) -> ReadAmount:
    pence = int(value * 100)
    return ReadAmount(pence // 100 if pence % 100 == 0 else pence / 100, pence, kinds)


def _check_size(pounds: int | float | Decimal) -> None:
    if not -_MOST_POUNDS <= pounds <= _MOST_POUNDS:
        raise AmountTooLargeError
