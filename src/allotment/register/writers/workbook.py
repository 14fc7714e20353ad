"""Grants as a workbook (Office Open XML), as a stream: sheets of texts and numbers, nothing else.

openpyxl writes a workbook to a temporary file before the first byte can go out; of the format we
need so little that it is written here (decision 0034), and read by openpyxl in the tests.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from xml.sax.saxutils import escape

from allotment.register.domain.spreading import Cell
from allotment.register.domain.standard.columns import ColumnPath
from allotment.register.writers.grant_columns import Cells, headings, rows

MOST_ROWS = 1_048_576
"""Rows of a sheet, with its headings: as many as spreadsheet programs take."""

_MOST_OF_A_SHEET = 1024**3
_LONGEST_CELL = 32_767
_PIECE = 256 * 1024
_EXACT = 10**15
_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGES = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
#: What XML cannot hold or would change, and what would be taken for the escape of such a character.
_TO_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def workbook(
    columns: Sequence[ColumnPath],
    documents: Iterable[str],
    about: Callable[[int], Iterable[tuple[str, str]]],
    most_rows: int = MOST_ROWS,
) -> Iterator[bytes]:
    """A workbook of grants, piece by piece: as many sheets as are needed, and then a sheet Meta.

    `about` gives the lines of that sheet, once it is known how many grants there are.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        sheets = _Sheets(archive, pipe, headings(columns), most_rows)
        yield from sheets.of_grants(rows(columns, documents))
        yield from sheets.write("Meta", iter([list(line) for line in about(sheets.grants)]))
        _finish(archive, sheets.names)
    yield pipe.taken()


def workbook_of(sheets: Iterable[Iterable[Cells]]) -> bytes:
    """A small workbook of these sheets, each with its rows."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        written = _Sheets(archive, pipe, [], MOST_ROWS)
        pieces: list[bytes] = []
        for number, rows_of_one in enumerate(sheets, 1):
            pieces += written.write(f"grants {number}", iter(rows_of_one))
        _finish(archive, written.names)
    return b"".join((*pieces, pipe.taken()))


def _finish(archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    for name, content in _parts(names):
        archive.writestr(_info(name), _START + content)


class _Pipe(io.RawIOBase):
    """Holds what the archive writes until it is taken; cannot be sought in, as a connection."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # whatever holds bytes
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


class _Sheets:
    """The sheets of a workbook, written one after the other."""

    def __init__(
        self, archive: zipfile.ZipFile, pipe: _Pipe, heading: list[str], most_rows: int
    ) -> None:
        self._archive, self._pipe = archive, pipe
        self._heading: Cells = [*heading]
        self._most_rows = most_rows
        self.names: list[str] = []
        self.grants = 0

    def of_grants(self, waiting: Iterator[Cells]) -> Iterator[bytes]:
        """Write sheets of grants until no row waits; an empty register has one with headings."""
        row = next(waiting, None)
        while row is not None or not self.names:
            name = f"grants {len(self.names) + 1}" if self.names else "grants"
            start = [self._heading, *([row] if row is not None else ())]
            yield from self.write(name, waiting, start)
            row = next(waiting, None)

    def write(
        self, name: str, waiting: Iterator[Cells], start: Sequence[Cells] = ()
    ) -> Iterator[bytes]:
        """Write one sheet, until it is full or no row waits."""
        self.names.append(name)
        size = count = 0
        with self._archive.open(_info(f"xl/worksheets/sheet{len(self.names)}.xml"), "w") as part:
            part.write(f'{_START}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            text: list[str] = []
            held = 0
            for row in chain(start, waiting):
                count += 1
                written = _row(count, row)
                text.append(written)
                held += len(written)
                if held >= _PIECE:
                    size += part.write("".join(text).encode())
                    text, held = [], 0
                    yield self._pipe.taken()
                if count >= self._most_rows or size >= _MOST_OF_A_SHEET:
                    break
            part.write("".join(text).encode() + b"</sheetData></worksheet>")
        if start:
            self.grants += count - 1
        yield self._pipe.taken()


def _row(number: int, cells: Cells) -> str:
    written = [
        f'<c r="{_letters(place)}{number}"{_cell(cell)}</c>'
        for place, cell in enumerate(cells)
        if cell is not None
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def _cell(cell: Cell) -> str:
    if isinstance(cell, bool):
        return f' t="b"><v>{int(cell)}</v>'
    if isinstance(cell, int | float) and abs(cell) < _EXACT:
        return f"><v>{cell!r}</v>"
    text = escape(_TO_ESCAPE.sub(_escaped, str(cell)[:_LONGEST_CELL]))
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is>'


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"


_known_letters: list[str] = []


def _letters(place: int) -> str:
    """The letters of a column, counted from 0: A to Z, then AA."""
    while len(_known_letters) <= place:
        number, letters = len(_known_letters) + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        _known_letters.append(letters)
    return _known_letters[place]


def _info(name: str) -> zipfile.ZipInfo:
    """The same bytes for the same grants, whenever they are written."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _parts(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts that say what the sheets are and where they lie."""
    numbered = list(enumerate(names, 1))
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _name in numbered
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for n, _name in numbered
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'<Relationships xmlns="{_PACKAGES}/relationships">{links}</Relationships>',
    )
    yield (
        "_rels/.rels",
        f'<Relationships xmlns="{_PACKAGES}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGES}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f"{kinds}</Types>",
    )
