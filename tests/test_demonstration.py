"""`allotment demo`, as `make run` calls it."""

import pytest
from pytest_django import Settings

from allotment.commands import demo
from allotment.fund.models import Entry
from allotment.kernel.people.models import User
from allotment.register.models import Award

pytestmark = pytest.mark.django_db


def test_it_fills_an_empty_home_once(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = True

    first, second = demo(), demo()

    assert (first, second) == (0, 0)
    assert Award.objects.filter(source="imported").count() == 400
    assert Entry.objects.count() == 60
    said = capsys.readouterr().out
    assert "400 past awards, 5 calls and 60 entries" in said
    assert "already loaded" in said


def test_it_loads_nothing_unless_in_demonstration_mode(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = False

    assert demo() == 1
    assert "ALLOTMENT_DEMO=1" in capsys.readouterr().err
    assert not User.objects.exists()


def test_it_does_not_mix_with_real_people(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO = True
    User.objects.create(email="robin@example.org")

    assert demo() == 1
    assert "empty home" in capsys.readouterr().err
    assert User.objects.count() == 1
