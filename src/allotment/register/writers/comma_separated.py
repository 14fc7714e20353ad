"""Grants as comma-separated values, as a stream."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from allotment.register.domain.spreading import Cell
from allotment.register.domain.standard.columns import ColumnPath
from allotment.register.writers.grant_columns import headings, rows

_PIECE = 256 * 1024
#: What a spreadsheet program may take for a formula, and what looks as if it had been marked.
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")


def comma_separated(columns: Sequence[ColumnPath], documents: Iterable[str]) -> Iterator[bytes]:
    """A file of grants, piece by piece, in UTF-8 with a mark at its start.

    A text that a spreadsheet program would run as a formula has an apostrophe before it, which the
    reader takes away.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow([written(heading) for heading in headings(columns)])
    for row in rows(columns, documents):
        writer.writerow([written(cell) for cell in row])
        if text.tell() >= _PIECE:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def written(cell: Cell | None) -> str:
    """A cell as text that no spreadsheet program runs."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if _FORMULA.match(cell) else cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    number = repr(cell)
    return f"{Decimal(number):f}" if "e" in number else number
