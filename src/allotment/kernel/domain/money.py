"""Money in whole pence, and how people write it."""

import re
from decimal import Decimal, InvalidOperation

_WRITTEN = re.compile(
    r"^£?\s*(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<part>\d{1,2}))?\s*(?P<k>[kK])?$"
)

MOST_PENCE = 10**14


class NotAnAmountError(ValueError):
    """The text cannot be read as an amount in pounds."""


def pounds(pence: int) -> str:
    """Write pence as people do: 1250000 → "£12,500", 1250 → "£12.50", −500 → "−£5"."""
    sign = "−" if pence < 0 else ""
    whole, part = divmod(abs(pence), 100)
    return f"{sign}£{whole:,}.{part:02d}" if part else f"{sign}£{whole:,}"


def parse_pounds(text: str) -> int:
    """Read "£12,500.50", "12500" or "12k" as pence.

    Raises NotAnAmountError where the text is something else, or above a trillion pounds.
    """
    match = _WRITTEN.match(text.strip())
    if not match:
        raise NotAnAmountError(text)
    try:
        value = Decimal(match["whole"].replace(",", "") + "." + (match["part"] or "0"))
    except InvalidOperation as error:
        raise NotAnAmountError(text) from error
    pence = int(value * 100) * (1000 if match["k"] else 1)
    if pence > MOST_PENCE:
        raise NotAnAmountError(text)
    return pence
