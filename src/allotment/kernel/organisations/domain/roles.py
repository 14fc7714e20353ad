"""The closed list of roles: the sum of what the modules declare."""

import dataclasses
from typing import Any

#: The role that everybody in an organisation can have, and that gives no right over others.
MEMBER = "organisations.member"


@dataclasses.dataclass(frozen=True, slots=True)
class Role:
    """A role in an organisation. `description` completes "Somebody who …"."""

    key: str
    name: Any
    description: Any
    order: int

    @property
    def for_funders_only(self) -> bool:
        """Any organisation has administrators and members; the other roles are about funding."""
        return not self.key.startswith("organisations.")


_roles: dict[str, Role] = {}
_withheld: set[str] = set()


def withhold(module: str) -> None:
    """Nobody is given a role of this module any more; whoever has one keeps it, with its name."""
    _withheld.add(module)


def declare(key: str, name: Any, description: Any, *, order: int = 50) -> None:
    """Declare a role, from a module's `apps.py`."""
    _roles[key] = Role(key, name, description, order)


def all_roles() -> list[Role]:
    """Every role that can be given, in the order in which people read them."""
    given = (role for role in _roles.values() if role.key.split(".")[0] not in _withheld)
    return sorted(given, key=lambda role: role.order)


def offered(*, for_funder: bool) -> list[Role]:
    """The roles that people of an organisation can be given."""
    return [role for role in all_roles() if for_funder or not role.for_funders_only]


def description_of(key: str) -> str:
    """What somebody with this role does, to complete "Somebody who …"; "" where nobody declares it."""
    return str(_roles[key].description) if key in _roles else ""


def name_of(key: str) -> str:
    """A role's name; one no longer declared shows its key."""
    return str(_roles[key].name) if key in _roles else key


def is_role(key: str, *, for_funder: bool = True) -> bool:
    """Is there such a role to be given, in a funder or in any other organisation?"""
    return key in {role.key for role in offered(for_funder=for_funder)}
