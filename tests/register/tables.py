"""Tables of grants for the tests, as CSV and as workbooks."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

HEADINGS = (
    "Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date",
    "Recipient Org:Identifier", "Recipient Org:Name", "Funding Org:0:Identifier", "Funding Org:0:Name",
)  # fmt: skip
ROW = (
    "360G-millbridge-1", "Tools", "Soldering irons", "GBP", "1250", "2026-01-05",
    "GB-CHC-9999999", "Riverside Repair Café", "GB-LAE-ZZZ", "Millbridge Council",
)  # fmt: skip


def row(**changes: Any) -> tuple[Any, ...]:
    """A row under the headings above, changed by field: id, title, amount, date, recipient."""
    places = {"id": 0, "title": 1, "amount": 4, "date": 5, "recipient": 7}
    cells: list[Any] = list(ROW)
    for name, value in changes.items():
        cells[places[name]] = value
    return tuple(cells)


def as_csv(
    rows: Iterable[Sequence[Any]],
    headings: Sequence[str] = HEADINGS,
    *,
    separator: str = ",",
    encoding: str = "utf-8",
) -> bytes:
    """A table as separated values."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def as_workbook(
    rows: Iterable[Sequence[Any]], headings: Sequence[str] = HEADINGS, *, title: str = "grants"
) -> bytes:
    """A table as a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for each in (headings, *rows):
        sheet.append(list(each))
    return saved(book)


def saved(book: Workbook) -> bytes:
    """A workbook's bytes."""
    file = BytesIO()
    book.save(file)
    return file.getvalue()
