"""Seeded mutants of a valid file: for every field and every rule, several ways to break it."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from allotment.register.domain.standard import PACKAGE, SHAPES, Field, Format, Kind, Shape
from tests.register.grants import full_grant, full_package

Steps = tuple[str | int, ...]
Broken = Callable[[Random], Any]

ABSENT = object()


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one thing changed: which field, which rule was aimed at, and the file."""

    path: str
    rule: str
    package: dict[str, Any]


_DAYS = (
    "2026-02-30",
    "2026-13-01",
    "2026-3-1",
    "05/01/2026",
    "2026-01-05T10:00:00",
    "2026-01-05 10:00",
    "2026-01-05T10:00:00+01:00",
    "2026-01-05T25:00:00Z",
    "2026-01",
    "2026",
    "soon",
    "",
    " 2026-01-05",
    "2026-01-05T10:00:00.123Z",
)
_WEBS = (
    "www.example.org",
    "example",
    "",
    "https://example.org/a b",
    "http://[broken",
    "mailto:hello@example.org",
    "https://example.org/%zz",
    "https://example.org/ok?q=1#part",
    "//example.org/relative",
    "urn:uuid:0",
)
_FORMATS: dict[Format, tuple[str, ...]] = {
    Format.DAY: _DAYS,
    Format.PERIOD: (*_DAYS, "2026-00", "26"),
    Format.MOMENT: (*_DAYS, "2026-01-05"),
    Format.WEB: _WEBS,
    Format.VERSION: ("1", "1.4.3", "v1.4", "", "1.4 ", "10.20"),
}
_NOT_TEXT: tuple[Any, ...] = (5, 5.5, True, None, [], {}, ["text"], {"text": "x"})
_NOT_NUMBER: tuple[Any, ...] = ("5", "", "£5", True, None, [], {}, [5])
_NOT_GROUP: tuple[Any, ...] = ("text", 5, None, [], True)
_NOT_LIST: tuple[Any, ...] = ({}, "text", 5, None, True, {"id": "x", "name": "y"})
_TEXT = ("", " ", "x" * 5000, "null", "<b>bold</b>", "\u202eback", "0", "📎")
_NUMBER = (0, -1, 0.005, 1e15, -0.5, 12345678901)


def _one_of(choices: tuple[Any, ...]) -> Broken:
    return lambda random: random.choice(choices)


def _code(field: Field) -> Broken:
    codes = tuple(field.codes.codes) if field.codes else ()

    def break_code(random: Random) -> str:
        code = random.choice(codes)
        return random.choice((code, code.lower(), f"{code} ", code + "Z", "", "??", code[:-1]))

    return break_code


def _list_of(item: Broken) -> Broken:
    return lambda random: [item(random) for _ in range(random.randint(1, 3))]


def _rules(field: Field) -> Iterator[tuple[str, Broken]]:
    """The ways to break (or, to see that nothing is over-strict, merely bend) one field."""
    if field.required or field.recipient:
        yield "required", lambda random: ABSENT
    if field.kind is Kind.TEXT:
        yield "type", _one_of(_NOT_TEXT)
        yield "bent", _one_of(_TEXT)
    elif field.kind in (Kind.NUMBER, Kind.MONEY):
        yield "type", _one_of(_NOT_NUMBER)
        yield "bent", _one_of(_NUMBER)
    elif field.kind is Kind.ONE:
        yield "type", _one_of(_NOT_GROUP)
        yield "bent", lambda random: {"unknown": 1}
    else:
        yield "type", _one_of(_NOT_LIST)
        yield "items", _list_of(_one_of((*_NOT_GROUP, {})))
        yield "bent", lambda random: []
    if field.may_be_null:
        yield "null", lambda random: None
    if field.format:
        yield "format", _one_of(_FORMATS[field.format])
    if field.codes:
        code = _code(field)
        yield "codes", _list_of(code) if field.kind is Kind.TEXTS else code
    if field.minimum is not None:
        yield "minimum", _one_of((-1, -0.001, -(10**6), 0, 0.5))
    if field.unique and field.kind is Kind.TEXTS:
        yield "unique", _one_of((["a", "a"], ["a", "b"], ["a", "b", "a"], [1, 1.0]))


def _places(shape: Shape, before: Steps = ()) -> Iterator[tuple[Steps, Field]]:
    for field in shape.fields:
        steps = (*before, field.name)
        yield steps, field
        if field.shape:
            inner = (*steps, 0) if field.kind is Kind.MANY else steps
            yield from _places(SHAPES[field.shape], inner)


def _put(package: dict[str, Any], steps: Steps, value: Any) -> None:
    target: Any = package
    for step in steps[:-1]:
        target = target[step]
    if value is ABSENT:
        del target[steps[-1]]
    else:
        target[steps[-1]] = value


def _whole_grant(random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """Breaches that are no single field's: recipients, duplicates, the list of grants itself."""
    both = full_grant() | {"recipientIndividual": {"id": "p", "name": "Individual"}}
    neither = full_grant()
    del neither["recipientOrganization"]
    same = full_grant()
    other = full_grant() | {"id": f"360G-other-{random.randint(1, 9**9)}"}
    yield "both recipients", full_package(both)
    yield "no recipient", full_package(neither)
    yield "the same grant twice", full_package(same, other, deepcopy(same))
    yield "two grants", full_package(same, other)
    yield "unknown field", full_package(full_grant() | {f"note {random.random()}": [None]})
    yield "not a grant", full_package(full_grant(), random.choice(_NOT_GROUP))
    yield "no grants", full_package() | {"grants": random.choice(([], {}, None, "grants"))}


def mutants(rounds: int, seed: int) -> Iterator[Mutant]:
    """One mutant for every field and rule, as many rounds as asked, the same for the same seed."""
    random = Random(seed)
    aims = [
        (steps, rule, broken)
        for steps, field in _places(PACKAGE)
        if steps != ("grants",)
        for rule, broken in _rules(field)
    ]
    for _ in range(rounds):
        for steps, rule, broken in aims:
            to_individual = "recipientIndividual" in steps
            package = full_package(full_grant(to_individual=to_individual))
            _put(package, steps, broken(random))
            yield Mutant("/".join(str(step) for step in steps), rule, package)
        for rule, package in _whole_grant(random):
            yield Mutant("grants", rule, package)
