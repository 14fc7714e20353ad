"""Lists that people filter, sort, page through and take away as CSV: one way for all of them.

A view describes its list as a `Table`, learns from it what the address asks for (`asked`), hands that
to a query, which answers with rows (`kernel.web.rows`), and then either sends `file(rows)` or shows
`shown(request, rows)` by the macros of `web/lists.html`. Everything is in the address: filters by
their names, `sort` (with "-" before it: downwards), `after` and `before` (the key of a row, never an
offset), `format=csv`.
"""

import csv
import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from allotment.kernel.domain.money import pounds
from allotment.kernel.web.cells import link
from allotment.kernel.web.formats import number, short_date

Row = TypeVar("Row")
Out_co = TypeVar("Out_co", covariant=True)

PAGE_SIZE = 25
_LONGEST = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclasses.dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list: its rows, the count of all, and the keys of the pages beside it."""

    rows: Sequence[Row]
    count: int
    next_key: str = ""
    previous_key: str = ""


class AnyRows(Protocol[Out_co]):
    """What a query answers for a list: the page that was asked for, and every row, one by one."""

    def page(self) -> Page[Any]: ...

    def __iter__(self) -> Iterator[Out_co]: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its heading, what the file holds of a row, and the name it sorts by ("": it does not).

    `cell` is the name of an attribute of the row (with dots: of what it refers to), or a function.
    Without it the column is not in the file; without `on_page` only there. `down` is what the address
    says for downwards, where that is not the name with a "-" before it. `in_file` is the heading
    there, where it is another one; `name` what a template calls it by, where it sorts by none.

    The page has the cell as text, a date as "2 Mar 2026", a number of a `numeric` column as "12,500";
    or what `show` makes of it: text or markup. A column without a cell is on the page only, and its
    `show` is given the row. `href` says where the cell leads; `under` is a second line in it, an
    attribute or a function.
    """

    heading: str
    cell: Callable[[Row], Any] | str | None = None
    sort: str = ""
    numeric: bool = False
    on_page: bool = True
    down: str = ""
    in_file: str = ""
    name: str = ""
    show: Callable[[Any], Any] | None = None
    href: Callable[[Row], str] | None = None
    under: Callable[[Row], str] | str = ""

    @property
    def heading_of_file(self) -> str:
        return self.in_file or self.heading

    def value(self, row: Row) -> Any:
        """What the row has in this column."""
        assert self.cell is not None
        return _of(row, self.cell)

    def written(self, row: Row) -> Any:
        """What the file has in this column."""
        return self.value(row)

    def text(self, row: Row) -> Any:
        """What a person reads in this column, without its link and its second line."""
        value = row if self.cell is None else self.value(row)
        if self.show:
            return self.show(value)
        if isinstance(value, dt.date):
            return short_date(value)
        if self.numeric and isinstance(value, int):
            return number(value)
        return "" if value is None else value

    def shown(self, row: Row) -> Any:
        """What the page has in this column."""
        text = self.text(row)
        if self.href:
            text = link(text, self.href(row))
        if self.under and (under := _of(row, self.under)):
            return format_html('{}<br><span class="govuk-hint">{}</span>', text, under)
        return text

    @property
    def sorts(self) -> tuple[str, str]:
        """What the address says for upwards and for downwards."""
        return self.sort, self.down or f"-{self.sort}"


def _of(row: Any, cell: Callable[[Any], Any] | str) -> Any:
    return attrgetter(cell)(row) if isinstance(cell, str) else cell(row)


@dataclasses.dataclass(frozen=True, slots=True)
class Money(Column[Row]):
    """A column of pence: the page has it as people write money, the file as a number of pounds.

    A number, so that a spreadsheet can reckon with it and a minus is no formula.
    """

    numeric: bool = True

    @property
    def heading_of_file(self) -> str:
        return self.in_file or _("%(heading)s (£)") % {"heading": self.heading}

    def written(self, row: Row) -> float | str:
        pence = self.value(row)
        return "" if pence is None else pence / 100

    def text(self, row: Row) -> str:
        pence = self.value(row)
        return "" if pence is None else pounds(pence)


@dataclasses.dataclass(frozen=True, slots=True)
class Filter:
    """What a list can be narrowed by: words typed or, with `options` (value, text), one of these.

    One that `chooses` shows one of several lists: it is there even where that one is empty.
    """

    name: str
    label: str
    options: Sequence[tuple[str, Any]] | None = None
    every: str = ""
    chooses: bool = False

    def read(self, typed: str) -> str:
        """What of the address counts; "" where it makes no sense."""
        typed = typed.replace("\0", "").strip()[:_LONGEST]
        if self.options is not None and typed not in {value for value, _text in self.options}:
            return ""
        return typed

    def text_of(self, value: str) -> str:
        """The value as people read it."""
        return str(dict(self.options).get(value, value)) if self.options is not None else value


@dataclasses.dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: what to do next, and where."""

    text: str
    action: str = ""
    href: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of a list; what makes no sense is left out."""

    sort: str
    chosen: Mapping[str, str] = dataclasses.field(default_factory=dict)
    is_narrowed: bool = False
    after: str = ""
    before: str = ""
    as_file: bool = False

    def __getitem__(self, name: str) -> str:
        """What a filter was set to; "" where it was not."""
        return self.chosen.get(name, "")


@dataclasses.dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading as the page shows it; `order` is the word for aria-sort."""

    text: str
    numeric: bool
    href: str
    order: str


@dataclasses.dataclass(frozen=True, slots=True)
class Shown(Generic[Row]):
    """A list as the macros of `web/lists.html` show it."""

    name: str
    caption: str
    headings: Sequence[Heading]
    filters: Sequence[tuple[Filter, str]]
    sort: str
    rows: Sequence[Row]
    count: int
    count_text: str
    is_narrowed: bool
    narrowing: Sequence[str]
    empty: Empty
    csv_href: str
    all_href: str
    next_href: str
    previous_href: str
    columns: Sequence[Column[Row]]

    def cells(self, row: Row, *names: str) -> SafeString:
        """The cells of a row in the columns with these names, as the page has them."""
        named = {column.name or column.sort: column for column in self.columns}
        return _cells(row, [named[name] for name in names])

    def all_cells(self, row: Row) -> SafeString:
        """Every cell of a row, of which the first is the row's heading."""
        first, *others = self.columns
        heading = '<th scope="row" class="govuk-table__header">{}</th>\n{}'
        return format_html(heading, first.shown(row), _cells(row, others))


def _cells(row: Row, columns: Iterable[Column[Row]]) -> SafeString:
    return format_html_join(
        "\n",
        '<td class="govuk-table__cell{}">{}</td>',
        (
            (" govuk-table__cell--numeric" if column.numeric else "", column.shown(row))
            for column in columns
        ),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """A list: how it is called, its columns and filters, its usual order, what an empty one says.

    `name` is that of the file; `counted` says how many rows there are, with "%(n)s" for
    the number.
    """

    name: str
    caption: str
    columns: Sequence[Column[Row]]
    usual: str
    empty: Empty
    counted: Callable[[int], str]
    filters: Sequence[Filter] = ()

    def asked(self, request: HttpRequest) -> Asked:
        """What the address asks of this list."""
        known = {sort for column in self.columns if column.sort for sort in column.sorts}
        sort = request.GET.get("sort", "")
        chosen = {each.name: each.read(request.GET.get(each.name, "")) for each in self.filters}
        return Asked(
            sort if sort in known else self.usual,
            chosen,
            any(chosen[each.name] for each in self.filters if not each.chooses),
            after=request.GET.get("after", "")[:_LONGEST],
            before=request.GET.get("before", "")[:_LONGEST],
            as_file=request.GET.get("format") == "csv",
        )

    def file(self, rows: Iterable[Row]) -> StreamingHttpResponse:
        """Every row that the address asks for, as CSV."""
        columns = [column for column in self.columns if column.cell is not None]
        cells = ([column.written(row) for column in columns] for row in rows)
        return csv_response(self.name, [str(c.heading_of_file) for c in columns], cells)

    def shown(self, request: HttpRequest, rows: AnyRows[Row] | Page[Row]) -> Shown[Row]:
        """The page that the address asks for."""
        asked, page = self.asked(request), rows if isinstance(rows, Page) else rows.page()
        previous, following = beside(request, page)
        narrowing = [
            _("%(label)s: %(value)s")
            % {"label": each.label, "value": each.text_of(asked[each.name])}
            for each in self.filters
            if asked[each.name]
        ]
        return Shown(
            name=self.name, caption=self.caption, rows=page.rows, count=page.count,
            headings=[_heading(request, c, asked.sort) for c in self.columns if c.on_page],
            filters=[
                (each, asked[each.name])
                for each in self.filters
                if page.count or asked.is_narrowed or each.chooses
            ],
            sort=asked.sort if asked.sort != self.usual else "",
            count_text=self.counted(page.count) % {"n": number(page.count)},
            is_narrowed=asked.is_narrowed, narrowing=narrowing, empty=self.empty,
            csv_href=address_with(request, format="csv", after=None, before=None),
            all_href=request.path,
            previous_href=previous, next_href=following,
            columns=[c for c in self.columns if c.on_page],
        )  # fmt: skip


def _heading(request: HttpRequest, column: Column[Any], sort: str) -> Heading:
    """The heading; its link turns the order in force round, or begins with what people look for
    first: the first of the alphabet, the largest number."""
    if not column.sort:
        return Heading(column.heading, column.numeric, "", "")
    up, down = column.sorts
    order = {up: "ascending", down: "descending"}.get(sort, "")
    following = {up: down, down: up}.get(sort, down if column.numeric else up)
    href = address_with(request, sort=following, after=None, before=None)
    return Heading(column.heading, column.numeric, href, order)


def beside(request: HttpRequest, page: Page[Any]) -> tuple[str, str]:
    """The addresses of the page before and of the page after; "" where there is none."""
    return (
        address_with(request, before=page.previous_key, after=None) if page.previous_key else "",
        address_with(request, after=page.next_key, before=None) if page.next_key else "",
    )


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

    Moments are those of the clock on the wall, as a spreadsheet reads them. Source: OWASP, CSV
    Injection.
    """
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    text = "" if value is None else str(value).replace("\0", "")
    if text.startswith(_FORMULA) and not isinstance(value, (int, float)):
        return "'" + text
    return text


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The rows as lines of CSV, safe to open in a spreadsheet."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([safe_cell(h) for h in headings])
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def csv_response(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """The rows as a CSV file, streamed, safe to open in a spreadsheet."""
    response = StreamingHttpResponse(
        csv_lines(headings, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
