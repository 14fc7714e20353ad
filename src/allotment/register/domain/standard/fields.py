"""The words in which the standard's table is written: a field, its kind, format and codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict, Unpack

from allotment.kernel.domain.sentences import gettext_noop as _


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    ONE = "one"
    """One group of fields."""
    MANY = "many"
    """A list of groups of fields."""
    TEXTS = "texts"
    """A list of texts."""


class Format(StrEnum):
    """How the text of a field must look."""

    DAY = "day"
    """A day, or a moment with its offset from UTC."""
    PERIOD = "period"
    """A day, a moment, a month or a year."""
    MOMENT = "moment"
    """A moment with its offset from UTC; a day alone is not enough."""
    WEB = "web"
    """A web address with its scheme."""
    VERSION = "version"
    """Two numbers with a point between."""


@dataclass(frozen=True, slots=True, eq=False)
class CodeList:
    """A list of codes with what each means.

    `enforced` says that a value outside the list breaks the standard's schema; other lists
    are promised by publishers, but a schema does not judge them.
    """

    name: str
    codes: Mapping[str, str]
    enforced: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One line of the standard's table: a field of one group.

    `shape` names the group that a `ONE` or `MANY` field holds. `identifies` marks fields that
    name a thing, in which a blank is a slip. `may_be_null` fields may hold an explicit null.
    """

    name: str
    kind: Kind
    title: str
    meaning: str
    mend: str
    required: bool = False
    may_be_null: bool = False
    format: Format | None = None
    codes: CodeList | None = None
    shape: str = ""
    identifies: bool = False
    at_least_one: bool = False
    unique: bool = False
    """No item of the list may stand in it twice."""
    minimum: int | None = None
    recipient: bool = False
    """One of the fields of which a grant has exactly one."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A group of fields, in the order in which they are exported and explained."""

    name: str
    title: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name; raises `KeyError` where the group has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


_BY_FORMAT = {
    Format.DAY: _("Write the day as year-month-day, for example 2026-03-02."),
    Format.PERIOD: _("Write a day (2026-03-02), a month (2026-03) or a year (2026)."),
    Format.MOMENT: _("Write day, time and offset, for example 2026-03-02T14:30:00Z."),
    Format.WEB: _("Write the whole address, starting with https:// and without spaces."),
    Format.VERSION: _("Write two numbers with a point between, for example 1.4."),
}
_BY_KIND = {
    Kind.TEXT: _("Write it as text, in quotation marks."),
    Kind.NUMBER: _("Write a plain number, without quotation marks or a unit."),
    Kind.MONEY: _(
        "Write a plain number such as 12500 or 12500.50: no £, commas or quotation marks."
    ),
    Kind.ONE: _("Write one group of fields in curly brackets."),
    Kind.MANY: _("Write a list in square brackets, even where it has only one item."),
    Kind.TEXTS: _("Write a list of texts in square brackets, even where it has only one."),
}
_FROM_CODES = _("Use one of the listed codes, written exactly as in the list.")


class Rules(TypedDict, total=False):
    """What else is said of a field: see Field."""

    required: bool
    may_be_null: bool
    format: Format | None
    codes: CodeList | None
    identifies: bool
    at_least_one: bool
    unique: bool
    minimum: int | None
    recipient: bool


def text(name: str, title: str, meaning: str, mend: str = "", **rules: Unpack[Rules]) -> Field:
    """A line for a field that holds text."""
    return _field(Kind.TEXT, name, title, meaning, mend, **rules)


def number(
    name: str, title: str, meaning: str, mend: str = "", *, money: bool = False,
    **rules: Unpack[Rules],
) -> Field:  # fmt: skip
    """A line for a field that holds a number; `money` where it is an amount."""
    kind = Kind.MONEY if money else Kind.NUMBER
    return _field(kind, name, title, meaning, mend, **rules)


def group(
    name: str, shape: str, title: str, meaning: str, mend: str = "", *, many: bool = True,
    **rules: Unpack[Rules],
) -> Field:  # fmt: skip
    """A line for a field that holds one group of fields or, usually, a list of them."""
    kind = Kind.MANY if many else Kind.ONE
    return _field(kind, name, title, meaning, mend, shape, **rules)


def texts(name: str, title: str, meaning: str, mend: str = "", **rules: Unpack[Rules]) -> Field:
    """A line for a field that holds a list of texts."""
    return _field(Kind.TEXTS, name, title, meaning, mend, **rules)


def _field(
    kind: Kind, name: str, title: str, meaning: str, mend: str, shape: str = "",
    **rules: Unpack[Rules],
) -> Field:  # fmt: skip
    usual = _FROM_CODES if rules.get("codes") else _BY_KIND[kind]
    if looks := rules.get("format"):
        usual = _BY_FORMAT[looks]
    return Field(name, kind, title, meaning, mend or usual, shape=shape, **rules)
