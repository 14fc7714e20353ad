"""One module that fails leaves the others' tasks and panels standing, and takes no lock to do so."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allotment.kernel.web import panels, tasks
from tests.people import People


def broken(*_any: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def one_task(_user: Any) -> Iterable[tasks.Task]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return [tasks.Task("Do this", "/this/")]


def one_panel(_user: Any, keys: Any) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return dict.fromkeys(keys, "<p>Here</p>")


@pytest.mark.django_db(transaction=True)
def test_a_failing_module_leaves_the_other_tasks(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_sources", [broken, one_task])

    found = tasks.tasks_of(people.manager)

    assert [task.text for task in found] == ["Do this"]


@pytest.mark.django_db(transaction=True)
def test_a_failing_module_leaves_the_other_panels(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(panels._panels, "a.kind", [(1, broken), (2, one_panel)])

    found = panels.panels_for(people.manager, "a.kind", ["k1"])

    assert found["k1"] == ["<p>Here</p>"]


@pytest.mark.django_db(transaction=True)
def test_reading_tasks_opens_no_transaction(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_sources", [one_task, one_task])
    person = people.manager

    with CaptureQueriesContext(connection) as captured:
        tasks.tasks_of(person)

    assert [query["sql"] for query in captured] == ["SELECT 1", "SELECT 1"]
