"""Writes what an import turned away as a file that can be mended and sent again."""

import csv
import io
import json
from collections import defaultdict
from typing import Any, NamedTuple

from allotment.register.domain.reading.table_rows import REASON_HEADING, ROW_HEADING
from allotment.register.readers.grants_file import Item
from allotment.register.writers.comma_separated import written
from allotment.register.writers.workbook import workbook_of

MOST_ROWS = 10_000
MOST_LETTERS = 32 * 1024**2
"""Characters of all that is kept, so that memory stays flat; what is more is told, not kept."""

_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class RejectedFile(NamedTuple):
    """A file: the ending of its name, its media type and its bytes."""

    ending: str
    content_type: str
    content: bytes


class RejectedRows:
    """Gathers grants that were turned away, as they stood in the file, each with its reason."""

    def __init__(self) -> None:
        self._tables: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
        self._grants: list[dict[str, Any]] = []
        self._rows = self._letters = 0

    def add(self, item: Item, reason: str) -> None:
        """Keep a grant, if it could be parsed and there is room."""
        kept = item.value if item.cells is None else item.cells
        if item.cells is None and not isinstance(kept, dict):
            return
        self._rows += 1
        self._letters += len(str(kept))
        if self._rows > MOST_ROWS or self._letters > MOST_LETTERS:
            return
        if item.cells is None:
            self._grants.append({REASON_HEADING: reason, ROW_HEADING: item.row, **item.value})
            return
        own = [
            place
            for place, heading in enumerate(item.headings)
            if heading in (REASON_HEADING, ROW_HEADING)
        ]
        headings, cells = _without(item.headings, own), _without(item.cells, own)
        self._tables[headings].append((reason, item.row, *cells))

    def file(self, form: str, head: dict[str, Any]) -> RejectedFile | None:
        """The file in the form of the one that was read, with that one's own fields (`head`)."""
        if form == "json":
            content = json.dumps({**head, "grants": self._grants}, indent=1).encode()
        elif form == "csv":
            content = self._as_csv()
        else:
            content = workbook_of(self._sheets())
        found = self._grants or self._tables
        return RejectedFile(form, _TYPES[form], content) if found else None

    def _sheets(self) -> list[list[list[Any]]]:
        """First why and where, so that a row with too many cells stays as it was."""
        return [
            [[REASON_HEADING, ROW_HEADING, *headings], *map(list, rows)]
            for headings, rows in self._tables.items()
        ]

    def _as_csv(self) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        for sheet in self._sheets():
            writer.writerows([written(cell) for cell in row] for row in sheet)
        return text.getvalue().encode("utf-8-sig")


def _without(cells: tuple[Any, ...], places: list[int]) -> tuple[Any, ...]:
    return tuple(cell for place, cell in enumerate(cells) if place not in places)
