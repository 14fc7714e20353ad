"""One of everything, clients that do not raise, and a watch on the log."""

import logging
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tests.house.test_access import ROLES, _address, _client, addresses
from tests.house.world import World
from tests.people import People

Clients = Callable[[str], Client]


@pytest.fixture
def clients(people: People) -> Clients:
    """`clients("manager")`: a client signed in as that role, the same one each time."""
    made: dict[str, Client] = {}

    def one(role: str) -> Client:
        if role not in made:
            made[role] = _client(people, role)
        return made[role]

    return one


@pytest.fixture
def every_address(world: World) -> list[tuple[str, str]]:
    """(name, address) of every page of ours."""
    return [(name, _address(world, name, parts)) for name, parts in addresses()]


@pytest.fixture(autouse=True)
def nothing_goes_wrong_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Every test here fails where the server's log would have an ERROR line."""
    from allotment.kernel.web.logs import refused_is_no_error

    yield
    wrong = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.get_records("call")
        if refused_is_no_error(record) and record.levelno >= logging.ERROR
    ]
    assert wrong == []


#: Roles that between them may do everything that a form can do.
BUSY = ("entrant", "manager", "board", "assessor", "finance", "administrator", "keeper")
assert set(BUSY) < set(ROLES)
