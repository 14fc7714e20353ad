"""Reads groups of fields: a grant and all that is in it, by the standard's table."""

import re
from collections.abc import Callable
from operator import is_
from typing import Any

from allotment.register.domain.reading.changes import ChangeKind, Notes, Path
from allotment.register.domain.reading.values import LEFT_OUT, Reader, value_reader
from allotment.register.domain.standard import GRANT, SHAPES, Field, Kind, Shape

_LETTERS = re.compile(r"[^a-z]")
_REMEMBERED = 5_000
_NAMED_BY = {"Organization": "name", "Person": "name", "Location": "name"}
_TITLED = {"GrantProgramme": "title", "Classification": "title", "Event": "title"}


class GroupReader:
    """Reads groups of one shape.

    A group in which nothing changes is returned itself, not copied: most groups of most files are
    right, and a register is read from files of a million grants.
    """

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._readers: dict[str, Reader] = {}
        self._plain = frozenset(field.name for field in shape.fields if _is_plain(field))
        self._by_letters = {_letters(field.name): field.name for field in shape.fields}
        self._older: dict[str, str] = {}
        self._required = tuple(field.name for field in shape.fields if field.required)

    def connect(self) -> None:
        """Make the readers of the fields, once all groups are known."""
        for field in self._shape.fields:
            self._readers[field.name] = _reader(field)

    def read(self, group: dict[str, Any], at: Path, notes: Notes) -> dict[str, Any]:
        """The group with every value read; `at` is its path from the grant's root."""
        readers, plain = self._readers, self._plain
        found = group
        for name, value in group.items():
            if name in plain and type(value) is str:
                continue
            reader = readers.get(name)
            if reader is None:
                if self._meant(name) not in group:
                    found = self._renamed(
                        found if found is not group else dict(group), name, at, notes
                    )
                continue
            read = reader(value, at, notes)
            if read is not value:
                found = found if found is not group else dict(group)
                if read is LEFT_OUT:
                    del found[name]
                else:
                    found[name] = read
        for name in self._required:
            if name not in found:
                notes.add(ChangeKind.REQUIRED_MISSING, (*at, name), "")
        return found

    def _renamed(self, found: dict[str, Any], name: str, at: Path, notes: Notes) -> dict[str, Any]:
        """The group with a field that stands under an older name put under the one it has now."""
        meant = self._meant(name)
        if meant in found:
            return found
        value = self._readers[meant](found.pop(name), at, notes)
        notes.add(ChangeKind.FIELD_RENAMED, (*at, meant), name, meant)
        if value is not LEFT_OUT:
            found[meant] = value
        return found

    def _meant(self, name: str) -> str:
        """The field that a name stands for by its letters; the name itself where there is none."""
        meant = self._older.get(name)
        if meant is None:
            if len(self._older) >= _REMEMBERED:
                self._older.clear()
            meant = self._older[name] = self._by_letters.get(_letters(name), name)
        return meant


def _is_plain(field: Field) -> bool:
    """Whether any text at all is right for the field, so that it needs no reader."""
    return field.kind is Kind.TEXT and not (field.format or field.codes or field.identifies)


def _letters(name: str) -> str:
    """A name by its letters only, with the American spelling that the standard uses."""
    return _LETTERS.sub("", name.lower()).replace("organisation", "organization")


def _reader(field: Field) -> Reader:
    if field.kind is Kind.ONE:
        return _one_reader(field, GROUPS[field.shape])
    if field.kind is Kind.MANY:
        return _many_reader(field, GROUPS[field.shape])
    if field.kind is Kind.TEXTS:
        return _texts_reader(field)
    return value_reader(field)


def _one_reader(field: Field, groups: GroupReader) -> Reader:
    def read(value: Any, at: Path, notes: Notes) -> Any:
        path = (*at, field.name)
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            notes.add(ChangeKind.LIST_OF_ONE, path, value)
            value = value[0]
        if isinstance(value, dict):
            return groups.read(value, path, notes)
        if value is None:
            notes.add(ChangeKind.EMPTY_LEFT_OUT, path, value)
            return LEFT_OUT
        notes.add(ChangeKind.KEPT, path, value)
        return value

    return read


def _many_reader(field: Field, groups: GroupReader) -> Reader:
    named_by = _NAMED_BY.get(field.shape) or _TITLED.get(field.shape)

    def read_item(item: Any, path: Path, notes: Notes) -> Any:
        if isinstance(item, dict):
            return groups.read(item, path, notes)
        if isinstance(item, str) and item.strip() and named_by:
            group = groups.read({named_by: item}, path, notes)
            notes.add(ChangeKind.NAME_ALONE, path, item)
            return group
        if item is None:
            notes.add(ChangeKind.EMPTY_LEFT_OUT, path, item)
            return LEFT_OUT
        notes.add(ChangeKind.KEPT, path, item)
        return item

    return _list_reader(field, read_item)


def _texts_reader(field: Field) -> Reader:
    one = value_reader(
        Field(field.name, Kind.TEXT, field.title, field.meaning, field.mend, codes=field.codes)
    )

    def read_item(item: Any, path: Path, notes: Notes) -> Any:
        return one(item, path[:-1], notes)

    return _list_reader(field, read_item)


def _list_reader(field: Field, read_item: Callable[[Any, Path, Notes], Any]) -> Reader:
    def read(value: Any, at: Path, notes: Notes) -> Any:
        path = (*at, field.name)
        if value is None or value == "":
            notes.add(ChangeKind.EMPTY_LEFT_OUT, path, value)
            return LEFT_OUT
        given = value
        if not isinstance(value, list):
            notes.add(ChangeKind.LIST_OF_ONE, path, value)
            given = [value]
        items = [read_item(item, (*path, place), notes) for place, item in enumerate(given)]
        if all(map(is_, items, given)):
            return value if given is value else items
        return [item for item in items if item is not LEFT_OUT]

    return read


GROUPS: dict[str, GroupReader] = {name: GroupReader(shape) for name, shape in SHAPES.items()}
for _group in GROUPS.values():
    _group.connect()

GRANTS = GROUPS[GRANT.name]
"""The reader of a whole grant."""
