"""A worker that works until nothing is left, in this process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from allotment.kernel.jobs import services
from tests.jobs import kinds

Work = Callable[[], list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def _nothing_done() -> Iterator[None]:
    kinds.done.clear()
    yield
    kinds.done.clear()


@pytest.fixture
def work(db: None) -> Work:
    """`work()` runs what is queued, whatever it waits for, and says what was done."""

    def run() -> list[tuple[Any, ...]]:
        services.deliver()
        while rows := list(DBTaskResult.objects.filter(status="READY").order_by("enqueued_at")):
            for row in rows:
                DBTaskResult.objects.filter(pk=row.pk).update(status="SUCCESSFUL")
                services.run(row.args_kwargs["args"][0])
        return list(kinds.done)

    return run
