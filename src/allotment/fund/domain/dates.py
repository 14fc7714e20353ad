"""Dates as people type and read them: day first, as in Britain."""

import re
from collections.abc import Mapping
from datetime import date

from allotment.kernel.domain.sentences import Translate, gettext_noop as _

MONTHS = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)

_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4}) (?P<month>[0-9]{1,2}) (?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? (?P<month>[0-9]{1,2}|[a-z]{3,9}) (?P<year>[0-9]{4})"
)
_SEPARATORS = re.compile(r"[\s/.,\-]+")

LONGEST = 40
"""No way to write a date is longer than this."""


class NotADateError(ValueError):
    """The text is no date of the calendar."""


def day(moment: date, translate: Translate = str) -> str:
    """Write a date as people read it: "2 March 2026"."""
    return f"{moment.day} {translate(MONTHS[moment.month - 1])} {moment.year}"


def read_date(typed: str | Mapping[str, str]) -> date:
    """Read "2026-03-02", "2/3/2026", "2 March 2026", or parts named day, month and year.

    Raises NotADateError.
    """
    if isinstance(typed, Mapping):
        typed = " ".join(typed.get(name, "") for name in ("day", "month", "year"))
    text = _SEPARATORS.sub(" ", typed[: LONGEST + 1]).strip().lower()
    match = _YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text)
    if match is None or len(typed) > LONGEST:
        raise NotADateError(typed)
    try:
        return date(int(match["year"]), _month(match["month"]), int(match["day"]))
    except ValueError as error:
        raise NotADateError(typed) from error


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    for number, name in enumerate(MONTHS, start=1):
        if name.lower().startswith(written):
            return number
    raise ValueError(written)
