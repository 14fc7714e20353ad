"""One box over all that a person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allotment.kernel.search import sources
from allotment.kernel.search.domain import near
from allotment.kernel.search.domain.documents import (
    of_organisation,
    of_person,
    of_role,
    of_secured_role,
)
from allotment.kernel.search.domain.query import Query, parse
from allotment.kernel.search.domain.snippets import Piece, snippet
from allotment.kernel.search.models import IndexedDocument
from allotment.kernel.search.queries.engines import MOST_RANKED, Sight, reader

PAGE_SIZE = 20
LAST_PAGE = 25


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found; `shown` are pieces of its text, to be escaped by the page."""

    kind: str
    kind_name: str
    key: str
    title: str
    url: str
    shown: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class KindCount:
    """How many of one kind were found."""

    kind: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Results:
    """What was found. `count` is of the kind asked for; where `at_least`, there are more.

    `nearly`: nothing has the words themselves, these titles are close to them.
    """

    query: Query
    hits: Sequence[Hit] = ()
    count: int = 0
    at_least: bool = False
    kinds: Sequence[KindCount] = ()
    nearly: bool = False
    page: int = 1
    pages: int = 1


def readers_of(user: Any) -> list[str]:
    """The names under which the index knows a person; none for a visitor."""
    if not user.is_authenticated:
        return []
    names = [of_person(user.pk)]
    for organisation, roles in sorted(user.roles.items()):
        names.append(of_organisation(organisation))
        names.extend(of_role(organisation, role) for role in sorted(roles))
    held = [(organisation, role) for organisation, roles in user.roles.items() for role in roles]
    if any(_may_be_secured(role) for _organisation, role in held) and user.has_second_step:
        names.extend(of_secured_role(*each) for each in sorted(held) if _may_be_secured(each[1]))
    return names


def _may_be_secured(role: str) -> bool:
    """Members and administrators see only what is their own: that needs no second step."""
    return not role.startswith("organisations.")


def find(user: Any, typed: str, *, kind: str = "", page: int = 1) -> Results:
    """Whatever of what this person may see has the words typed, best first. Never an error.

    Three statements beside the person's roles and second step; where nothing has the words, up to
    three more look for titles that nearly do. `kind` narrows, and finds nothing if it is unknown;
    `page` counts from 1.
    """
    query = parse(typed)
    if not query or (kind and not sources.is_known(kind)):
        return Results(query)
    readers, hidden = readers_of(user), sources.hidden()
    engine = reader()
    counts = engine.counts(query, Sight(readers, hidden=hidden))
    kinds = [
        KindCount(each, sources.name_of(each), count) for each, count in sorted(counts.items())
    ]
    count = counts.get(kind, 0) if kind else sum(counts.values())
    pages = max(1, min(LAST_PAGE, -(-count // PAGE_SIZE)))
    page = max(1, min(page, pages))
    if not count:
        return _nearly(query, Sight(readers, kind, hidden), kinds)
    ids = engine.ranked(query, Sight(readers, kind, hidden), (page - 1) * PAGE_SIZE, PAGE_SIZE)
    at_least = sum(counts.values()) >= MOST_RANKED
    return Results(query, _hits(ids, query), count, at_least, kinds, False, page, pages)


def _nearly(query: Query, sight: Sight, kinds: Sequence[KindCount]) -> Results:
    found = IndexedDocument.objects.in_bulk(reader().near(query, sight))
    close = [
        (slips, -pk)
        for pk, row in found.items()
        if (slips := near.distance(query, row.plain_title)) is not None
    ]
    ids = [-pk for _slips, pk in sorted(close)[:PAGE_SIZE]]
    return Results(query, _hits(ids, query), len(ids), False, kinds, nearly=bool(ids))


def _hits(ids: Sequence[int], query: Query) -> list[Hit]:
    rows = IndexedDocument.objects.in_bulk(ids)
    return [
        Hit(
            kind=row.kind,
            kind_name=sources.name_of(row.kind),
            key=row.key,
            title=row.title,
            url=row.url,
            shown=snippet(row.body, query),
        )
        for row in (rows[pk] for pk in ids if pk in rows)
    ]
