"""Your tasks: what a person has to do, gathered from every module, soonest first."""

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable, Iterable
from typing import Any

log = logging.getLogger("allotment.web")


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: a link straight to the doing. `due` None comes last."""

    text: str
    url: str
    about: str = ""
    due: dt.datetime | None = None


Source = Callable[[Any], Iterable[Task]]
_sources: list[Source] = []


def source(function: Source) -> Source:
    """Register a function that lists the tasks of a person who is signed in, from a module's `todo.py`."""
    _sources.append(function)
    return function


def tasks_of(user: Any) -> list[Task]:
    """Every task of the person's, soonest first. A failing source is logged, the others stand."""
    found: list[Task] = []
    for each in _sources:
        try:
            found.extend(each(user))
        except Exception:
            log.exception("tasks: %s failed", each.__module__)
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(found, key=lambda task: (task.due or latest, task.text))
