"""Reads single values: one reader for each field of the standard's table."""

import re
from collections.abc import Callable
from typing import Any

from allotment.register.domain.reading.amounts import AmountTooLargeError, read_amount
from allotment.register.domain.reading.changes import ChangeKind, Notes, Path
from allotment.register.domain.reading.codes import spellings, spelt
from allotment.register.domain.reading.dates import is_standard, read_date
from allotment.register.domain.standard import Field, Format, Kind
from allotment.register.domain.standard.codes import YES_NO

Reader = Callable[[Any, Path, Notes], Any]

LEFT_OUT = object()
"""What a reader returns for a value that says nothing and is left out."""

_NUMBER = re.compile(r"[-−]?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_REMEMBERED = 5_000
"""Dates known to be right: many grants share few."""

_DATES = (Format.DAY, Format.PERIOD, Format.MOMENT)


def value_reader(field: Field) -> Reader:
    """The reader of a field that holds text or a number."""
    if field.kind is Kind.MONEY:
        return _money_reader(field)
    if field.kind is Kind.NUMBER:
        return _number_reader(field)
    if field.format in _DATES:
        return _date_reader(field, field.format)
    if field.codes is not None:
        return _code_reader(field)
    if field.identifies:
        return _identifier_reader(field)
    return _text_reader(field)


def _left_out(field: Field, value: Any, at: Path, notes: Notes) -> Any:
    if value is None and field.may_be_null and field.codes is None:
        return None
    notes.add(ChangeKind.EMPTY_LEFT_OUT, (*at, field.name), value)
    return LEFT_OUT


def _as_text(field: Field, value: Any, at: Path, notes: Notes) -> Any:
    """Text for a value of another type: a number becomes text, the rest is kept or left out."""
    if value is None:
        return _left_out(field, value, at, notes)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = str(int(value)) if value == int(value) else str(value)
        notes.add(ChangeKind.TEXT_AS_NUMBER, (*at, field.name), value, text)
        return text
    notes.add(ChangeKind.KEPT, (*at, field.name), value)
    return value


def _text_reader(field: Field) -> Reader:
    def read(value: Any, at: Path, notes: Notes) -> Any:
        return value if isinstance(value, str) else _as_text(field, value, at, notes)

    return read


def _identifier_reader(field: Field) -> Reader:
    def read(value: Any, at: Path, notes: Notes) -> Any:
        if not isinstance(value, str):
            value = _as_text(field, value, at, notes)
            if not isinstance(value, str):
                return value
        if " " not in value and value.isprintable():
            return value
        closed_up = "".join(
            letter for letter in value if letter.isprintable() and not letter.isspace()
        )
        notes.add(ChangeKind.IDENTIFIER_WITH_SPACES, (*at, field.name), value, closed_up)
        return closed_up

    return read


def _code_reader(field: Field) -> Reader:
    codes = field.codes
    assert codes is not None
    known, names = codes.codes, spellings(codes)
    respelt = ChangeKind.FROM_OPEN_CALL if codes is YES_NO else ChangeKind.CODE_RESPELT

    def read(value: Any, at: Path, notes: Notes) -> Any:
        if isinstance(value, str) and value in known:
            return value
        if value is None or value == "":
            return _left_out(field, value, at, notes)
        code = names.get(spelt(value)) if isinstance(value, (str, int)) else None
        if code is None:
            notes.add(ChangeKind.UNKNOWN_CODE, (*at, field.name), value)
            return value
        notes.add(respelt, (*at, field.name), value, code)
        return code

    return read


def _date_reader(field: Field, format: Format) -> Reader:
    right: set[str] = set()

    def read(value: Any, at: Path, notes: Notes) -> Any:
        if type(value) is str and value in right:
            return value
        if value is None or value == "":
            return _left_out(field, value, at, notes)
        found = read_date(value, format)
        if found is not None and found.kind is None:
            if len(right) < _REMEMBERED:
                right.add(value)
            return value
        if found is None:
            notes.add(ChangeKind.DATE_KEPT, (*at, field.name), value)
            return value
        notes.add(found.kind or ChangeKind.DATE_RESPELT, (*at, field.name), value, found.text)
        return found.text

    return read


def _money_reader(field: Field) -> Reader:
    def read(value: Any, at: Path, notes: Notes) -> Any:
        if value is None or value == "":
            return _left_out(field, value, at, notes)
        try:
            found = read_amount(value)
        except AmountTooLargeError:
            found = None
        if found is None:
            notes.add(ChangeKind.NUMBER_KEPT, (*at, field.name), value)
            return value
        for kind in found.kinds:
            notes.add(kind, (*at, field.name), value, found.number)
        return found.number

    return read


def _number_reader(field: Field) -> Reader:
    def read(value: Any, at: Path, notes: Notes) -> Any:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return int(value) if isinstance(value, float) and value.is_integer() else value
        if value is None or value == "":
            return _left_out(field, value, at, notes)
        written = value.strip() if isinstance(value, str) else ""
        if not _NUMBER.fullmatch(written):
            notes.add(ChangeKind.NUMBER_KEPT, (*at, field.name), value)
            return value
        number = float(written.replace("−", "-"))
        number = int(number) if number.is_integer() else number
        notes.add(ChangeKind.NUMBER_AS_TEXT, (*at, field.name), value, number)
        return number

    return read


__all__ = ["LEFT_OUT", "Reader", "is_standard", "value_reader"]
