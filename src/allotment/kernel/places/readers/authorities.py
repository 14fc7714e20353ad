"""Reads our own table of local authorities."""

import csv
from datetime import date
from pathlib import Path

from allotment.kernel.places.domain.councils import Council, Kind

TABLE = Path(__file__).parent.parent / "authorities.csv"


def read(path: Path = TABLE) -> list[Council]:
    """All rows of the table, in the order of their codes."""
    with path.open(encoding="utf-8", newline="") as table:
        return [_council(row) for row in csv.DictReader(table)]


def _council(row: dict[str, str]) -> Council:
    return Council(
        code=row["code"],
        name=row["name"],
        kind=Kind(row["kind"]),
        upper_tier=row["upper_tier"],
        region=row["region"],
        country=row["country"],
        ended=date.fromisoformat(row["ended"]) if row["ended"] else None,
        successors=_several(row["successors"]),
        also=_several(row["also"]),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)
