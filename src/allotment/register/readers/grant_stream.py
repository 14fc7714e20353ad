"""Reads a file of grants for the register: each grant mended, every change counted."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from allotment.register.domain.reading.changes import (
    Change,
    ChangeKind,
    Refusal,
    UnreadableError,
)
from allotment.register.domain.reading.grants import Reading, read_grant
from allotment.register.domain.reading.table_rows import REASON_HEADING, ROW_HEADING, Answers
from allotment.register.readers.faults import Fault
from allotment.register.readers.grants_file import Item
from allotment.register.readers.opening import open_grants
from allotment.register.readers.wording import (
    change_sentence,
    fault_sentence,
    refusal_sentence,
)

MOST_REJECTIONS = 10_000
"""Rejections that are kept with their reasons; more are counted only, so that memory stays flat."""


class Rejection(NamedTuple):
    """A grant that was turned away: its row in the file, counted from 1, and the reason."""

    row: int
    reason: str


@dataclass(slots=True)
class ChangeCount:
    """How often one kind of change was made, and the first one in words."""

    kind: ChangeKind
    count: int
    first: str


class Row(NamedTuple):
    """One grant of the file: its row, and what was read; None where it was turned away.

    `is_repeat` says that the same grant stood in the file before. What was rejected has its
    `reason` and is there as it stood in the file, as far as it could be parsed.
    """

    row: int
    reading: Reading | None
    is_repeat: bool = False
    item: Item | None = None
    reason: str = ""


@dataclass(slots=True)
class Tally:
    """What was changed and turned away so far."""

    rejected: int = 0
    changes: dict[ChangeKind, ChangeCount] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)

    def change(self, row: int, change: Change, count: int = 1) -> None:
        """Count a change; the first of its kind is put into words."""
        known = self.changes.get(change.kind)
        if known is not None:
            known.count += count
        else:
            self.changes[change.kind] = ChangeCount(
                change.kind, count, change_sentence(row, change)
            )

    def reject(self, row: int, reason: str) -> None:
        """Count a grant as turned away."""
        self.rejected += 1
        if len(self.rejections) < MOST_REJECTIONS:
            self.rejections.append(Rejection(row, reason))


class GrantStream:
    """The grants of a file, read one by one for the register, in flat memory.

    Iterating gives a `Row` for every grant; `tally` grows meanwhile. Where the file itself is
    faulty, one more row is turned away after the last grant and `fault` says why.
    """

    def __init__(self, file: BinaryIO, answers: Answers | None = None) -> None:
        self.file = open_grants(file, answers)
        self.tally = Tally()
        self.currencies: set[str] = set()

    @property
    def fault(self) -> Fault | None:
        """Why the file could not be read to its end, if so."""
        return self.file.fault

    def __iter__(self) -> Iterator[Row]:
        first_seen = _FirstSeen()
        try:
            for item in self.file:
                yield self._row(item, first_seen)
        finally:
            first_seen.close()
        yield from self._end()

    def _row(self, item: Item, first_seen: "_FirstSeen") -> Row:
        if item.fault is not None:
            return self._rejected(item, fault_sentence(item.fault))
        if isinstance(item.value, dict):  # as a file of rejected grants has them
            item.value.pop(REASON_HEADING, None)
            item.value.pop(ROW_HEADING, None)
        try:
            reading = read_grant(item.value)
        except UnreadableError as error:
            return self._rejected(item, refusal_sentence(error.refusal, error.value))
        if item.changes:
            reading = reading._replace(changes=item.changes + reading.changes)
        earlier = first_seen.note(reading.facts.identifier, item.row, reading.digest)
        if earlier is not None:
            return self._repeated(item, reading, *earlier)
        self._count_changes(item, reading)
        return Row(item.row, reading)

    def _count_changes(self, item: Item, reading: Reading) -> None:
        for change in reading.changes:
            self.tally.change(item.row, change)
        if item.repeats_field:
            self.tally.change(item.row, Change(ChangeKind.REPEATED_FIELD, (), ""))
        if item.has_control:
            self.tally.change(item.row, Change(ChangeKind.CONTROL_CHARACTERS, (), ""))

    def _rejected(self, item: Item, reason: str) -> Row:
        self.tally.reject(item.row, reason)
        return Row(item.row, None, item=item, reason=reason)

    def _repeated(self, item: Item, reading: Reading, first_row: int, digest: bytes) -> Row:
        identifier = reading.facts.identifier
        self.tally.change(item.row, Change(ChangeKind.DUPLICATE_ID, ("id",), identifier))
        if digest == reading.digest:
            return Row(item.row, reading, is_repeat=True)
        reason = refusal_sentence(Refusal.OTHER_GRANT_OF_THAT_ID, str(first_row))
        return self._rejected(item, reason)

    def _end(self) -> Iterator[Row]:
        file = self.file
        if file.encoding != "utf-8":
            self.tally.change(0, Change(ChangeKind.NOT_UTF_8, (), file.encoding))
        if file.guessed_bytes:
            self.tally.change(0, Change(ChangeKind.NOT_UTF_8, (), "windows-1252"))
        if file.is_bare_list:
            self.tally.change(0, Change(ChangeKind.BARE_LIST, (), ""))
        if file.has_loose_commas:
            self.tally.change(0, Change(ChangeKind.LOOSE_COMMAS, (), ""))
        for remark in file.remarks:
            self.tally.change(0, remark)
        for name in file.head_faults:
            self.tally.change(0, Change(ChangeKind.FILE_FIELD_KEPT_OUT, (name,), ""))
        last_is_rejected = bool(
            self.tally.rejections and self.tally.rejections[-1].row == file.rows
        )
        if file.fault is not None and file.rows and not last_is_rejected:
            self.tally.reject(file.rows + 1, fault_sentence(file.fault))
            yield Row(file.rows + 1, None)


class _FirstSeen:
    """Where in a file each identifier was first met; on disk, so that memory stays flat."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute("PRAGMA cache_size = -8192")
        self._rows.execute(
            "CREATE TABLE seen (identifier TEXT PRIMARY KEY, row INTEGER, digest BLOB) WITHOUT ROWID"
        )
        self._rows.execute("BEGIN")

    def note(self, identifier: str, row: int, digest: bytes) -> tuple[int, bytes] | None:
        """Note a grant; the row and digest under which its identifier was noted before, if so."""
        added = self._rows.execute(
            "INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (identifier, row, digest)
        )
        if added.rowcount:
            return None
        found = self._rows.execute(
            "SELECT row, digest FROM seen WHERE identifier = ?", (identifier,)
        )
        earlier: tuple[int, bytes] = found.fetchone()
        return earlier

    def close(self) -> None:
        self._rows.close()
