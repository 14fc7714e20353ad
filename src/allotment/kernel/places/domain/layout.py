"""The layout of the postcode index: one file, read in place, never loaded.

    magic (8 bytes)
    for each first letter: keys (7 bytes each, sorted), padding to 4 bytes, eastings and northings
        (32-bit floats, NaN where there is none), councils (16-bit numbers into the list below)
    footer (JSON: edition, council codes, segments)
    length of the footer (4 bytes), magic again (8 bytes)

All numbers are little-endian. The footer is written last, so a file that was cut off is known by
its missing end.
"""

import json
import struct
from dataclasses import asdict, dataclass
from math import isnan
from mmap import mmap

MAGIC = b"ALLOTPC1"
KEY_WIDTH = 7
TAIL = struct.Struct("<I8s")
POSITION = struct.Struct("<f")
COUNCIL = struct.Struct("<H")


class DamagedIndexError(ValueError):
    """The file is no postcode index, or only part of one."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Where the columns of one first letter begin, and how many rows they have."""

    count: int
    keys: int
    eastings: int
    northings: int
    councils: int


@dataclass(frozen=True, slots=True)
class Footer:
    """What the file was made from, and where everything is."""

    edition: str
    councils: tuple[str, ...]
    segments: dict[str, Segment]


@dataclass(frozen=True, slots=True)
class Row:
    """One postcode as the directory has it; None where it has nothing."""

    council_code: str | None
    easting: int | None
    northing: int | None


def footer_bytes(footer: Footer) -> bytes:
    """The end of the file."""
    text = json.dumps(asdict(footer), separators=(",", ":")).encode()
    return text + TAIL.pack(len(text), MAGIC)


def read_footer(file: mmap | bytes) -> Footer:
    """What the end of the file says; DamagedIndexError if it is not all there."""
    end = len(file) - TAIL.size
    if end < len(MAGIC) or file[: len(MAGIC)] != MAGIC:
        raise DamagedIndexError("this is not a postcode index")
    length, magic = TAIL.unpack(file[end : end + TAIL.size])
    if magic != MAGIC or length > end:
        raise DamagedIndexError("the postcode index was cut off")
    footer = json.loads(file[end - length : end])
    return Footer(
        edition=footer["edition"],
        councils=tuple(footer["councils"]),
        segments={letter: Segment(**where) for letter, where in footer["segments"].items()},
    )


def find(file: mmap | bytes, footer: Footer, key: str) -> Row | None:
    """The row of a seven-character key, by bisection within its first letter."""
    segment = footer.segments.get(key[:1])
    if segment is None:
        return None
    wanted = key.encode("ascii")
    low, high = 0, segment.count
    while low < high:
        middle = (low + high) // 2
        if _key(file, segment, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    if low == segment.count or _key(file, segment, low) != wanted:
        return None
    (council,) = COUNCIL.unpack_from(file, segment.councils + low * COUNCIL.size)
    return Row(
        council_code=footer.councils[council] or None,
        easting=_metres(file, segment.eastings, low),
        northing=_metres(file, segment.northings, low),
    )


def _key(file: mmap | bytes, segment: Segment, row: int) -> bytes:
    start = segment.keys + row * KEY_WIDTH
    return file[start : start + KEY_WIDTH]


def _metres(file: mmap | bytes, column: int, row: int) -> int | None:
    (metres,) = POSITION.unpack_from(file, column + row * POSITION.size)
    return None if isnan(metres) else int(metres)
