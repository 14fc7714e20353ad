"""Results and reports as small bytes, and back: the same bytes for the same value."""

import hashlib
import zlib
from typing import Any

import orjson
from pydantic import TypeAdapter

from allotment.evidence.domain.lines import AnalysedRow
from allotment.evidence.domain.report import Report
from allotment.evidence.domain.summary import Summary

_REPORT = TypeAdapter(Report)
_SUMMARY = TypeAdapter(Summary)
_LINES = TypeAdapter(tuple[AnalysedRow, ...])


def as_json(value: Any) -> bytes:
    """Dataclasses and plain values as JSON."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def packed(written: bytes) -> bytes:
    """Written JSON, made small."""
    return zlib.compress(written, 6)


def report(content: bytes) -> Report:
    """A report that was packed. Raises pydantic.ValidationError where it is none."""
    return _REPORT.validate_json(zlib.decompress(content))


def summary(content: bytes) -> Summary:
    """A summary that was packed."""
    return _SUMMARY.validate_json(zlib.decompress(content))


def lines(content: bytes) -> tuple[AnalysedRow, ...]:
    """The lines that were packed."""
    return _LINES.validate_json(zlib.decompress(content))


def digest(written: bytes) -> str:
    """What tells one text from another: 64 hexadecimal digits."""
    return hashlib.blake2b(written, digest_size=32).hexdigest()
