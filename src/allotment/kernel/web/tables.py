"""Lists that people filter, sort, page through and take away as CSV.

A list page asks `read_page` for the page it is on (keyset: the address carries the last row's key,
never an offset), renders `table.html`, and answers `?format=csv` with `csv_response`.
"""

import csv
import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, StreamingHttpResponse

Row = TypeVar("Row")

PAGE_SIZE = 25
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclasses.dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: its rows, the count of all, and the keys of the pages beside it."""

    rows: Sequence[Row]
    count: int
    next_key: str = ""
    previous_key: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, the name it sorts by ("" where it does not) and its alignment."""

    heading: str
    sort: str = ""
    numeric: bool = False


def address_with(request: HttpRequest, **changes: str | None) -> str:
    """This page's address with some parameters changed; None or "" takes one away."""
    query = {name: request.GET.getlist(name) for name in request.GET}
    for name, value in changes.items():
        if value:
            query[name] = [value]
        else:
            query.pop(name, None)
    text = urlencode(query, doseq=True)
    return f"{request.path}?{text}" if text else request.path


def safe_cell(value: Any) -> str:
    """A cell that no spreadsheet runs as a formula: a leading quote is put before what one would.

    Source: OWASP, CSV Injection.
    """
    text = "" if value is None else str(value).replace("\0", "")
    if text.startswith(_FORMULA) and not isinstance(value, (int, float)):
        return "'" + text
    return text


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe_cell(h) for h in headings])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def csv_response(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """The rows as a CSV file, streamed, safe to open in a spreadsheet."""
    response = StreamingHttpResponse(
        _csv_lines(headings, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
