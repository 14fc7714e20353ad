"""Makes grants of the rows of a table, once it is known what each column holds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from allotment.register.domain.reading.changes import Change, ChangeKind, Notes
from allotment.register.domain.reading.date_order import DateOrder
from allotment.register.domain.reading.dates import month_first
from allotment.register.domain.spreading import is_read_as_json
from allotment.register.domain.standard import Field, Format, Kind
from allotment.register.domain.standard.columns import Column, ColumnPath, read_heading

REASON_HEADING = "Why it was turned away"
ROW_HEADING = "Row in the file"
"""The columns that a file of rejected rows has besides its own; in a mended file they say nothing."""

_DAYS = (Format.DAY, Format.PERIOD)
_DATES = (*_DAYS, Format.MOMENT)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,12})?", re.ASCII)
_COUNT_OF_DAYS = re.compile(r"[2-7]\d{4}(?:\.0)?", re.ASCII)
_LOCAL_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said of a table: what its own columns hold, in which order its dates are, and
    what holds for every row. A column that holds nothing of ours has the empty path."""

    columns: Mapping[str, ColumnPath] = field(default_factory=dict)
    order: DateOrder | None = None
    every_row: Mapping[ColumnPath, str] = field(default_factory=dict)


def columns_of(headings: Sequence[str], answers: Answers) -> list[Column | None]:
    """What each column holds; None for those that are passed over. No path stands there twice."""
    found: list[Column | None] = []
    taken: set[ColumnPath] = set()
    for place, heading in enumerate(headings):
        column = _column(heading, answers)
        if column is not None and column.path in taken:
            column = Column((f"{heading} ({place + 1})",), None)
        if column is not None:
            taken.add(column.path)
        found.append(column)
    return found


def _column(heading: str, answers: Answers) -> Column | None:
    if heading in (REASON_HEADING, ROW_HEADING):
        return None
    path = answers.columns.get(heading)
    if path is None:
        return read_heading(heading)
    return Column(path, field_at(path)) if path else None


def field_at(path: ColumnPath) -> Field | None:
    """The field at a path."""
    return read_heading(":".join(map(str, path))).field


def is_date(column: Column | None) -> bool:
    """Whether a column holds dates."""
    return column is not None and column.field is not None and column.field.format in _DATES


def grant_of(
    cells: Iterable[Any],
    columns: Sequence[Column | None],
    order: DateOrder | None,
    every_row: Mapping[ColumnPath, str],
) -> tuple[dict[str, Any], tuple[Change, ...]]:
    """The grant that a row holds, and what was changed on the way."""
    notes = Notes()
    found: dict[Any, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column is None or cell is None or cell == "":
            continue
        _put(found, column.path, _value(cell, column, order, notes))
    for path, value in every_row.items():
        _put(found, path, value, only_if_absent=True)
    return {name: _in_lists(value) for name, value in found.items()}, tuple(notes.changes)


def alone(
    cells: Sequence[Any], columns: Sequence[Column | None], order: DateOrder | None
) -> tuple[Any, ...]:
    """The cells of a row so that they mean the same without the other rows: no date month first."""
    if order is not DateOrder.MONTH_FIRST:
        return tuple(cells)
    found = list(cells)
    for place, (column, cell) in enumerate(zip(columns, cells, strict=False)):
        if is_date(column) and isinstance(cell, str):
            found[place] = month_first(cell) or cell
    return tuple(found)


def _put(group: Any, path: ColumnPath, value: Any, *, only_if_absent: bool = False) -> None:
    for step in path[:-1]:
        group = group.setdefault(step, {})
        if not isinstance(group, dict):
            return
    if only_if_absent:
        group.setdefault(path[-1], value)
    else:
        group[path[-1]] = value


def _in_lists(value: Any) -> Any:
    """Groups that were kept by their places become lists; places that are empty fall away."""
    if not isinstance(value, dict):
        return value
    if all(isinstance(step, int) for step in value):
        return [_in_lists(value[place]) for place in sorted(value)]
    return {name: _in_lists(inner) for name, inner in value.items()}


def _value(cell: Any, column: Column, order: DateOrder | None, notes: Notes) -> Any:
    field = column.field
    if field is None:
        return _unknown(cell)
    if field.kind in (Kind.MONEY, Kind.NUMBER):
        return _number(cell)
    if field.format in _DATES:
        return _date(cell, column.path, field, order, notes)
    text = _text(cell)
    if field.kind is Kind.TEXTS and column.path[-1] == field.name:
        return [part.strip() for part in text.split(";") if part.strip()]
    return text


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return cell if isinstance(cell, str) else str(cell)


def _number(cell: Any) -> Any:
    if not isinstance(cell, str) or not _NUMBER.fullmatch(cell.strip()):
        return cell
    number = float(cell)
    return int(number) if number.is_integer() else number


def _date(cell: Any, path: ColumnPath, field: Field, order: DateOrder | None, notes: Notes) -> Any:
    if not isinstance(cell, str):
        return cell
    if _COUNT_OF_DAYS.fullmatch(cell.strip()):
        return int(float(cell))
    if order is DateOrder.MONTH_FIRST and (found := month_first(cell)):
        notes.add(ChangeKind.MONTH_FIRST_DATE, path, cell, found)
        cell = found
    local = _LOCAL_TIME.fullmatch(cell.strip())
    if local is None:
        return cell
    if field.format in _DAYS:
        if cell.strip()[10:].strip("T0:. "):
            notes.add(ChangeKind.TIME_OF_DAY, path, cell, local[1])
        return local[1]
    return cell


def _unknown(cell: Any) -> Any:
    """What no column can hold stands in a cell as JSON, as our own export has it."""
    if not isinstance(cell, str) or not is_read_as_json(cell):
        return cell
    try:
        return orjson.loads(cell)
    except orjson.JSONDecodeError:
        return cell
