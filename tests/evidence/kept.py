"""One analysis for each worker. A module that imports these fixtures runs in a world that has it."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from allotment.evidence.models import Analysis
from tests.databases import Worlds
from tests.evidence import made
from tests.house.kept import with_all_people
from tests.people import People

NAME = "analysis"


def _make() -> tuple[People, Analysis]:
    people = People()
    analysis = made.of_file(people)
    return with_all_people(people), analysis


@pytest.fixture(scope="module")
def in_world(worlds: Worlds, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), worlds.entered(NAME, _make):
        yield


@pytest.fixture
def _copy(in_world: None, db: None, worlds: Worlds, settings: Any) -> tuple[People, Analysis]:
    copied: tuple[People, Analysis] = worlds.copy_of(NAME, settings.MEDIA_ROOT)
    return copied


@pytest.fixture
def people(_copy: tuple[People, Analysis]) -> People:
    return _copy[0]


@pytest.fixture
def of_file(_copy: tuple[People, Analysis]) -> Analysis:
    """An analysis of a file of four kinds of grants, read once."""
    return _copy[1]
