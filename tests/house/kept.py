"""Fixtures of worlds that are made once for each worker. A module that imports them runs inside one.

Each test has the world as it was made: what it changes is taken back.
"""

import os
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from tests.databases import Worlds
from tests.house.world import World, make_world
from tests.people import People

#: Every role at every address, as `make test-all` asks for. Else two roles at each.
IN_FULL = os.environ.get("TEST_IN_FULL") == "1"
#: Into how many tests a walk through all addresses is divided, so that workers can share it.
SHARES = 6

shared_out = pytest.mark.parametrize("share", range(SHARES))


def part_of(everything: Sequence[Any], share: int) -> Sequence[Any]:
    """One of the parts into which a walk is divided."""
    return everything[share::SHARES]


def with_all_people(people: People) -> People:
    """Make the people that were not asked for yet, so that no test adds them to a kept world."""
    for name in dir(type(people)):
        getattr(people, name)
    return people


def make_whole_world() -> World:
    """The world with everybody in it."""
    people = People()
    world = make_world(people)
    with_all_people(people)
    return world


@pytest.fixture(scope="module")
def in_world(worlds: Worlds, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), worlds.entered("world", make_whole_world):
        yield


@pytest.fixture
def world(in_world: None, db: None, worlds: Worlds, settings: Any) -> World:
    """One of everything."""
    made: World = worlds.copy_of("world", settings.MEDIA_ROOT)
    return made


@pytest.fixture
def people(world: World) -> People:
    """The people of the world."""
    return world.people
