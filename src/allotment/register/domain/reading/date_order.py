"""Decides for a file as a whole whether its dates are written day first or month first."""

import re
from dataclasses import dataclass
from enum import StrEnum

_NUMBERS = re.compile(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?!\d)", re.ASCII)
_MONTHS = 12


class DateOrder(StrEnum):
    """What stands first in a date of three numbers."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A date that can be read in one way only, and the row where it stands."""

    written: str
    row: int


@dataclass(slots=True)
class DateEvidence:
    """What the dates of a file say about their order.

    `open_dates` counts those that either order makes a date of, and a different one; `first_open` is
    the first of these.
    """

    day_first: Evidence | None = None
    month_first: Evidence | None = None
    first_open: Evidence | None = None
    open_dates: int = 0

    def look_at(self, written: str, row: int) -> None:
        """Take a date into account."""
        match = _NUMBERS.match(written)
        if match is None:
            return
        first, second = int(match[1]), int(match[2])
        if first > _MONTHS >= second:
            self.day_first = self.day_first or Evidence(written.strip(), row)
        elif second > _MONTHS >= first:
            self.month_first = self.month_first or Evidence(written.strip(), row)
        elif first != second and first <= _MONTHS:
            self.open_dates += 1
            self.first_open = self.first_open or Evidence(written.strip(), row)

    @property
    def decided(self) -> DateOrder | None:
        """The order that the dates show; None where they show none, or both."""
        if bool(self.day_first) == bool(self.month_first):
            return None
        return DateOrder.DAY_FIRST if self.day_first else DateOrder.MONTH_FIRST

    @property
    def must_be_asked(self) -> bool:
        """Whether there are dates that nothing in the file decides."""
        return self.open_dates > 0 and self.decided is None
