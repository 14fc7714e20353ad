"""A worker that works until nothing is left, in this process."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from allotment.kernel.jobs import registry, services
from allotment.kernel.jobs.models import Job
from tests.jobs import kinds

#: What `kinds` registered, taken out again, so that other tests see only what the site does.
_HANDLERS = {k: registry._handlers.pop(k) for k in list(registry._handlers) if "tests." in k}
_EVENTS = {k: registry._events.pop(k) for k in list(registry._events) if k.startswith("tests.")}
_REACTIONS = {k: registry._reactions.pop(k) for k in list(registry._reactions) if k in _EVENTS}

Work = Callable[[], list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def _kinds_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, ours in (
        ("_handlers", _HANDLERS), ("_events", _EVENTS), ("_reactions", _REACTIONS),
    ):  # fmt: skip
        monkeypatch.setattr(registry, name, {**getattr(registry, name), **ours})
    kinds.done.clear()
    yield
    kinds.done.clear()


@pytest.fixture
def work(db: None) -> Work:
    """`work()` runs what is queued, whatever it waits for, and says what was done."""

    def run() -> list[tuple[Any, ...]]:
        services.deliver()
        while job := Job.objects.filter(status="queued").order_by("pk").first():
            services.run(job.key)
        return list(kinds.done)

    return run
