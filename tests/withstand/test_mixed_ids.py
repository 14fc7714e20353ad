"""Every address with real ids that do not belong there: of other kinds, other owners, other funders.

The ids are those of everything in the world of the tests. Whatever is mixed, nobody gets an error of
the server, nobody from outside gets a page that the table of access does not give them, and reading
changes nothing; forms that are sent so change nothing either.
"""

import random
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from tests.house.kept import in_world, people, world
from tests.house.test_access import HARMLESS, ROLES, _read, addresses
from tests.house.world import World
from tests.withstand.conftest import Clients

__all__ = ["in_world", "people", "world"]

TRIES = 900
OUTSIDE = ("visitor", "newcomer", "outsider")
FINE = {200, 301, 302, 400, 403, 404, 405, 409}


@pytest.fixture
def ids(world: World) -> list[str]:
    """Every part of every address of the world."""
    return sorted({str(part) for parts in world.parts.values() for part in parts.values()})


def _tried(ids: list[str], choose: random.Random) -> tuple[str, str, bool]:
    """An address by its name, with ids from anywhere, and whether a form is sent to it."""
    while True:
        name, converters = choose.choice([each for each in addresses() if each[1]])
        try:
            parts = {each: choose.choice(ids) for each in converters}
            return name, reverse(name, kwargs=parts), choose.random() < 0.4
        except NoReverseMatch:  # an id that this address cannot have
            continue


def test_ids_that_do_not_belong_there_open_nothing(
    ids: list[str], world: World, clients: Clients
) -> None:
    choose = random.Random(360)
    table = _read()
    right = {
        reverse(name, kwargs={each: parts[each] for each in converters})
        for name, converters in addresses()
        if converters and all(each in (parts := _parts(world, name)) for each in converters)
    }
    wrong: list[Any] = []

    for _try in range(TRIES):
        role = choose.choice(ROLES)
        name, address, sends = _tried(ids, choose)
        if address in right:
            continue
        client = clients(role)
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(address, {"why": "x"}) if sends else client.get(address)
        changed = [q["sql"] for q in queries if not HARMLESS.search(q["sql"])]
        if answer.status_code not in FINE or (changed and not sends):
            wrong.append((role, name, address, answer.status_code, changed))
        opened = answer.status_code == 200
        meant = table[name][ROLES.index(role)]
        if role in OUTSIDE and opened and meant != "200":
            wrong.append((role, name, address, "opened", []))
        if role in OUTSIDE and sends and changed and meant != "200":
            wrong.append((role, name, address, "changed", changed))

    assert wrong == []


def _parts(world: World, name: str) -> dict[str, Any]:
    return world.parts.get(name) or world.parts.get(name.split(":", 1)[0] + ":", {})
