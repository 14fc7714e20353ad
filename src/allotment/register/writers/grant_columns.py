"""Grants as the rows of one wide table, under the standard's headings."""

from collections.abc import Iterable, Iterator, Sequence

import orjson

from allotment.register.domain.spreading import Cell, cells_of, in_order
from allotment.register.domain.standard.columns import ColumnPath, heading_at

Cells = list[Cell | None]


class ChangedMeanwhileError(RuntimeError):
    """A grant has a field that none had when the columns were found; the file is not finished."""


def columns_in(documents: Iterable[str]) -> list[ColumnPath]:
    """The columns that these grants need."""
    found: set[ColumnPath] = set()
    for document in documents:
        found.update(cells_of(orjson.loads(document)))
    return in_order(found)


def together(some: Iterable[ColumnPath], others: Iterable[ColumnPath]) -> list[ColumnPath]:
    """The columns of either."""
    return in_order({*some, *others})


def headings(columns: Iterable[ColumnPath]) -> list[str]:
    """What stands above the columns."""
    return [heading_at(path) for path in columns]


def rows(columns: Sequence[ColumnPath], documents: Iterable[str]) -> Iterator[Cells]:
    """A row for each grant. Raises `ChangedMeanwhileError` rather than leave a value out."""
    for document in documents:
        cells = cells_of(orjson.loads(document))
        row: Cells = [cells.pop(path, None) for path in columns]
        if cells:
            raise ChangedMeanwhileError(", ".join(map(heading_at, cells)))
        yield row
