"""Reads the sheets of a workbook (XLSX) row by row, in flat memory, whatever the file holds.

The parts are unpacked as a stream, and what is unpacked is limited; their XML is read by a parser that
refuses entities and document types. Texts that cells share lie in a temporary file.
"""

import os
import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from allotment.register.readers.faults import Fault, FaultyFileError

Cell = str | int | float | bool | None
Cells = list[Cell]

MOST_PARTS = 5_000
MOST_UNPACKED = 2 * 1024**3
MOST_DIRECTORY = 4 * 1024**2
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST_CELL = 1_000_000
MOST_TEXT = 1024**3
"""Characters of all cells together; cells may share texts, so that a small file can hold very many."""

_PIECE = 64 * 1024
_SMALL_PART = 16 * 1024**2
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, LookupError,
    ValueError, EOFError, OSError, SAXException, OverflowError,
)  # fmt: skip
_PLACE = re.compile(r"\$?([A-Z]{1,4})\$?\d*")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its name, where it lies, whether it is hidden."""

    name: str
    part: str
    is_hidden: bool


class Workbook:
    """A workbook opened for reading. Raises `FaultyFileError` where it cannot or must not be read."""

    def __init__(self, file: BinaryIO) -> None:
        _check_directory(file)
        try:
            self._archive = zipfile.ZipFile(file)
            self._sizes = _checked(self._archive)
            self.sheets = self._find_sheets()
            self._dates = self._date_styles()
            self._texts = self._shared_texts()
        except DefusedXmlException:
            raise FaultyFileError(Fault.ENTITIES) from None
        except _BROKEN:
            raise FaultyFileError(Fault.BROKEN_WORKBOOK) from None
        self._text = 0

    def rows(self, sheet: Sheet) -> Iterator[tuple[int, Cells]]:
        """The rows of a sheet that have anything in them, each with its number."""
        handler = _Rows(self)
        try:
            for _piece in self._parse(sheet.part, handler):
                yield from handler.taken()
        except DefusedXmlException:
            raise FaultyFileError(Fault.ENTITIES) from None
        except _BROKEN:
            yield from handler.taken()
            raise FaultyFileError(Fault.BROKEN_WORKBOOK) from None

    def count_text(self, letters: int) -> None:
        """Count what cells hold; raises where a small file unfolds into far too much."""
        self._text += letters
        if self._text > MOST_TEXT:
            raise FaultyFileError(Fault.UNPACKS_TOO_LARGE)

    def shared_text(self, place: int) -> str:
        """A text that cells share."""
        return self._texts.at(place)

    def read_number(self, written: str, style: int) -> Cell:
        """A number; a date in the standard's spelling where the cell's style makes it one."""
        number = _number(written)
        if style not in self._dates:
            return number
        try:
            moment = from_excel(number, self._epoch)
        except (OverflowError, ValueError, TypeError):
            return number
        return _as_written(moment)

    def _parse(self, part: str, handler: ContentHandler) -> Iterator[None]:
        parser = make_parser()
        parser.forbid_dtd = True
        parser.setContentHandler(handler)
        with self._archive.open(part) as stream:
            while piece := stream.read(_PIECE):
                parser.feed(piece)
                yield
            parser.close()
        yield

    def _read_small(self, part: str, handler: ContentHandler) -> None:
        if self._sizes[part] > _SMALL_PART:
            raise FaultyFileError(Fault.UNPACKS_TOO_LARGE)
        for _piece in self._parse(part, handler):
            pass

    def _find_sheets(self) -> list[Sheet]:
        if "xl/workbook.xml" not in self._sizes:
            raise FaultyFileError(Fault.NOT_A_WORKBOOK)
        targets, named = _Targets(), _SheetNames()
        if "xl/_rels/workbook.xml.rels" in self._sizes:
            self._read_small("xl/_rels/workbook.xml.rels", targets)
        self._read_small("xl/workbook.xml", named)
        self._epoch = CALENDAR_MAC_1904 if named.from_1904 else CALENDAR_WINDOWS_1900
        self._texts_part = targets.texts or "xl/sharedStrings.xml"
        return [
            Sheet(name, targets.parts[link], hidden)
            for name, link, hidden in named.sheets
            if targets.parts.get(link) in self._sizes
        ]

    def _date_styles(self) -> frozenset[int]:
        styles = _Styles()
        if "xl/styles.xml" in self._sizes:
            self._read_small("xl/styles.xml", styles)
        return styles.dates()

    def _shared_texts(self) -> "_Texts":
        texts = _Texts()
        if self._texts_part in self._sizes:
            for _piece in self._parse(self._texts_part, texts):
                pass
        return texts


def _check_directory(file: BinaryIO) -> None:
    """Refuse a list of parts so long that reading the list alone would fill the memory."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 66_000))
    end = file.read(66_000)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) < at + 22:
        raise FaultyFileError(Fault.BROKEN_WORKBOOK)
    directory = struct.unpack("<I", end[at + 12 : at + 16])[0]
    if directory > MOST_DIRECTORY or end[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise FaultyFileError(Fault.UNPACKS_TOO_LARGE)
    file.seek(0)


def _checked(archive: zipfile.ZipFile) -> dict[str, int]:
    """The unpacked size of each part. What is unpacked is never more than is declared here."""
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise FaultyFileError(Fault.ENCRYPTED)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FaultyFileError(Fault.UNPACKS_TOO_LARGE)
    return {part.filename: part.file_size for part in parts if part.compress_type in _METHODS}


class _Elements(ContentHandler):
    """Knows elements by their local names, whatever the prefix."""

    def startElement(self, name: str, attrs: Any) -> None:  # the parser calls it so
        self.begin(name.rpartition(":")[2], attrs)

    def endElement(self, name: str) -> None:
        self.end(name.rpartition(":")[2])

    def begin(self, name: str, attrs: Any) -> None: ...

    def end(self, name: str) -> None: ...


class _Targets(_Elements):
    """Where the parts of a workbook lie, by the names by which it links to them."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, str] = {}
        self.texts = ""

    def begin(self, name: str, attrs: Any) -> None:
        if name != "Relationship" or attrs.get("TargetMode") == "External":
            return
        target = attrs.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        self.parts[attrs.get("Id", "")] = part
        if attrs.get("Type", "").endswith("/sharedStrings"):
            self.texts = part


class _SheetNames(_Elements):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def begin(self, name: str, attrs: Any) -> None:
        if name == "workbookPr":
            self.from_1904 = attrs.get("date1904") in ("1", "true")
        elif name == "sheet":
            link = next((attrs[key] for key in attrs.getNames() if key.endswith(":id")), "")
            hidden = attrs.get("state", "visible") != "visible"
            self.sheets.append((attrs.get("name", ""), link, hidden))


class _Styles(_Elements):
    """Which cell styles show numbers as dates."""

    def __init__(self) -> None:
        super().__init__()
        self._formats = dict(BUILTIN_FORMATS)
        self._of_cells: list[int] = []
        self._in_cells = False

    def begin(self, name: str, attrs: Any) -> None:
        if name == "numFmt":
            self._formats[int(attrs["numFmtId"])] = attrs.get("formatCode", "")[:255]
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._of_cells.append(int(attrs.get("numFmtId", 0)))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def dates(self) -> frozenset[int]:
        return frozenset(
            style
            for style, known in enumerate(self._of_cells)
            if is_date_format(self._formats.get(known))
        )


class _Worded(_Elements):
    """Gathers the text of one thing, without what guides its pronunciation."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] | None = None
        self._letters = 0
        self._is_guide = False

    def listen(self) -> None:
        self._pieces, self._letters = [], 0

    def collected_text(self) -> str:
        text, self._pieces = "".join(self._pieces or ()), None
        return text

    def characters(self, content: str) -> None:
        if self._pieces is None or self._is_guide:
            return
        self._letters += len(content)
        if self._letters > LONGEST_CELL:
            raise FaultyFileError(Fault.CELL_TOO_LONG)
        self._pieces.append(content)


class _Texts(_Worded):
    """The texts that cells share: in a file, with their places in memory."""

    def __init__(self) -> None:
        super().__init__()
        self._file = TemporaryFile()  # noqa: SIM115  # gone with whoever holds it
        self._ends = array("Q", [0])
        self._texts: list[str] = []

    def begin(self, name: str, _attrs: Any) -> None:
        if name == "si":
            self._texts = []
        elif name == "t":
            self.listen()
        elif name == "rPh":
            self._is_guide = True

    def end(self, name: str) -> None:
        if name == "t":
            self._texts.append(self.collected_text())
        elif name == "rPh":
            self._is_guide = False
        elif name == "si":
            written = _unescaped("".join(self._texts)).encode("utf-8", "replace")
            self._ends.append(self._ends[-1] + self._file.write(written))

    def endDocument(self) -> None:
        self._file.flush()

    def at(self, place: int) -> str:
        """The text at a place; raises `IndexError` where there is none."""
        if place < 0:
            raise IndexError(place)
        start, end = self._ends[place], self._ends[place + 1]
        return os.pread(self._file.fileno(), end - start, start).decode()


class _Rows(_Worded):
    """The rows of a sheet, as they come."""

    def __init__(self, book: Workbook) -> None:
        super().__init__()
        self._book = book
        self._ready: list[tuple[int, Cells]] = []
        self._cells: dict[int, Cell] = {}
        self._row = self._column = self._style = self._rows = 0
        self._kind, self._written = "n", ""
        self._texts: list[str] = []

    def taken(self) -> list[tuple[int, Cells]]:
        ready, self._ready = self._ready, []
        return ready

    def begin(self, name: str, attrs: Any) -> None:
        if name == "row":
            self._begin_row(attrs)
        elif name == "c":
            self._begin_cell(attrs)
        elif name in ("v", "t"):
            self.listen()
        elif name == "rPh":
            self._is_guide = True

    def _begin_row(self, attrs: Any) -> None:
        self._rows += 1
        given = attrs.get("r", "")
        self._row = int(given) if given.isdecimal() and len(given) < 9 else self._row + 1
        if self._rows > MOST_ROWS or self._row > MOST_ROWS:
            raise FaultyFileError(Fault.TOO_MANY_ROWS)
        self._cells, self._column = {}, 0

    def _begin_cell(self, attrs: Any) -> None:
        place = _PLACE.fullmatch(attrs.get("r", ""))
        self._column = _column(place[1]) if place else self._column + 1
        if self._column > MOST_COLUMNS:
            raise FaultyFileError(Fault.TOO_MANY_COLUMNS)
        style = attrs.get("s", "0")
        self._style = int(style) if style.isdecimal() and len(style) < 7 else 0
        self._kind, self._written, self._texts = attrs.get("t", "n"), "", []

    def end(self, name: str) -> None:
        if name == "v":
            self._written = self.collected_text()
        elif name == "t":
            self._texts.append(self.collected_text())
        elif name == "rPh":
            self._is_guide = False
        elif name == "c":
            value = self._value()
            if value is not None and value != "":
                self._cells[self._column] = value
                self._book.count_text(len(value) if isinstance(value, str) else 8)
        elif name == "row" and self._cells:
            width = max(self._cells)
            self._ready.append((self._row, [self._cells.get(n + 1) for n in range(width)]))

    def _value(self) -> Cell:
        if self._kind == "inlineStr":
            return _unescaped("".join(self._texts))
        if not self._written:
            return None
        if self._kind == "s":
            return self._book.shared_text(int(self._written))
        if self._kind == "b":
            return self._written == "1"
        if self._kind == "n":
            return self._book.read_number(self._written, self._style)
        return _unescaped(self._written)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _number(written: str) -> int | float:
    number = float(written)
    if number.is_integer() and abs(number) < 2**53:
        return int(number)
    return number


def _as_written(moment: object) -> Cell:
    """A date as the standard writes it; a time of day is kept unless it is midnight."""
    if isinstance(moment, datetime):
        moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
        return moment.date().isoformat() if moment.time() == time() else moment.isoformat()
    if isinstance(moment, (date, time)):
        return moment.isoformat()
    return str(moment)


def _unescaped(text: str) -> str:
    """Characters that XML cannot hold stand in cells as their numbers."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: _character(int(match[1], 16)), text)


def _character(number: int) -> str:
    return "\ufffd" if 0xD800 <= number < 0xE000 else chr(number)
