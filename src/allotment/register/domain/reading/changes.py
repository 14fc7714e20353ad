"""What a reader changed or could not understand, and why it turned a grant away."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

Path = tuple[str | int, ...]

_LONGEST = 120


class ChangeKind(StrEnum):
    """The kinds of change, and of things kept though not understood, that a reader reports."""

    FROM_OPEN_CALL = "from-open-call"
    DAY_FIRST_DATE = "day-first-date"
    MONTH_FIRST_DATE = "month-first-date"
    DATE_IN_WORDS = "date-in-words"
    SPREADSHEET_DATE = "spreadsheet-date"
    DATE_RESPELT = "date-respelt"
    DATE_KEPT = "date-not-understood"
    MONEY_WITH_COMMAS = "money-with-commas"
    MONEY_WITH_POUND_SIGN = "money-with-pound-sign"
    NUMBER_AS_TEXT = "number-as-text"
    FRACTION_OF_A_PENNY = "fraction-of-a-penny"
    NUMBER_KEPT = "number-not-understood"
    TEXT_AS_NUMBER = "text-as-number"
    IDENTIFIER_WITH_SPACES = "identifier-with-blanks"
    DUPLICATE_ID = "duplicate-id"
    CODE_RESPELT = "code-respelt"
    UNKNOWN_CODE = "unknown-code"
    CURRENCY_FROM_SIGN = "currency-from-pound-sign"
    FIELD_RENAMED = "older-field-name"
    LIST_OF_ONE = "list-of-one"
    NAME_ALONE = "name-alone"
    EMPTY_LEFT_OUT = "empty-value-left-out"
    KEPT = "kept-though-not-understood"
    REQUIRED_MISSING = "required-field-missing"
    TWO_RECIPIENTS = "two-recipients"
    PERSON_WITHHELD = "person-withheld"
    BAD_CHARACTERS = "bad-characters"
    REPEATED_FIELD = "repeated-field"
    CONTROL_CHARACTERS = "control-characters"
    NOT_UTF_8 = "not-utf-8"
    BARE_LIST = "list-without-file"
    LOOSE_COMMAS = "loose-commas"
    DATE_ORDER = "order-of-day-and-month"
    SEPARATOR = "separator"
    AS_ANSWERED = "columns-as-said"
    UNKNOWN_COLUMN = "unknown-column"
    SHEET_LEFT_OUT = "sheet-not-read"
    TIME_OF_DAY = "time-of-day-left-out"
    FILE_FIELD_KEPT_OUT = "file-field-not-read"


class Refusal(StrEnum):
    """Why a grant cannot be taken into the register."""

    NOT_A_GROUP = "not-a-group"
    NO_IDENTIFIER = "no-identifier"
    IDENTIFIER_TOO_LONG = "identifier-too-long"
    NO_AMOUNT = "no-amount"
    BAD_AMOUNT = "bad-amount"
    AMOUNT_TOO_LARGE = "amount-too-large"
    NO_CURRENCY = "no-currency"
    NO_DATE = "no-date"
    BAD_DATE = "bad-date"
    NO_FUNDER = "no-funder"
    TOO_DEEP = "too-deep"
    TOO_LONG = "too-long"
    NUMBER_TOO_LARGE = "number-too-large"
    OTHER_GRANT_OF_THAT_ID = "other-grant-of-that-id"


class UnreadableError(ValueError):
    """A grant that cannot be read, with the reason and the text that caused it."""

    def __init__(self, refusal: Refusal, value: object = "") -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.value = shown(value)


class Change(NamedTuple):
    """One change: its kind, the field's path from the grant's root, and before and after.

    `now` is empty where a value was kept as it was.
    """

    kind: ChangeKind
    path: Path
    was: str
    now: str = ""


@dataclass(slots=True)
class Notes:
    """The changes made while one grant is read."""

    changes: list[Change] = field(default_factory=list)

    def add(self, kind: ChangeKind, path: Path, was: object, now: object = "") -> None:
        """Note a change of the value at `path`."""
        self.changes.append(Change(kind, path, shown(was), shown(now)))


def shown(value: Any) -> str:
    """A value as a person can be shown it: as text, and not too much of it."""
    text = value if isinstance(value, str) else repr(value)
    if len(text) <= _LONGEST and text.isprintable():
        return text
    text = "".join(letter if letter.isprintable() else " " for letter in text[: _LONGEST + 1])
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def pointer(path: Iterable[str | int]) -> str:
    """A path as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
