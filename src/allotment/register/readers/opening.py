"""Opens a file of grants by its content: JSON, a workbook or separated values."""

import re
import shutil
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from allotment.register.domain.reading.table_rows import Answers
from allotment.register.readers.decoding import TextPieces
from allotment.register.readers.grants_file import GrantsFile
from allotment.register.readers.table_grants import TableGrants, Tables
from allotment.register.readers.workbooks import Workbook

_MARKS_AND_SPACES = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
_NOT_OF_TABLES = (b"{", b"[", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"<")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")


def open_grants(
    file: BinaryIO, answers: Answers | None = None, *, as_written: bool = False
) -> GrantsFile | TableGrants:
    """The grants of a file, whatever its name. `as_written` leaves open dates as they are."""
    if not file.seekable():
        file = _copied(file)
    start = file.read(512)
    file.seek(0)
    content = start.lstrip(_MARKS_AND_SPACES)
    if not content or content.startswith(_NOT_OF_TABLES):
        return GrantsFile(file)
    found = answers or Answers()
    return TableGrants(_tables(file, start), found, as_written=as_written)


def _tables(file: BinaryIO, start: bytes) -> Tables:
    if start.startswith(b"PK"):
        return Tables(lambda: Workbook(file))
    pieces = TextPieces(file)
    is_text = not _CONTROL.search(start.decode(pieces.encoding, "replace"))
    return Tables(pieces=pieces if is_text else None)


def _copied(file: BinaryIO) -> BinaryIO:
    """What comes through a pipe, as a file that can be read twice."""
    copy = TemporaryFile()  # noqa: SIM115  # gone with whoever holds it
    shutil.copyfileobj(file, copy)
    copy.seek(0)
    return cast(BinaryIO, copy)
