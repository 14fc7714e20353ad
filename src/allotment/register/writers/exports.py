"""Grants in each of the formats in which they can be had."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import orjson

from allotment.register.domain.file_head import FileHead
from allotment.register.domain.standard.columns import ColumnPath
from allotment.register.writers.comma_separated import comma_separated
from allotment.register.writers.giving360 import giving360
from allotment.register.writers.workbook import workbook

Documents = Callable[[], Iterator[str]]
Columns = Callable[[], list[ColumnPath]]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: how its file names end, its media type, and whether it is a table with columns."""

    ending: str
    media_type: str
    has_columns: bool = False


FORMATS = {
    each.ending: each
    for each in (
        Format("json", "application/json"),
        Format("csv", "text/csv; charset=utf-8", has_columns=True),
        Format(
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            has_columns=True,
        ),
    )
}
BESIDE_CSV = Format("csv-metadata.json", "application/csvm+json")
"""What stands beside a CSV file, which has no room for it."""


def written(
    form: Format, head: FileHead, documents: Documents, columns: Columns
) -> Iterable[bytes]:
    """A file of grants, piece by piece. `columns` is asked for only where the format needs them."""
    if form.ending == "csv":
        return comma_separated(columns(), documents())
    if form.ending == "xlsx":
        return workbook(columns(), documents(), head.sheet)
    return giving360(head, documents())


def beside_csv(head: FileHead, file_name: str) -> bytes:
    """What the file beside a CSV file of that name says."""
    return orjson.dumps(head.beside_csv(file_name), option=orjson.OPT_INDENT_2)
