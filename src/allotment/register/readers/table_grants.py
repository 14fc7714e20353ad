"""Reads the grants of a table, of a workbook or of separated values, row by row in flat memory.

The table is read twice: first what its columns are and what its dates say of their order, while its
rows go into a temporary file; then, from there, the grants.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import Any

import orjson

from allotment.register.domain.reading.changes import Change, ChangeKind
from allotment.register.domain.reading.date_order import DateEvidence, DateOrder
from allotment.register.domain.reading.guessing import guessed
from allotment.register.domain.reading.table_rows import (
    Answers,
    alone,
    columns_of,
    grant_of,
    is_date,
)
from allotment.register.domain.standard.columns import Column, ColumnPath, heading_at
from allotment.register.readers.comma_separated import SeparatedText, Separator, is_known
from allotment.register.readers.decoding import TextPieces
from allotment.register.readers.faults import Fault, FaultyFileError
from allotment.register.readers.grants_file import Item
from allotment.register.readers.wording import order_sentence, separator_sentence
from allotment.register.readers.workbooks import Cells, Workbook

_LOOKED_AT = 10
"""Rows among which the headings are looked for."""
_ENOUGH = 3
"""Headings of the standard by which a sheet is known to hold grants; guesses that are no chance."""
_LONGEST_HEADING = 40
_SAMPLES = 3
_FEWEST = 2
_LONGEST_SAMPLE = 60
#: What came before such a fault is a table, only cut short; after any other nothing is believed.
_CUT_SHORT = frozenset({Fault.QUOTE_NOT_CLOSED, Fault.BROKEN_WORKBOOK})


@dataclass(slots=True)
class OwnColumn:
    """A column that the standard does not know, with some of what stands in it."""

    heading: str
    samples: list[str] = field(default_factory=list)

    def look_at(self, cell: object) -> None:
        """Keep a cell as a sample, if it is another one."""
        text = str(cell)[:_LONGEST_SAMPLE]
        if len(self.samples) < _SAMPLES and text not in self.samples:
            self.samples.append(text)


@dataclass(slots=True)
class Survey:
    """What a table was found to be, before its grants are read."""

    rows: int = 0
    headings: list[str] = field(default_factory=list)
    paths: set[ColumnPath] = field(default_factory=set)
    own_columns: dict[str, OwnColumn] = field(default_factory=dict)
    dates: DateEvidence = field(default_factory=DateEvidence)
    left_out: list[str] = field(default_factory=list)
    separator: Separator | None = None

    @property
    def to_ask(self) -> list[OwnColumn]:
        """The own columns that hold anything."""
        return [column for column in self.own_columns.values() if column.samples]


@dataclass(slots=True)
class _Section:
    """One sheet's columns. Row numbers of later sheets go on where those of the sheet before ended."""

    headings: tuple[str, ...]
    columns: list[Column | None]
    before: int


class TableGrants:
    """The grants of a table. It is read like `GrantsFile`, and has no fields of the file's own."""

    is_bare_list = False
    has_loose_commas = False

    def __init__(self, tables: "Tables", answers: Answers, *, as_written: bool = False) -> None:
        self.head: dict[str, Any] = {}
        self.head_faults: dict[str, Fault] = {}
        self.fault: Fault | None = None
        self.rows = 0
        self.survey = Survey()
        self._answers = answers
        self._as_written = as_written
        self._sections: list[_Section] = []
        self._spool = TemporaryFile()  # noqa: SIM115  # gone with whoever holds it
        self._tables = tables
        self._take_in()

    @property
    def encoding(self) -> str:
        """What the file's text is encoded in."""
        return self._tables.pieces.encoding if self._tables.pieces else "utf-8"

    @property
    def guessed_bytes(self) -> int:
        """How many bytes were no UTF-8 and were taken for Windows-1252."""
        return self._tables.pieces.guessed_bytes if self._tables.pieces else 0

    @property
    def form(self) -> str:
        """Which kind of file it is."""
        return "xlsx" if self._tables.has_sheets else "csv"

    @property
    def remarks(self) -> Iterator[Change]:
        """What was found out about the table as a whole, in words."""
        if self.survey.separator is not None:
            yield Change(ChangeKind.SEPARATOR, (), separator_sentence(self.survey.separator))
        if self.survey.dates.day_first or self.survey.dates.open_dates:
            yield Change(ChangeKind.DATE_ORDER, (), order_sentence(self.survey.dates, self.order))
        if answers := [
            f"{heading} → {heading_at(path) if path else '–'}"
            for heading, path in self._answers.columns.items()
        ]:
            yield Change(ChangeKind.AS_ANSWERED, (), "; ".join(answers))
        for heading in self.survey.own_columns:
            yield Change(ChangeKind.UNKNOWN_COLUMN, (), heading)
        for name in self.survey.left_out:
            yield Change(ChangeKind.SHEET_LEFT_OUT, (), name)

    @property
    def order(self) -> DateOrder | None:
        """Which order the dates are read in; None: each day first, if that makes a date."""
        return self.survey.dates.decided or self._answers.order

    def __iter__(self) -> Iterator[Item]:
        order = None if self._as_written else self.order
        self._spool.seek(0)
        for line in self._spool:
            place, row, cells = orjson.loads(line)
            section = self._sections[place]
            self.rows = row
            kept = {"cells": alone(cells, section.columns, order), "headings": section.headings}
            if len(cells) > len(section.columns):
                yield Item(row, fault=Fault.TOO_MANY_CELLS, **kept)
                continue
            value, changes = grant_of(cells, section.columns, order, self._answers.every_row)
            yield Item(row, value, changes=changes, **kept)

    def _take_in(self) -> None:
        try:
            for name, rows in self._tables:
                if not self._take_sheet(
                    name, rows, least=_ENOUGH if self._tables.has_sheets else 0
                ):
                    self.survey.left_out.append(name)
            if not self._sections and self._tables.has_sheets:
                self._take_likeliest()
            self._check()
        except FaultyFileError as error:
            self.fault = error.fault
            if error.fault not in _CUT_SHORT:
                self._spool.truncate(0)
        self.survey.separator = self._tables.separator

    def _take_likeliest(self) -> None:
        """Where no sheet has the standard's headings, the one with the most headings that can be
        guessed is the table, the first of several, and with it all that have the same headings."""
        found: dict[str, Cells] = {}
        for name, rows in self._tables:
            first, _broken = _first_of(rows)
            if first:
                found[name] = first[self._headings_among(first)][1]
        likeliest = max(found.values(), key=_guessable, default=[])
        alike = [name for name, cells in found.items() if set(cells) == set(likeliest)]
        for name, rows in self._tables:
            if name in alike and self._take_sheet(name, rows, least=0):
                self.survey.left_out.remove(name)

    def _check(self) -> None:
        if not self.survey.rows:
            raise FaultyFileError(Fault.NO_ROWS if self._sections else Fault.EMPTY)
        if not any(column.field for each in self._sections for column in each.columns if column):
            raise FaultyFileError(Fault.NO_COLUMNS)

    def _take_sheet(self, name: str, rows: Iterator[tuple[int, Cells]], *, least: int) -> bool:
        """Take a sheet in, if so many of its headings are known; whether it was."""
        first, broken = _first_of(rows)
        if not first:
            if broken:
                raise broken
            return False
        at = self._headings_among(first)
        if self._known(first[at][1]) < least:
            return False
        headings = tuple(
            str(cell if cell is not None else "").strip() or f"Column {place}"
            for place, cell in enumerate(first[at][1], 1)
        )
        section = _Section(headings, columns_of(headings, self._answers), self.rows)
        self._sections.append(section)
        self._note_columns(section)
        for number, cells in chain(first[at + 1 :], rows):
            self._take_row(section, number, cells)
        if broken:
            raise broken
        return True

    def _headings_among(self, first: list[tuple[int, Cells]]) -> int:
        """The place of the row with the most headings that are known or, where none is, can be
        guessed; of several, the first that is not a line above the table, filled half as far as the
        fullest row."""
        filled = [sum(cell is not None for cell in cells) for _number, cells in first]
        guesses = [_guessable(cells) for _number, cells in first]
        return max(
            range(len(first)),
            key=lambda at: (
                self._known(first[at][1]),
                guesses[at] if guesses[at] >= _ENOUGH else 0,
                2 * filled[at] > max(filled),
                -at,
            ),
        )

    def _known(self, cells: Cells) -> int:
        return sum(is_known(cell) or cell in self._answers.columns for cell in cells)

    def _note_columns(self, section: _Section) -> None:
        self.survey.headings += section.headings
        for heading, column in zip(section.headings, section.columns, strict=True):
            if column is None:
                continue
            self.survey.paths.add(column.path)
            if column.field is None:
                self.survey.own_columns.setdefault(heading, OwnColumn(heading))

    def _take_row(self, section: _Section, number: int, cells: Cells) -> None:
        row = section.before + number
        self.rows = row
        self.survey.rows += 1
        for place, (column, cell) in enumerate(zip(section.columns, cells, strict=False)):
            if cell is None or column is None:
                continue
            if column.field is None:
                self.survey.own_columns[section.headings[place]].look_at(cell)
            elif isinstance(cell, str) and is_date(column):
                self.survey.dates.look_at(cell, row)
        place = len(self._sections) - 1
        self._spool.write(orjson.dumps([place, row, cells]) + b"\n")


def _guessable(cells: Cells) -> int:
    """How many different columns a row's cells name; none without an amount, which every table of
    grants has, and which words below the headings hardly name."""
    paths = {guessed(c) for c in cells if isinstance(c, str) and len(c) <= _LONGEST_HEADING}
    return len(paths - {None}) if ("amountAwarded",) in paths else 0


def _first_of(
    rows: Iterator[tuple[int, Cells]],
) -> tuple[list[tuple[int, Cells]], FaultyFileError | None]:
    """The rows among which the headings are looked for, and the fault that ended them, if one did."""
    first: list[tuple[int, Cells]] = []
    try:
        for each in islice(rows, _LOOKED_AT):
            first.append(each)  # noqa: PERF402  # what came before a fault is kept
    except FaultyFileError as error:
        return first, error
    return first, None


class Tables:
    """The tables of a file, each with its name and rows: the sheets of a workbook, or a text alone."""

    def __init__(
        self, open_book: Callable[[], Workbook] | None = None, pieces: TextPieces | None = None
    ) -> None:
        self.pieces = pieces
        self.separator: Separator | None = None
        self._open_book = open_book
        self._book: Workbook | None = None

    @property
    def has_sheets(self) -> bool:
        """Whether the tables are sheets of a workbook."""
        return self._open_book is not None

    def __iter__(self) -> Iterator[tuple[str, Iterator[tuple[int, Cells]]]]:
        if self._open_book is not None:
            self._book = self._book or self._open_book()
            for sheet in self._book.sheets:
                yield sheet.name, iter(()) if sheet.is_hidden else self._book.rows(sheet)
            return
        text = SeparatedText(self.pieces) if self.pieces is not None else None
        if text is None or text.separator.columns < _FEWEST:
            raise FaultyFileError(Fault.NOT_JSON)
        self.separator = text.separator
        yield "", iter(text)
