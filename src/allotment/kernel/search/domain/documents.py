"""What is found: a document, and who may find it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

LONGEST_TITLE = 300
LONGEST_BODY = 100_000


@dataclass(frozen=True, slots=True)
class Audience:
    """Who may find a document: everybody, or those named here by id.

    `organisations` are ids: everybody who works there. `roles` are pairs of an organisation's id
    and a role: whoever holds it there; of `secured` ones, whoever has two-step verification as well.
    `people` are users' ids.
    """

    public: bool = False
    organisations: tuple[int, ...] = ()
    roles: tuple[tuple[int, str], ...] = ()
    secured: tuple[tuple[int, str], ...] = ()
    people: tuple[str, ...] = ()

    def readers(self) -> set[str]:
        """The names under which the index keeps those who may find the document."""
        return {
            *(of_organisation(organisation) for organisation in self.organisations),
            *(of_role(organisation, role) for organisation, role in self.roles),
            *(of_secured_role(organisation, role) for organisation, role in self.secured),
            *(of_person(person) for person in self.people),
        }


def holders(organisation: int, roles: Iterable[str]) -> Audience:
    """Whoever holds one of these roles in an organisation."""
    return Audience(roles=tuple((organisation, role) for role in roles))


EVERYBODY = Audience(public=True)


def of_organisation(organisation: int) -> str:
    """Everybody who works in an organisation."""
    return f"o:{organisation}"


def of_role(organisation: int, role: str) -> str:
    """Whoever holds a role in an organisation."""
    return f"r:{organisation}:{role}"


def of_secured_role(organisation: int, role: str) -> str:
    """Whoever holds a role in an organisation and has two-step verification."""
    return f"s:{organisation}:{role}"


def of_person(person: object) -> str:
    """One person, by id."""
    return f"u:{person}"


@dataclass(frozen=True, slots=True)
class Document:
    """One thing that can be found. `kind` and `key` name it, for example "fund.call", "4f7kq2…".

    `title` and `body` are plain text: no HTML, and nothing that its audience may not read. `url` is
    the page's address on this site.
    """

    kind: str
    key: str
    title: str
    url: str
    body: str = ""
    audience: Audience = field(default=EVERYBODY)
