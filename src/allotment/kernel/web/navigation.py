"""The service navigation: each module adds its own entries from its `apps.py`."""

import dataclasses
import functools
from collections.abc import Callable
from typing import Any

from django.urls import reverse


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `shown` says for whom; `address` is a named address without arguments."""

    text: Any
    address: str
    order: int
    shown: Callable[[Any], bool]


_entries: list[Entry] = []


@functools.cache
def fixed_address(name: str) -> str:
    """The address of a page without parts, worked out once."""
    return reverse(name)


def everyone(_user: Any) -> bool:
    return True


def signed_in(user: Any) -> bool:
    return bool(user.is_authenticated)


def keeper_of_the_site(user: Any) -> bool:
    return bool(getattr(user, "is_site_keeper", False))


def add(text: Any, address: str, *, order: int, shown: Callable[[Any], bool] = everyone) -> None:
    """Hang an entry on the navigation; lower orders come first."""
    _entries.append(Entry(text, address, order, shown))
    _entries.sort(key=lambda entry: entry.order)


_footer: list[tuple[str, Any]] = []


def add_to_footer(text: Any, address: str) -> None:
    """Hang a link on every page's foot."""
    _footer.append((address, text))


def footer_links() -> list[tuple[str, Any]]:
    """(address, text) of each link that modules hung on the foot."""
    return list(_footer)


def entries_for(user: Any, path: str) -> list[dict[str, Any]]:
    """The entries this person sees, in the shape that the component takes."""
    items: list[dict[str, Any]] = []
    for entry in _entries:
        if entry.shown(user):
            href = fixed_address(entry.address)
            items.append(
                {
                    "text": str(entry.text),
                    "href": href,
                    "current": path == href,
                    "active": path != href and href != "/" and path.startswith(href),
                }
            )
    return items
