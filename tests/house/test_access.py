"""Every address as every role, against the table in access.tsv; and GET changes nothing.

An address that is not in the table fails, and so does a line of the table that no address has.
After a wanted change: `python -m pytest tests/house/test_access.py --write-access`, then read the
difference line by line.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.kept import IN_FULL, in_world, part_of, people, shared_out, world
from tests.house.world import World
from tests.people import People

__all__ = ["in_world", "people", "world"]

#: The one room whose addresses are walked; "" for all.
ROOM = os.environ.get("TEST_ROOM", "")
TABLE = Path(__file__).with_name("access.tsv")
ROLES = (
    "visitor", "newcomer", "entrant", "colleague", "assessor", "second_assessor", "manager",
    "board", "finance", "auditor", "administrator", "outsider", "keeper",
)  # fmt: skip
#: Packages' own addresses: tested by their own tests, and in tests/people.
FOREIGN = ("account_", "mfa_", "socialaccount_", "usersessions_", "openid_connect_", "api:")
#: Statements that a page may make although it only reads.
HARMLESS = re.compile(
    r'^\s*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|WITH\s|PRAGMA|SET\s)|"django_session"|"cache"'
    r'|"people_user" SET "last_login"|"privacy_look"',
    re.IGNORECASE,
)


def _patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _patterns(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{namespace}{pattern.name}", list(pattern.pattern.converters)


def addresses() -> list[tuple[str, list[str]]]:
    """Every address of ours, or of the room that is tested alone: its name, its parts' names."""
    found = sorted(p for p in _patterns(get_resolver()) if not p[0].startswith(FOREIGN))
    return [each for each in found if not ROOM or each[0].startswith(f"{ROOM}:")]


def _address(world: World, name: str, converters: list[str]) -> str:
    namespace = name.split(":", 1)[0] + ":"
    parts = world.parts.get(name) or world.parts.get(namespace, {})
    if name.startswith(("register:", "places:", "search:")):
        parts = parts or dict.fromkeys(converters, "nothing-here")
    return reverse(name, kwargs={each: parts[each] for each in converters})


def _client(people: People, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role != "visitor":
        client.force_login(getattr(people, role))
    return client


def _read() -> dict[str, list[str]]:
    lines = TABLE.read_text().splitlines()[1:]
    rows = {line.split("\t")[0]: line.split("\t")[1:] for line in lines}
    return {name: row for name, row in rows.items() if not ROOM or name.startswith(f"{ROOM}:")}


def roles_for(name: str, row: list[str]) -> list[str]:
    """The roles that try an address: all, or one of those who get its page and one who do not.

    Which ones differs from address to address, so that each permission meets several.
    """
    if IN_FULL:
        return list(ROLES)
    turn = sum(map(ord, name))
    groups = (
        [r for r, got in zip(ROLES, row, strict=True) if (got == "200") is gets]
        for gets in (True, False)
    )
    return [group[turn % len(group)] for group in groups if group]


def _tried(world: World, name: str, converters: list[str], role: str, client: Client) -> str:
    """What somebody gets at an address; fails where looking at it changes something."""
    reset_queries()  # no more than some thousand are kept
    with CaptureQueriesContext(connection) as queries:
        response = client.get(_address(world, name, converters))
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[arg-type]
    changing = [q["sql"] for q in queries if not HARMLESS.search(q["sql"])]
    assert not changing, (name, role, changing)
    return _word(response.status_code, response.headers.get("Location", ""))


def _word(status: int, location: str) -> str:
    return "sign-in" if status == 302 and location.startswith("/account/login/") else str(status)


def test_the_table_names_every_address_and_no_other() -> None:
    assert set(_read()) == {name for name, _converters in addresses()}


@shared_out
def test_every_address_answers_every_role_as_the_table_says(world: World, share: int) -> None:
    table = _read()
    clients = {role: _client(world.people, role) for role in ROLES}
    differing = set()
    for name, converters in part_of(addresses(), share):
        row = table[name]
        assert "500" not in row
        for role in roles_for(name, row):
            got, want = _tried(world, name, converters, role, clients[role]), row[ROLES.index(role)]
            if got != want:
                differing.add(f"{name} as {role}: {got}, not {want}")

    assert not differing


def test_write_the_table(world: World, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--write-access"):
        pytest.skip("only with --write-access")
    clients = {role: _client(world.people, role) for role in ROLES}
    rows = [
        [name, *(_tried(world, name, parts, role, client) for role, client in clients.items())]
        for name, parts in addresses()
    ]
    TABLE.write_text("\n".join("\t".join(row) for row in [["address", *ROLES], *rows]) + "\n")
