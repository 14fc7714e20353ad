"""The closed list of what can be recorded: the sum of what the modules declare."""

from typing import Any

_kinds: dict[str, Any] = {}


class UnknownKindError(LookupError):
    """Nobody has declared this kind of event."""


def declare(kind: str, sentence: Any) -> None:
    """Declare a kind and the words that a history shows for it, from a module's `apps.py`."""
    _kinds[kind] = sentence


def sentence(kind: str) -> str:
    """The words of a kind; an old line of a kind since dropped shows its name."""
    return str(_kinds.get(kind, kind))


def check(kind: str) -> None:
    """Raise UnknownKindError unless the kind is declared."""
    if kind not in _kinds:
        raise UnknownKindError(kind)


def all_kinds() -> dict[str, Any]:
    return dict(_kinds)
