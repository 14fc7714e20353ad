"""Reads dates in the ways in which people write them."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from allotment.register.domain.reading.changes import ChangeKind
from allotment.register.domain.standard import Format

_DAY = r"\d{4}-(?:0[1-9]|1[012])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_AS_THE_STANDARD = {
    Format.DAY: re.compile(rf"{_DAY}(?:{_TIME})?", re.ASCII),
    Format.PERIOD: re.compile(rf"{_DAY}(?:{_TIME})?|\d{{4}}(?:-(?:0[1-9]|1[012]))?", re.ASCII),
    Format.MOMENT: re.compile(rf"{_DAY}{_TIME}", re.ASCII),
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_RUN_TOGETHER = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})", re.ASCII)
_IN_WORDS = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/ ]+([a-z]{3,9})\.?,?[-/ ]+(\d{4}|\d{2})", re.ASCII | re.IGNORECASE
)
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?: ?(?:Z|[+-]00:?00))?", re.IGNORECASE)
_CLOCK = re.compile(
    r"[T ]([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.ASCII | re.IGNORECASE,
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_SPREADSHEET_START = date(1899, 12, 30)
_SPREADSHEET_DAYS = range(20_000, 80_000)
_CENTURY_TURN = 70
_LONGEST = 60


class ReadDate(NamedTuple):
    """A date as the standard writes it, and how it was respelt to get there (None: not at all)."""

    text: str
    kind: ChangeKind | None


def is_standard(text: str, format: Format) -> bool:
    """Whether the text is written as the standard wants this kind of date."""
    return _AS_THE_STANDARD[format].fullmatch(text) is not None


def read_date(value: object, format: Format) -> ReadDate | None:
    """The date in the standard's spelling; None where it cannot be understood.

    Written day first unless only month first makes a date. Two-digit years from 70 are of the
    twentieth century. A number is taken for a spreadsheet's count of days since 1899-12-30.
    A time without an offset from UTC is dropped at midnight; another leaves the date not
    understood, since the moment meant is not known.
    """
    if isinstance(value, str):
        return _written(value, format)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_spreadsheet(value, format)
    return None


def month_first(text: str) -> str | None:
    """A date of three numbers read month first, as year-month-day with what follows it; else None."""
    match = _DAY_FIRST.match(text.strip())
    found = _date(_year(match[3]), match[1], match[2]) if match else None
    return found.isoformat() + text.strip()[match.end() :] if match and found else None


@lru_cache(maxsize=8_192)
def _written(text: str, format: Format) -> ReadDate | None:
    """Many grants share few dates, so each is looked at once."""
    if is_standard(text, format) and _is_real(text):
        return ReadDate(text, None)
    return _from_text(text[:_LONGEST].strip(), format)


def _is_real(text: str) -> bool:
    if len(text) < len("2026-01-01"):
        return text > "0000"
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _from_text(text: str, format: Format) -> ReadDate | None:
    if is_standard(text, format) and _is_real(text):
        return ReadDate(text, ChangeKind.DATE_RESPELT)
    for pattern, read in (
        (_YEAR_FIRST, _year_first),
        (_DAY_FIRST, _day_first),
        (_IN_WORDS, _in_words),
        (_RUN_TOGETHER, _year_first),
    ):
        if match := pattern.match(text):
            found = read(match)
            time = _time(text[match.end() :])
            if found is not None and time is not None:
                return _as_format(found[0], time, found[1], format)
    return None


def _year_first(match: re.Match[str]) -> tuple[date, ChangeKind] | None:
    found = _date(match[1], match[2], match[3])
    return (found, ChangeKind.DATE_RESPELT) if found else None


def _day_first(match: re.Match[str]) -> tuple[date, ChangeKind] | None:
    if found := _date(_year(match[3]), match[2], match[1]):
        return found, ChangeKind.DAY_FIRST_DATE
    if found := _date(_year(match[3]), match[1], match[2]):
        return found, ChangeKind.MONTH_FIRST_DATE
    return None


def _in_words(match: re.Match[str]) -> tuple[date, ChangeKind] | None:
    month = _MONTHS.get(match[2].lower())
    found = _date(_year(match[3]), month, match[1]) if month else None
    return (found, ChangeKind.DATE_IN_WORDS) if found else None


def _year(written: str) -> int:
    year = int(written)
    if len(written) == len("2026"):
        return year
    return year + (1900 if year >= _CENTURY_TURN else 2000)


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _time(rest: str) -> str | None:
    """The time after a date, with its offset; empty for none or midnight, None if unclear."""
    if not rest or _MIDNIGHT.fullmatch(rest):
        return ""
    match = _CLOCK.fullmatch(rest)
    if match is None or not match[4]:
        return None
    offset = match[4].upper()
    if len(offset) == len("+0100"):
        offset = f"{offset[:3]}:{offset[3:]}"
    return f"T{int(match[1]):02d}:{match[2]}:{match[3] or '00'}{offset}"


def _as_format(day: date, time: str, kind: ChangeKind, format: Format) -> ReadDate:
    if format is Format.MOMENT:
        time = time or "T00:00:00Z"
    return ReadDate(day.isoformat() + time, kind)


def _from_spreadsheet(value: float, format: Format) -> ReadDate | None:
    days = int(value)
    if days not in _SPREADSHEET_DAYS:
        return None
    day = _SPREADSHEET_START + timedelta(days=days)
    return _as_format(day, "", ChangeKind.SPREADSHEET_DATE, format)
