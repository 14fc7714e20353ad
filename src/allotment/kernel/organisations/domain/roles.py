"""The closed list of roles: the sum of what the modules declare."""

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Role:
    """A role in an organisation. `description` completes "Somebody who …"."""

    key: str
    name: Any
    description: Any
    order: int


_roles: dict[str, Role] = {}


def declare(key: str, name: Any, description: Any, *, order: int = 50) -> None:
    """Declare a role, from a module's `apps.py`."""
    _roles[key] = Role(key, name, description, order)


def all_roles() -> list[Role]:
    """Every role, in the order in which people read them."""
    return sorted(_roles.values(), key=lambda role: role.order)


def name_of(key: str) -> str:
    """A role's name; one no longer declared shows its key."""
    return str(_roles[key].name) if key in _roles else key


def is_role(key: str) -> bool:
    return key in _roles
