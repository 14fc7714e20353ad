"""What the site holds on a person, and for how long.

Each model says beside its fields what happens to them, and the kernel does it:

    personal_data = (
        Held("person", OnErase.DELETE, file="messages", gives=("subject", "body")),
    )
    retention = Retention(
        "notify.messages", what=_("Messages to you"), days=730, why=_("…"), since=("made_at",),
    )

A module names its part in its `apps.py`; what no declaration can say, its `privacy.py` does:

    holder("notify", title=_("Messages to you"), order=70)
    holder("fund", title=_("Entries"), order=30, export=export, plan=plan, erase=erase)
    period("fund.packs", what=_("Board packs"), days=7, why=_("…"), empty=remove_packs)
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def itself(person: Any) -> Any:
    """For columns that refer to the account."""
    return person


def number_of(person: Any) -> str:
    """For columns of text that hold the opaque number of a person."""
    return str(person.pk)


def address_of(person: Any) -> str:
    """For columns that hold an e-mail address."""
    return str(person.email)


class OnErase(enum.Enum):
    """What erasing a person does to rows that lead to them."""

    KEEP = "keep"
    BLANK = "blank"
    DELETE = "delete"


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """Something that stays when a person's details are erased, and why the law wants it so."""

    what: Any
    why: Any


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """The rows of a model that lead to a person by the lookup `by`, and what happens to them.

    `value(person)` is what the lookup compares with. `gives` are the fields that the person's file
    has of each row under the heading `file`. BLANK empties `by` and the text fields `words`. Where
    there is such a row, `goes` and `stays` are said before erasing, with %(count)d for how many; the
    same sentence of several models is said once, with their sum.
    """

    by: str
    on_erase: OnErase
    file: str = ""
    gives: Sequence[str] = ()
    words: Sequence[str] = ()
    goes: Any = ""
    stays: Kept | None = None
    value: Callable[[Any], Any] = itself


@dataclasses.dataclass(frozen=True, slots=True)
class Elsewhere:
    """Personal fields that no `Held` of the model speaks of, and what becomes of them instead."""

    fields: Sequence[str]
    why: str


#: Why a reference to an account stays.
BY_NUMBER = "An account by its number, which names nobody once it is erased."


@dataclasses.dataclass(frozen=True, slots=True)
class Retention:
    """Rows of a model are deleted `days` after any of the moments `since`.

    `where` is a Q that they must match too; `owner` the field with the organisation in whose audit
    chain it is said.
    """

    kind: str
    what: Any
    days: int
    why: Any
    since: Sequence[str]
    where: Any = None
    owner: str = ""


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
    """One module's part; `name` is the label of its app.

    `goes` is said to everybody before erasing. What its models do not declare: `export(person)` gives
    what JSON can hold (moments too), `plan(person)` reads only, and `erase(person)` does what the
    plan says, in the caller's transaction and before what is declared.
    """

    name: str
    title: Any
    order: int
    goes: Sequence[Any]
    export: Callable[[Any], Mapping[str, Any]]
    plan: Callable[[Any], Plan]
    erase: Callable[[Any], None]


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
    in_words: Any = ""


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
    order: int = 50,
    goes: Sequence[Any] = (),
    export: Callable[[Any], Mapping[str, Any]] = lambda _person: {},
    plan: Callable[[Any], Plan] = lambda _person: Plan(),
    erase: Callable[[Any], None] = lambda _person: None,
) -> None:
    """Register a module's part; those of lower order come first on the page and in erasing."""
    _holders[name] = Holder(name, title, order, goes, export, plan, erase)


def holders() -> list[Holder]:
    """Every module's part, in order."""
    return sorted(_holders.values(), key=lambda each: each.order)


def period(
    kind: str, *, what: Any, days: int | None, why: Any, empty: Empty, in_words: Any = ""
) -> None:
    """Register for how long something is kept; the site keeper may choose other days."""
    _periods[kind] = Period(kind, what, days, why, empty, in_words)


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
