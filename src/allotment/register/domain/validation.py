"""Judges grants as they are against the standard, one at a time, and files as a whole."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

import jsonschema_rs

from allotment.register.domain.schema import grant_schema, package_head_schema
from allotment.register.domain.standard import GRANT, PACKAGE, SHAPES, Field, Kind, Shape

Path = tuple[str | int, ...]


class Rule(StrEnum):
    """Which rule of the standard is broken."""

    TYPE = "type"
    CODES = "codes"
    FORMAT = "format"
    MINIMUM = "minimum"
    AT_LEAST_ONE = "at-least-one"
    UNIQUE = "unique"
    MISSING = "missing"
    RECIPIENT_MISSING = "recipient-missing"
    RECIPIENT_TWICE = "recipient-twice"


@dataclass(frozen=True, slots=True)
class Problem:
    """One breach: where (from the root of the grant or file), of what, and the field meant.

    `field` is None where the whole grant or file is meant. A missing field is reported at the
    group that lacks it, as a schema would.
    """

    path: Path
    rule: Rule
    field: Field | None


def _refuse(address: str) -> NoReturn:
    raise LookupError(f"The schema refers to nothing outside itself, yet asks for {address}.")


_GRANT = jsonschema_rs.Draft202012Validator(
    grant_schema(), validate_formats=True, retriever=_refuse
)
_HEAD = jsonschema_rs.Draft202012Validator(
    package_head_schema(), validate_formats=True, retriever=_refuse
)

_RULES = {
    "type": Rule.TYPE,
    "enum": Rule.CODES,
    "format": Rule.FORMAT,
    "pattern": Rule.FORMAT,
    "oneOf": Rule.FORMAT,
    "minimum": Rule.MINIMUM,
    "minItems": Rule.AT_LEAST_ONE,
    "uniqueItems": Rule.UNIQUE,
    "required": Rule.MISSING,
}


def grant_problems(grant: object) -> list[Problem]:
    """Every breach in one grant, each once, paths from the grant's root."""
    if _GRANT.is_valid(grant):
        return []
    return list(_problems(_GRANT.iter_errors(grant), grant, GRANT))


def head_problems(head: object) -> list[Problem]:
    """Every breach in a file's own fields, its grants left aside."""
    return list(_problems(_HEAD.iter_errors(head), head, PACKAGE))


def grants_field() -> Field:
    """The line of the table about the list of grants itself."""
    return PACKAGE.field("grants")


def _problems(
    errors: Iterable[jsonschema_rs.ValidationError], value: object, shape: Shape
) -> Iterator[Problem]:
    found = list(errors)
    mistyped = {tuple(error.instance_path) for error in found if _keyword(error) == "type"}
    seen: set[Problem] = set()
    for error in found:
        path = tuple(error.instance_path)
        keyword = _keyword(error)
        if path in mistyped and keyword != "type":
            continue
        for problem in _explained(error, path, keyword, value, shape):
            if problem not in seen:
                seen.add(problem)
                yield problem


def _keyword(error: jsonschema_rs.ValidationError) -> str:
    return str(error.schema_path[-1])


def _explained(
    error: jsonschema_rs.ValidationError, path: Path, keyword: str, value: object, shape: Shape
) -> Iterator[Problem]:
    if keyword == "oneOf" and not path and isinstance(value, Mapping):
        yield from _incomplete(value)
    elif keyword == "required":
        name = str(error.kind.as_dict()["property"])
        yield Problem(path, Rule.MISSING, _group_at(path, shape).field(name))
    else:
        yield Problem(path, _RULES[keyword], field_at(path, shape))


def _incomplete(grant: Mapping[str, Any]) -> Iterator[Problem]:
    for field in GRANT.fields:
        if field.required and field.name not in grant:
            yield Problem((), Rule.MISSING, field)
    recipients = [field for field in GRANT.fields if field.recipient]
    given = [field for field in recipients if field.name in grant]
    if not given:
        yield Problem((), Rule.RECIPIENT_MISSING, recipients[-1])
    elif len(given) > 1:
        yield Problem((), Rule.RECIPIENT_TWICE, recipients[-1])


def field_at(path: Path, shape: Shape = GRANT) -> Field | None:
    """The table's line for a path, numbers of list items left aside; None at the root."""
    field: Field | None = None
    for name in path:
        if isinstance(name, int):
            continue
        field = (SHAPES[field.shape] if field is not None else shape).field(name)
    return field


def _group_at(path: Path, shape: Shape) -> Shape:
    field = field_at(path, shape)
    return shape if field is None else SHAPES[field.shape]


def is_list_item(problem: Problem) -> bool:
    """Whether the breach is in an item of a list rather than in the list as a whole."""
    return bool(problem.path) and isinstance(problem.path[-1], int)


__all__ = [
    "Kind",
    "Path",
    "Problem",
    "Rule",
    "field_at",
    "grant_problems",
    "grants_field",
    "head_problems",
    "is_list_item",
]
