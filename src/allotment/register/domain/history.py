"""What changed from one version of a grant to the next, field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]

#: Fields whose words may tell of people, and which a funder may have changed for that: of these it is
#: said only that they changed.
NOT_SHOWN = frozenset(
    {"description", "contactName", "email", "telephone", "streetAddress", "postalCode"}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that changed; None: there was, or is, none."""

    path: Path
    was: Any
    now: Any

    @property
    def is_shown(self) -> bool:
        """Whether the values may be shown, or only that they changed."""
        return not NOT_SHOWN & set(self.path)


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Every value that differs between two grants: those of the newer first, then what is gone."""
    was, now = dict(_leaves(before, ())), dict(_leaves(after, ()))
    changed = [
        Difference(path, was.get(path), value)
        for path, value in now.items()
        if path not in was or was[path] != value
    ]
    return changed + [Difference(path, was[path], None) for path in was if path not in now]


def _leaves(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(inner, (*path, place))
    else:
        yield path, value
