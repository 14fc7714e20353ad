"""Turns a file's bytes into text, piece by piece, whatever encoding it came in."""

import codecs
import re
from typing import BinaryIO

PIECE = 1 << 20
"""Bytes that are read at once."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = (
    (re.compile(rb"^[\[{\s]\0\0\0"), "utf-32-le"),
    (re.compile(rb"^\0\0\0[\[{\s]"), "utf-32-be"),
    (re.compile(rb"^[\[{\s]\0"), "utf-16-le"),
    (re.compile(rb"^\0[\[{\s]"), "utf-16-be"),
)
_ESCAPED = re.compile("[\udc80-\udcff]")


class TextPieces:
    """Reads text from a binary file a piece at a time.

    Bytes that are no UTF-8 are taken for Windows-1252, the usual slip of spreadsheets, and
    counted in `guessed_bytes`. `encoding` names what the file is in.
    """

    def __init__(self, file: BinaryIO, piece: int = PIECE) -> None:
        self._file = file
        self._piece = piece
        self._first = file.read(piece)
        self.start = self._first[:512]
        self.encoding, mark = _encoding(self._first)
        self._first = self._first[mark:]
        errors = "surrogateescape" if self.encoding == "utf-8" else "replace"
        self._decoder = codecs.getincrementaldecoder(self.encoding)(errors)
        self._at_end = False
        self.guessed_bytes = 0

    def next(self) -> str:
        """The next piece of text; an empty one only at the end of the file."""
        while not self._at_end:
            data = self._first or self._file.read(self._piece)
            self._first = b""
            self._at_end = not data
            text = self._decoder.decode(data, final=self._at_end)
            if text:
                return self._repaired(text)
        return ""

    def _repaired(self, text: str) -> str:
        if text.isascii() or not _ESCAPED.search(text):
            return text
        mended, count = _ESCAPED.subn(_as_windows_1252, text)
        self.guessed_bytes += count
        return mended


def _as_windows_1252(match: re.Match[str]) -> str:
    return bytes([ord(match[0]) - 0xDC00]).decode("windows-1252", "replace")


def _encoding(start: bytes) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding, len(mark)
    for pattern, encoding in _UNMARKED:
        if pattern.match(start):
            return encoding, 0
    return _by_zeros(start[:400]) or "utf-8", 0


def _by_zeros(start: bytes) -> str:
    """UTF-16 without a mark: in text of our alphabet every second byte is zero."""
    first, second = start[::2].count(0), start[1::2].count(0)
    if second > len(start) / 4 and not first:
        return "utf-16-le"
    return "utf-16-be" if first > len(start) / 4 and not second else ""
