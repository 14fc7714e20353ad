"""Reads text with separated values, row by row; works out by itself what separates the values."""

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from allotment.register.domain.standard.columns import read_heading
from allotment.register.readers.decoding import TextPieces
from allotment.register.readers.faults import Fault, FaultyFileError
from allotment.register.readers.workbooks import LONGEST_CELL, MOST_COLUMNS, Cells

SEPARATORS = (",", ";", "\t", "|")
LONGEST_ROW = 16 * 1024 * 1024

_LINE_ENDS = re.compile(r"\r\n|\r(?!\Z)|\n")
_SAMPLE = 20
_PROTECTED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


@dataclass(frozen=True, slots=True)
class Separator:
    """What separates the values, and what showed it: columns in each of the first rows."""

    mark: str
    columns: int
    rows: int


class SeparatedText:
    """Text with separated values. Iterating gives each row that is not empty, with its number."""

    def __init__(self, pieces: TextPieces) -> None:
        self._pieces = pieces
        self._waiting = pieces.next()
        while len(self._waiting) < 64 * 1024 and (more := pieces.next()):
            self._waiting += more
        self.separator = _separator(self._waiting)
        self._since_row = 0

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        csv.field_size_limit(LONGEST_CELL)
        rows = csv.reader(self._lines(), delimiter=self.separator.mark)
        number = 0
        while True:
            try:
                row = next(rows, None)
            except csv.Error:
                long = self._since_row > LONGEST_CELL
                raise FaultyFileError(Fault.QUOTE_NOT_CLOSED if long else Fault.SYNTAX) from None
            if row is None:
                return
            number += 1
            self._since_row = 0
            if len(row) > MOST_COLUMNS:
                raise FaultyFileError(Fault.TOO_MANY_COLUMNS)
            cells: Cells = [_unprotected(cell) for cell in row]
            while cells and cells[-1] is None:
                cells.pop()
            if cells:
                yield number, cells

    def _lines(self) -> Iterator[str]:
        """Lines with what ends them, so that line ends within quotation marks stay as they are."""
        waiting, self._waiting = self._waiting, ""
        while True:
            end = 0
            for line in _whole_lines(waiting):
                end += len(line)
                yield self._counted(line)
            waiting = waiting[end:]
            if self._since_row + len(waiting) > LONGEST_ROW:
                raise FaultyFileError(Fault.QUOTE_NOT_CLOSED)
            more = self._pieces.next()
            if not more:
                break
            waiting += more
        if waiting:
            yield self._counted(waiting)

    def _counted(self, line: str) -> str:
        self._since_row += len(line)
        if self._since_row > LONGEST_ROW:
            raise FaultyFileError(Fault.QUOTE_NOT_CLOSED)
        return line


def _whole_lines(text: str) -> Iterator[str]:
    start = 0
    for ending in _LINE_ENDS.finditer(text):
        yield text[start : ending.end()]
        start = ending.end()


def _unprotected(cell: str) -> str | None:
    """A cell without the mark that keeps spreadsheet programs from running it as a formula."""
    if cell.startswith("'") and _PROTECTED.match(cell):
        return cell[1:]
    return cell or None


def _separator(start: str) -> Separator:
    """The mark that gives the most headings that we know or, failing that, the most columns."""
    return max((_tried(mark, start) for mark in SEPARATORS), key=lambda tried: tried[0])[1]


def _tried(mark: str, start: str) -> tuple[tuple[int, bool, int], Separator]:
    lines = list(islice(_whole_lines(start), _SAMPLE * 5)) or [start]
    rows: list[list[str]] = []
    with suppress(csv.Error):  # what came before counts
        rows.extend(islice(filter(any, csv.reader(lines, delimiter=mark)), _SAMPLE))
    widths = [len(row) for row in rows]
    known = max((sum(is_known(cell) for cell in row) for row in rows[:10]), default=0)
    width = max(widths, key=widths.count, default=0)
    alike = widths.count(width)
    return (known, width > 1 and alike > len(widths) / 2, width), Separator(mark, width, alike)


def is_known(heading: object) -> bool:
    """Whether a heading is one of the standard's."""
    return isinstance(heading, str) and read_heading(heading).field is not None
