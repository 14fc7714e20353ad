"""Financial years of councils: from 1 April to 31 March."""

import datetime as dt

FIRST_MONTH = 4
EARLIEST = 1990
LATEST = 2100


def financial_year(day: dt.date) -> int:
    """The year in which the financial year of a day began: 31 March 2027 → 2026."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def label(year: int) -> str:
    """2026 → "2026/27", 1999 → "1999/00"."""
    return f"{year}/{(year + 1) % 100:02d}"


def parse(text: str) -> int:
    """Read "2026/27", "2026-27", "2026 to 2027" or "2026"; ValueError for anything else."""
    parts = (
        text.replace("–", "/").replace("-", "/").replace(" to ", "/").replace(" ", "").split("/")
    )
    if not (1 <= len(parts) <= 2 and len(parts[0]) == 4 and all(p.isdecimal() for p in parts)):
        raise ValueError(text)
    year = int(parts[0])
    if not EARLIEST <= year <= LATEST:
        raise ValueError(text)
    if len(parts) == 2 and parts[1] not in {f"{(year + 1) % 100:02d}", str(year + 1)}:
        raise ValueError(text)
    return year
