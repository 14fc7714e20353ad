"""Every address as every role, against the table in access.tsv; and GET changes nothing.

An address that is not in the table fails, and so does a line of the table that no address has.
After a wanted change: `python -m pytest tests/house/test_access.py --write-access`, then read the
difference line by line.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.world import World, make_world
from tests.people import People

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
    """Every address of ours: its name and the names of its parts."""
    return sorted(p for p in _patterns(get_resolver()) if not p[0].startswith(FOREIGN))


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
    return {line.split("\t")[0]: line.split("\t")[1:] for line in lines}


def _seen(people: People) -> dict[str, list[str]]:
    world = make_world(people)
    clients = {role: _client(people, role) for role in ROLES}
    seen: dict[str, list[str]] = {}
    for name, converters in addresses():
        address = _address(world, name, converters)
        seen[name] = []
        for role, client in clients.items():
            reset_queries()  # no more than some thousand are kept
            with CaptureQueriesContext(
                connection,
            ) as queries:
                response = client.get(address)
                if response.streaming:
                    b"".join(response.streaming_content)  # type: ignore[arg-type]
            changing = [q["sql"] for q in queries if not HARMLESS.search(q["sql"])]
            assert not changing, (name, role, changing)
            seen[name].append(_word(response.status_code, response.headers.get("Location", "")))
    return seen


def _word(status: int, location: str) -> str:
    return "sign-in" if status == 302 and location.startswith("/account/login/") else str(status)


@pytest.mark.timeout(600)
def test_every_address_answers_every_role_as_the_table_says(
    people: People, request: pytest.FixtureRequest
) -> None:
    seen = _seen(people)

    if request.config.getoption("--write-access"):
        head = "\t".join(["address", *ROLES])
        TABLE.write_text("\n".join([head, *("\t".join([n, *s]) for n, s in seen.items())]) + "\n")
    table = _read()
    assert set(seen) == set(table), "an address is missing in the table, or a line is stale"
    differing = {
        f"{name} as {role}: {got}, not {want}"
        for name, row in seen.items()
        for role, got, want in zip(ROLES, row, table[name], strict=True)
        if got != want
    }
    assert not differing
    assert not [n for n, row in seen.items() if "500" in row]
