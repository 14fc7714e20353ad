"""What people are told about: each kind of message is declared by its module, with how it is told."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from allotment.kernel.notify.domain import AT_ONCE, CHOICES


@dataclasses.dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. `about` is the heading that it stands under; `usual` is how it is mailed
    to those who have not chosen. With `must`, a sentence that says why, it is always mailed at once.
    """

    key: str
    title: Any
    about: Any
    usual: str = AT_ONCE
    must: Any = ""


_kinds: dict[str, Kind] = {}


def declare(key: str, title: Any, *, about: Any, usual: str = AT_ONCE, must: Any = "") -> None:
    """Declare a kind of message, from a module's `apps.py`."""
    _kinds[key] = Kind(key, title, about, usual, must)


def all_kinds() -> list[Kind]:
    """Every kind, in the order in which the modules declare them."""
    return list(_kinds.values())


def chosen(key: str, choices: Mapping[str, str]) -> str:
    """How a person with these choices is told of this kind: a word of `domain.CHOICES`.

    What must be sent, and what nobody has declared, is told at once.
    """
    kind = _kinds.get(key)
    if kind is None or kind.must:
        return AT_ONCE
    given = choices.get(key)
    return given if given in CHOICES else kind.usual


def can_be_chosen(key: str) -> bool:
    """Is this a kind of message about whose mails a person decides?"""
    return key in _kinds and not _kinds[key].must
