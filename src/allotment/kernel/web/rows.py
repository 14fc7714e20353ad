"""The rows of a list, from the database or from memory, in the order that its address asks for.

The address carries the key of a neighbouring row, never an offset: a page stays right while rows come
and go before it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from allotment.kernel.web import tables
from allotment.kernel.web.tables import Asked, Page

Model = TypeVar("Model", bound=models.Model)
Row = TypeVar("Row")

_AT_ONCE = 500


class Rows(Generic[Model, Row]):
    """Rows of a query: a page in up to three statements, or all of them, some hundred at a time.

    `orders` says for each name in the address which columns it sorts by, none of them nullable; the
    rows' own numbers come last, so that any two are told apart. `into` makes what is shown out of
    some rows, with a fixed number of statements. Rows have a unique `key`, or else a column of
    numbers, named by `key`.
    """

    def __init__(
        self,
        found: QuerySet[Model],
        asked: Asked,
        orders: Mapping[str, Sequence[str]],
        into: Callable[[list[Any]], list[Row]],
        key: str = "key",
    ) -> None:
        self._found, self._asked, self._into, self._key = found, asked, into, key
        self._order = order_of(orders, asked.sort)

    def page(self) -> Page[Row]:
        """The page that the address asks for."""
        page = read_page(
            self._found,
            self._order,
            after=self._asked.after,
            before=self._asked.before,
            key=self._key,
        )
        return Page(self._into(list(page.rows)), page.count, page.next_key, page.previous_key)

    def __iter__(self) -> Iterator[Row]:
        rows = self._found.order_by(*self._order).iterator(chunk_size=_AT_ONCE)
        while some := list(islice(rows, _AT_ONCE)):
            yield from self._into(some)


class Listed(Generic[Row]):
    """Rows that are at hand, sorted and cut into pages: for lists that stay short.

    `orders` says for each name in the address what it sorts by; `key` tells any two rows apart.
    """

    def __init__(
        self,
        rows: Iterable[Row],
        asked: Asked,
        orders: Mapping[str, Callable[[Row], Any]],
        key: Callable[[Row], str],
    ) -> None:
        by = orders[asked.sort.removeprefix("-")]
        self._rows = sorted(
            rows, key=lambda row: (by(row), key(row)), reverse=asked.sort.startswith("-")
        )
        self._asked, self._key = asked, key

    def page(self) -> Page[Row]:
        """The page that the address asks for."""
        return cut_page(self._rows, self._asked, self._key)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)


def cut_page(
    rows: Sequence[Row], asked: Asked, key: Callable[[Row], str], size: int | None = None
) -> Page[Row]:
    """The page of rows, already in their order, after or before the row whose key is asked for."""
    size = size or tables.PAGE_SIZE
    place = {key(row): n for n, row in enumerate(rows)}
    start = 0
    if asked.before in place:
        start = max(0, place[asked.before] - size)
    elif asked.after in place:
        start = place[asked.after] + 1
    some = rows[start : start + size]
    return Page(
        some,
        len(rows),
        next_key=key(some[-1]) if some and start + size < len(rows) else "",
        previous_key=key(some[0]) if some and start else "",
    )


def order_of(orders: Mapping[str, Sequence[str]], sort: str) -> list[str]:
    """The columns that a name in the address sorts by, all turned round where it says downwards."""
    columns = [*orders[sort.removeprefix("-")], "pk"]
    return [_turned(each) for each in columns] if sort.startswith("-") else columns


def read_page(
    rows: QuerySet[Model],
    order: Sequence[str],
    *,
    after: str = "",
    before: str = "",
    key: str = "key",
) -> Page[Model]:
    """The page after the row with one key, or before the row with another. Up to three statements.

    `order` are the names of non-null columns, "-" before those that go down; the last one must tell
    any two rows apart. A key that is not among the rows gives the first page.
    """
    columns = [name.removeprefix("-") for name in order]
    edge, wanted = None, after or before
    if wanted and (key == "key" or _is_number(wanted)):
        edge = rows.order_by().filter(**{key: wanted}).values_list(*columns).first()
    backwards = bool(before) and not after and edge is not None
    if backwards:
        order = [_turned(name) for name in order]
    found = rows.order_by(*order)
    if edge is not None:
        found = found.filter(_beyond(edge, order))
    size = tables.PAGE_SIZE
    some = list(found[: size + 1])
    more, some = len(some) > size, some[:size]
    if backwards:
        some.reverse()
    there_is_next = backwards or more
    there_is_previous = more if backwards else edge is not None
    return Page(
        rows=some,
        count=rows.order_by().count(),
        next_key=str(getattr(some[-1], key)) if some and there_is_next else "",
        previous_key=str(getattr(some[0], key)) if some and there_is_previous else "",
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _beyond(edge: Sequence[Any], order: Sequence[str]) -> Q:
    """Rows that come after `edge`, the values of the columns of this order."""
    beyond, alike = Q(), Q()
    for name, value in zip(order, edge, strict=True):
        column = name.removeprefix("-")
        comparison = "lt" if name.startswith("-") else "gt"
        beyond |= alike & Q(**{f"{column}__{comparison}": value})
        alike &= Q(**{column: value})
    return beyond
