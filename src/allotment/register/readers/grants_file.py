"""Reads a file of grants as a stream: one grant after the other, in flat memory.

A grant that cannot be parsed is passed over with the reason, and the next one is read. Where
nothing more can be read at all, the reader says why and keeps what came before. The whole file
is never held: text comes in pieces, and the parser is given one grant of it at a time.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO, ClassVar

from allotment.register.domain.reading.changes import Change
from allotment.register.readers.decoding import TextPieces
from allotment.register.readers.faults import Fault

LONGEST_GRANT = 16 * 1024 * 1024
"""Characters; a grant that is longer is passed over, so that memory stays flat."""

_BLANK = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_PLAIN_END = re.compile(r"[,\]]")
_BOUNDARY = re.compile(r"\}[ \t\r\n]*,[ \t\r\n]*(?=\{)")
_ONLY_GRANTS = frozenset({"amountAwarded", "awardDate", "fundingOrganization"})
_TRIES = 50
_NEAR_END = 16


_OTHER_FILES = (
    (b"\xd0\xcf\x11\xe0", Fault.OLD_SPREADSHEET),
    (b"%PDF", Fault.PDF),
    (b"\x1f\x8b", Fault.COMPRESSED),
    (b"<", Fault.WEB_PAGE),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One member of the list of grants, counted from 1: its value, or the fault it has.

    `repeats_field` says that a field stands in it twice (the last one is taken),
    `has_control` that its text holds raw control characters, `changes` what was changed already when
    a row became a grant. `cells` are those of the row, where the file is a table, under `headings`;
    dates that are month first stand there in the standard's spelling, so that they mean the same
    without the rows around them.
    """

    row: int
    value: Any = None
    fault: Fault | None = None
    repeats_field: bool = False
    has_control: bool = False
    changes: tuple[Change, ...] = ()
    cells: tuple[Any, ...] | None = None
    headings: tuple[str, ...] = ()


class _BadNumberError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(slots=True)
class _Parsed:
    """What the parser's hooks noticed while it read one value."""

    repeats: bool = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            self.repeats = True
        return found


def _float(written: str) -> float:
    value = float(written)
    if math.isinf(value):
        raise _BadNumberError(Fault.NUMBER_TOO_LARGE)
    return value


def _constant(_written: str) -> Any:
    raise _BadNumberError(Fault.NOT_A_NUMBER)


class _EndOfTextError(Exception):
    """The text ended where more was needed."""


@dataclass(slots=True)
class GrantsFile:
    """A file of grants, read once by iterating over it.

    After (and during) the iteration: `head` holds the file's own fields, `fault` says why the
    rest could not be read, if so, `is_bare_list` that the grants stood alone without a file
    around them, `has_loose_commas` that commas between them were missing or too many,
    `head_faults` which of the file's own fields could not be parsed, `encoding` and
    `guessed_bytes` what the text was in.
    """

    form: ClassVar[str] = "json"

    file: BinaryIO
    longest: int = LONGEST_GRANT
    head: dict[str, Any] = field(default_factory=dict)
    head_faults: dict[str, Fault] = field(default_factory=dict)
    fault: Fault | None = None
    is_bare_list: bool = False
    has_loose_commas: bool = False
    has_grants: bool = False
    _pieces: TextPieces = field(init=False)
    _text: str = field(init=False, default="")
    _at: int = field(init=False, default=0)
    _ended: bool = field(init=False, default=False)
    _row: int = field(init=False, default=0)
    _opened: bool = field(init=False, default=False)
    _noticed: _Parsed = field(init=False, default_factory=_Parsed)
    _strict: json.JSONDecoder = field(init=False)
    _lenient: json.JSONDecoder = field(init=False)

    def __post_init__(self) -> None:
        self._pieces = TextPieces(self.file)
        self._strict = self._decoder(strict=True)
        self._lenient = self._decoder(strict=False)

    remarks: ClassVar[tuple[Change, ...]] = ()

    @property
    def encoding(self) -> str:
        """What the file's text is encoded in."""
        return self._pieces.encoding

    @property
    def guessed_bytes(self) -> int:
        """How many bytes so far were no UTF-8 and were taken for Windows-1252."""
        return self._pieces.guessed_bytes

    @property
    def rows(self) -> int:
        """How many members of the list of grants were met so far."""
        return self._row

    def __iter__(self) -> Iterator[Item]:
        try:
            yield from self._read()
        except (_EndOfTextError, _BadNumberError, RecursionError, ValueError):
            self.fault = self._why_stopped()

    def _why_stopped(self) -> Fault:
        return Fault.BREAKS_OFF if self._row or self.head else self._kind_of_file()

    def _decoder(self, *, strict: bool) -> json.JSONDecoder:
        return json.JSONDecoder(
            object_pairs_hook=self._noticed.pairs,
            parse_float=_float,
            parse_constant=_constant,
            strict=strict,
        )

    def _read(self) -> Iterator[Item]:
        first = self._peek()
        self._opened = first in ("{", "[")
        if first == "[":
            self.is_bare_list = self.has_grants = True
            yield from self._list()
        elif first == "{":
            yield from self._object()
        else:
            raise _EndOfTextError
        if self.fault is None and self._more():
            self.fault = Fault.MORE_AFTER_END

    def _object(self) -> Iterator[Item]:
        self._at += 1
        is_over = self._peek() == "}"
        while not is_over:
            name = self._value()
            if not isinstance(name, str) or self._peek() != ":":
                raise _EndOfTextError
            self._at += 1
            if self._peek() == "[" and name == "grants":
                self.has_grants = True
                yield from self._list()
            else:
                self._head_field(name)
            if self.fault is not None:
                return
            is_over = self._separator("}")
        if not self.has_grants:
            self.fault = Fault.GRANTS_NOT_A_LIST if "grants" in self.head else Fault.NO_GRANTS

    def _head_field(self, name: str) -> None:
        item = self._item()
        if item.fault is None:
            self.head[name] = item.value
        else:
            self.head_faults[name] = item.fault

    def _list(self) -> Iterator[Item]:
        self._at += 1
        is_over = self._closes()
        while not is_over:
            self._row += 1
            yield self._item()
            if self.fault is not None:
                return
            is_over = self._next_item()

    def _next_item(self) -> bool:
        """Go to the next grant, over a comma missing or too many; whether there is none."""
        mark = self._peek()
        if mark == ",":
            self._at += 1
            if not self._closes():
                return False
            self.has_loose_commas = True
            return True
        if mark == "{":
            self.has_loose_commas = True
            return False
        return self._separator("]")

    def _closes(self) -> bool:
        if self._peek() != "]":
            return False
        self._at += 1
        return True

    def _item(self) -> Item:
        self._noticed.repeats = False
        has_control = False
        try:
            try:
                value = self._value()
            except json.JSONDecodeError as error:
                if not error.msg.startswith("Invalid control character"):
                    raise
                has_control = True
                value = self._value(self._lenient)
            return Item(self._row, value, None, self._noticed.repeats, has_control)
        except json.JSONDecodeError:
            too_long = len(self._text) - self._at > self.longest
            return self._passed_over(Fault.TOO_LONG if too_long else Fault.SYNTAX)
        except _BadNumberError as error:
            return self._passed_over(error.fault)
        except RecursionError:
            return self._passed_over(Fault.TOO_DEEP)
        except ValueError:
            return self._passed_over(Fault.NUMBER_TOO_LARGE)

    def _value(self, decoder: json.JSONDecoder | None = None) -> Any:
        """Parse the value at the present place, with more text fetched while it is cut short."""
        decoder = decoder or self._strict
        while True:
            try:
                value, end = decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._is_cut_short(error) and self._fill():
                    continue
                raise
            if end == len(self._text) and self._fill():
                continue
            self._at = end
            return value

    def _is_cut_short(self, error: json.JSONDecodeError) -> bool:
        if len(self._text) - self._at > self.longest:
            return False
        is_open = error.msg.startswith("Unterminated string")
        return is_open or error.pos >= len(self._text) - _NEAR_END

    def _passed_over(self, fault: Fault) -> Item:
        end = self._next_grant() if fault is Fault.SYNTAX else None
        end = end or self._end_of_item()
        if end is None:
            self.fault = Fault.BREAKS_OFF
            return Item(self._row, None, Fault.BREAKS_OFF if fault is Fault.SYNTAX else fault)
        self._at = end
        return Item(self._row, None, fault)

    def _next_grant(self) -> int | None:
        """Where a broken grant must have ended, since after it one begins that does parse.

        Brackets are no guide where a quotation mark is missing. Within the text at hand, look
        for the first place where one thing ends, another begins, and that one is a grant.
        """
        for found in islice(_BOUNDARY.finditer(self._text, self._at + 1), _TRIES):
            try:
                value, _ = self._strict.raw_decode(self._text, found.end())
            except (ValueError, RecursionError, _BadNumberError):
                continue
            if isinstance(value, dict) and not _ONLY_GRANTS.isdisjoint(value):
                return found.start() + 1
        return None

    def _end_of_item(self) -> int | None:
        """Where an item ends that does not parse, by its brackets; None if that is not found."""
        while True:
            end = self._closing(self._at)
            if end is not None:
                return end
            if len(self._text) - self._at > self.longest or not self._fill():
                return None

    def _closing(self, start: int) -> int | None:
        if self._text[start] not in "{[":
            found = _PLAIN_END.search(self._text, start)
            return found.start() if found else None
        depth = 0
        for token in _TOKEN.finditer(self._text, start):
            mark = token[0]
            if mark in "{[":
                depth += 1
            elif mark in "}]":
                depth -= 1
                if depth == 0:
                    return token.end()
        return None

    def _separator(self, closing: str) -> bool:
        """Step over a comma (False) or the closing bracket (True)."""
        mark = self._peek()
        if mark not in (",", closing):
            raise _EndOfTextError
        self._at += 1
        if mark == ",":
            self._peek()
        return mark == closing

    def _peek(self) -> str:
        """The next character that is no blank."""
        if not self._more():
            raise _EndOfTextError
        return self._text[self._at]

    def _more(self) -> bool:
        while True:
            found = _BLANK.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return True
            if not self._fill():
                return False

    def _fill(self) -> bool:
        """Drop what was read and fetch as much again as is kept; False at the end."""
        kept = self._text[self._at :]
        pieces = [kept]
        wanted = max(len(kept), 1)
        while wanted > 0 and (piece := self._pieces.next()):
            pieces.append(piece)
            wanted -= len(piece)
        self._text, self._at = "".join(pieces), 0
        return len(pieces) > 1

    def _kind_of_file(self) -> Fault:
        """What kind of wrong file this is, from its first bytes."""
        start = self._pieces.start
        for mark, fault in _OTHER_FILES:
            if start.lstrip().startswith(mark):
                return fault
        if not start.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
            return Fault.EMPTY
        if self._opened:
            return Fault.BREAKS_OFF
        return Fault.NOT_JSON
