"""A page of rows by key: the address carries the key of the last row, never an offset."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import models
from django.db.models import Q, QuerySet

from allotment.kernel.web.tables import PAGE_SIZE, Page

Row = TypeVar("Row", bound=models.Model)


def read_page(
    rows: QuerySet[Row], order: Sequence[str], *, after: str = "", before: str = ""
) -> Page[Row]:
    """The page after the row with one key, or before the row with another. Up to three statements.

    `order` are the names of non-null columns, "-" before those that go down; the last one must tell
    any two rows apart. A key that is not among the rows gives the first page.
    """
    edge = rows.filter(key=after or before).first() if after or before else None
    backwards = bool(before) and edge is not None
    if backwards:
        order = [_turned(name) for name in order]
    found = rows.order_by(*order)
    if edge is not None:
        found = found.filter(_beyond(edge, order))
    some = list(found[: PAGE_SIZE + 1])
    more, some = len(some) > PAGE_SIZE, some[:PAGE_SIZE]
    if backwards:
        some.reverse()
    there_is_next = backwards or more
    there_is_previous = more if backwards else edge is not None
    return Page(
        rows=some,
        count=rows.count(),
        next_key=some[-1].key if some and there_is_next else "",  # type: ignore[attr-defined]
        previous_key=some[0].key if some and there_is_previous else "",  # type: ignore[attr-defined]
    )


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _beyond(edge: models.Model, order: Sequence[str]) -> Q:
    """Rows that come after `edge` in this order."""
    beyond, alike = Q(), Q()
    for name in order:
        column = name.removeprefix("-")
        value = getattr(edge, column)
        comparison = "lt" if name.startswith("-") else "gt"
        beyond |= alike & Q(**{f"{column}__{comparison}": value})
        alike &= Q(**{column: value})
    return beyond
