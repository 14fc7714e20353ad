"""Writes the postcode index (domain/layout.py) from the packaged directory."""

import os
import sys
import tempfile
from array import array
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from allotment.kernel.places.domain.layout import MAGIC, Footer, Segment, footer_bytes
from allotment.kernel.places.readers.directory import Letter

_ALIGNMENT = 4


def write(target: Path, letters: Iterable[Letter], *, edition: str) -> int:
    """Write the index beside `target` and move it into place whole; returns the rows written.

    Two processes that write at once each move a complete file: the later one stands.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=target.name, suffix=".part", dir=target.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            rows = _write_to(file, letters, edition)
        part.chmod(0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return rows


def _write_to(file: BinaryIO, letters: Iterable[Letter], edition: str) -> int:
    file.write(MAGIC)
    councils: dict[str, int] = {"": 0}
    segments: dict[str, Segment] = {}
    for letter in letters:
        if letter.councils:
            segments[letter.keys[:1].decode("ascii")] = _segment(file, letter, councils)
    file.write(footer_bytes(Footer(edition, tuple(councils), segments)))
    return sum(segment.count for segment in segments.values())


def _segment(file: BinaryIO, letter: Letter, councils: dict[str, int]) -> Segment:
    numbers = array("H", (councils.setdefault(code, len(councils)) for code in letter.councils))
    keys = file.tell()
    file.write(letter.keys)
    file.write(bytes(-file.tell() % _ALIGNMENT))
    return Segment(
        count=len(letter.councils),
        keys=keys,
        eastings=_column(file, letter.eastings),
        northings=_column(file, letter.northings),
        councils=_column(file, numbers),
    )


def _column(file: BinaryIO, values: "array[float] | array[int]") -> int:
    start = file.tell()
    if sys.byteorder == "big":
        values.byteswap()
    file.write(values.tobytes())
    return start
