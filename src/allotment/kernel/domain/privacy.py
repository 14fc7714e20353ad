"""What the site holds on a person, and for how long: each module says its part in `privacy.py`.

holder(
    "money", title=_("Payments"), models=("money.Movement",),
    export=export, plan=plan, erase=erase,
)
period(
    "notify.messages", what=_("Messages to you"), days=730, why=_("…"), empty=empty,
)
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """Something that stays when a person's details are erased, and why the law wants it so."""

    what: str
    why: str


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What erasing a person would do in one module, in sentences.

    `first` are things that must be settled before: while there is one, nothing is erased.
    """

    goes: Sequence[str] = ()
    stays: Sequence[Kept] = ()
    first: Sequence[str] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Holder:
    """One module's part. `models` are the labels of the models whose personal fields it answers for.

    `export(person)` gives what JSON can hold (moments too), `plan(person)` reads only, and
    `erase(person)` does what the plan says, in the caller's transaction.
    """

    name: str
    title: Any
    models: frozenset[str]
    export: Callable[[Any], Mapping[str, Any]]
    plan: Callable[[Any], Plan]
    erase: Callable[[Any], None]
    order: int


#: Empties up to so many things older than a moment (now, where the period has no days of its own);
#: says how many, by funder (None: the site's own).
Empty = Callable[[dt.datetime, int], Mapping[Any, int]]


@dataclasses.dataclass(frozen=True, slots=True)
class Period:
    """For how long something is kept. With `days` None each thing says so itself, in `said`."""

    kind: str
    what: Any
    days: int | None
    why: Any
    empty: Empty
    said: Any = ""


@dataclasses.dataclass(frozen=True, slots=True)
class LookKind:
    """Something about people that others look at. `is_named`: whether the person learns who did."""

    kind: str
    what: Any
    is_named: bool


_holders: dict[str, Holder] = {}
_look_kinds: dict[str, LookKind] = {}
_periods: dict[str, Period] = {}


def holder(
    name: str,
    *,
    title: Any,
    models: Sequence[str],
    export: Callable[[Any], Mapping[str, Any]],
    plan: Callable[[Any], Plan],
    erase: Callable[[Any], None],
    order: int = 50,
) -> None:
    """Register a module's part; those of lower order come first on the page and in erasing."""
    _holders[name] = Holder(name, title, frozenset(models), export, plan, erase, order)


def holders() -> list[Holder]:
    """Every module's part, in order."""
    return sorted(_holders.values(), key=lambda each: each.order)


def period(
    kind: str, *, what: Any, days: int | None, why: Any, empty: Empty, said: Any = ""
) -> None:
    """Register for how long something is kept; the site keeper may choose other days."""
    _periods[kind] = Period(kind, what, days, why, empty, said)


def periods() -> list[Period]:
    """Every period, in the order in which they were registered."""
    return list(_periods.values())


def look_kind(kind: str, *, what: Any, is_named: bool = True) -> None:
    """Register something whose being looked at is written down."""
    _look_kinds[kind] = LookKind(kind, what, is_named)


def look_kinds() -> Mapping[str, LookKind]:
    """Everything whose being looked at is written down, by kind."""
    return _look_kinds


def period_of(kind: str) -> Period:
    """The period of this kind. Raises LookupError."""
    return _periods[kind]
