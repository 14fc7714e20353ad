"""Mends text that no database and no other program takes: halves of characters, null bytes."""

import re
from typing import Any

from allotment.register.domain.reading.changes import ChangeKind, Notes, Path

_HALF = re.compile("[\ud800-\udfff]")
_IN_PLACE_OF_HALF = "\N{REPLACEMENT CHARACTER}"


def depth(value: Any) -> int:
    """How many groups and lists stand within one another, counted without recursion."""
    deepest = 0
    waiting = [(value, 0)]
    while waiting:
        here, level = waiting.pop()
        deepest = max(deepest, level)
        if isinstance(here, dict):
            waiting.extend((inner, level + 1) for inner in here.values())
        elif isinstance(here, list):
            waiting.extend((inner, level + 1) for inner in here)
    return deepest


def cleaned(value: Any, notes: Notes, at: Path = ()) -> Any:
    """The value with bad characters replaced or dropped in every text; changes are noted."""
    if isinstance(value, str):
        text = _text(value)
        if text != value:
            notes.add(ChangeKind.BAD_CHARACTERS, at, value, text)
        return text
    if isinstance(value, dict):
        return {
            _text(name): cleaned(inner, notes, (*at, _text(name))) for name, inner in value.items()
        }
    if isinstance(value, list):
        return [cleaned(inner, notes, (*at, place)) for place, inner in enumerate(value)]
    return value


def _text(text: str) -> str:
    return _HALF.sub(_IN_PLACE_OF_HALF, text).replace("\0", "")
