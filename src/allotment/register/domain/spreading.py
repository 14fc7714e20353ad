"""Spreads a grant over the columns of a spreadsheet, so that the reader of tables finds it again."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import orjson

from allotment.register.domain.standard import GRANT, SHAPES, Field, Kind, Shape
from allotment.register.domain.standard.columns import MOST_PLACES, ColumnPath

Cell = str | int | float | bool

_BETWEEN = ";"
_LAST = 10_000


def is_read_as_json(text: str) -> bool:
    """Is a text in a column outside the standard taken for JSON when it is read? Then it is written so."""
    return text.startswith(("{", "[", '"')) or text in ("true", "false")


def cells_of(grant: dict[str, Any]) -> dict[ColumnPath, Cell]:
    """What stands in which column; a value that has no column of its own stands there as JSON.

    What is null or empty says nothing and has no cell.
    """
    found: dict[ColumnPath, Cell] = {}
    _spread(grant, GRANT, (), found)
    return found


def in_order(paths: Iterable[ColumnPath]) -> list[ColumnPath]:
    """Columns in the standard's order, all others of the same group after them."""
    return sorted(paths, key=_place)


def _spread(
    group: dict[str, Any], shape: Shape, before: ColumnPath, found: dict[ColumnPath, Cell]
) -> None:
    fields = _fields(shape.name)
    for name, value in group.items():
        if value is None or value == "" or value == [] or value == {}:
            continue
        path, field = (*before, name), fields.get(name)
        if field is None or not _into(field, value, path, found):
            _put(value, path, found, is_known=field is not None)


def _into(field: Field, value: Any, path: ColumnPath, found: dict[ColumnPath, Cell]) -> bool:
    """Spread a group, a list of groups or a list of texts; whether it was one."""
    if field.kind is Kind.TEXTS:
        return _join(value, path, found)
    if not field.shape:
        return False
    shape = SHAPES[field.shape]
    if field.kind is Kind.ONE and isinstance(value, dict):
        _spread(value, shape, path, found)
        return True
    if not _is_list_of_groups(value):
        return False
    for place, each in enumerate(value):
        _spread(each, shape, (*path, place), found)
    return True


def _is_list_of_groups(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) <= MOST_PLACES
        and all(isinstance(each, dict) for each in value)
    )


def _join(value: Any, path: ColumnPath, found: dict[ColumnPath, Cell]) -> bool:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return False
    if any(_BETWEEN in each or each != each.strip() or not each for each in value):
        if len(value) > MOST_PLACES:
            return False
        found.update({(*path, place): each for place, each in enumerate(value) if each})
    else:
        found[path] = _BETWEEN.join(value)
    return True


def _put(value: Any, path: ColumnPath, found: dict[ColumnPath, Cell], *, is_known: bool) -> None:
    has_parts = isinstance(value, dict | list)
    looks_so = isinstance(value, str) and not is_known and is_read_as_json(value)
    as_json = has_parts or looks_so
    found[path] = orjson.dumps(value).decode() if as_json else value


@cache
def _fields(shape: str) -> dict[str, Field]:
    return {field.name: field for field in SHAPES[shape].fields}


@cache
def _ranks(shape: str) -> dict[str, int]:
    return {field.name: place for place, field in enumerate(SHAPES[shape].fields)}


def _place(path: ColumnPath) -> tuple[tuple[int, str], ...]:
    shape: str = GRANT.name
    place: list[tuple[int, str]] = []
    for step in path:
        if isinstance(step, int):
            place.append((step, ""))
            continue
        rank = _ranks(shape).get(step) if shape else None
        place.append((_LAST, step) if rank is None else (rank, ""))
        shape = "" if rank is None else _fields(shape)[step].shape
    return tuple(place)
