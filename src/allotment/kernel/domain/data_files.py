"""Tables that ship with the code as TOML: read once, and checked against the dataclasses they fill.

The only files that pure code reads: they lie in its own package and never change while it runs.
"""

import dataclasses
import enum
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

AnyData = TypeVar("AnyData")


class DataFileError(ValueError):
    """A data file that ships with the code is wrong; says the file, the key and what is wrong."""

    def __init__(self, at: str, problem: str) -> None:
        super().__init__(f"{at}: {problem}")


def read_toml(package: str, name: str) -> dict[str, Any]:
    """The table in a file of a package. Raises DataFileError."""
    try:
        return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise DataFileError(name, str(error)) from error


def read_codes(package: str, name: str) -> dict[str, str]:
    """A file of codes with their names. Raises DataFileError."""
    codes = read_toml(package, name)
    for code, label in codes.items():
        if not isinstance(label, str) or not label.strip():
            raise DataFileError(f"{name}, {code}", "must be a name")
    return codes


def fill(kind: type[AnyData], table: Any, *, at: str) -> AnyData:
    """Make a dataclass of a table, and of the tables in it; `at` says where it stands.

    Arrays become tuples, words become members of an enumeration. Raises DataFileError for a key that
    is missing or unknown, and for a value of another type.
    """
    if not isinstance(table, Mapping):
        raise DataFileError(at, "must be a table")
    fields = {field.name: field for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    for key in table.keys() - fields.keys():
        raise DataFileError(f"{at}.{key}", "is not known here")
    for key, field in fields.items():
        if key not in table and field.default is dataclasses.MISSING:
            raise DataFileError(f"{at}.{key}", "is missing")
    types = get_type_hints(kind)
    return kind(**{key: _value(types[key], table[key], f"{at}.{key}") for key in table})


def _value(kind: Any, value: Any, at: str) -> Any:
    if isinstance(kind, UnionType):
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise DataFileError(at, "must be an array")
        of = get_args(kind)[0]
        return tuple(_value(of, each, f"{at}[{place}]") for place, each in enumerate(value))
    if dataclasses.is_dataclass(kind):
        return fill(kind, value, at=at)  # type: ignore[arg-type]  # a class, by its annotation
    if issubclass(kind, enum.Enum):
        try:
            return kind(value)
        except ValueError as error:
            raise DataFileError(at, str(error)) from error
    if type(value) is not kind:
        raise DataFileError(at, f"must be of the type {kind.__name__}")
    return value
