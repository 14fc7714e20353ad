"""Which function does which kind of job, reacts to what, or comes round on a schedule."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class Onward:
    """What the page of a job says of what came of it, and where a person goes on: text and address."""

    text: str = ""
    links: Sequence[tuple[str, str]] = ()


def _nowhere(_job: Any) -> Onward:
    return Onward()


def _nobody(_user: Any, _job: Any) -> bool:
    return False


@dataclasses.dataclass(frozen=True, slots=True)
class Handler:
    """`run(progress, **payload)`; after `most_attempts` failures the job stays failed.

    One that `is_long` waits only for its like: a process of its own does those, behind all others.
    `onward` is asked whenever the job's page is shown; `watched_by` says who, besides the person who
    started it, may watch it and stop it.
    """

    run: Callable[..., Any]
    most_attempts: int
    title: Any
    onward: Callable[[Any], Onward] = _nowhere
    watched_by: Callable[[Any, Any], bool] = _nobody
    is_long: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Schedule:
    kind: str
    every: dt.timedelta


_handlers: dict[str, Handler] = {}
_reactions: dict[str, list[str]] = defaultdict(list)
_schedules: list[Schedule] = []
_events: dict[str, str] = {}


class UnknownJobError(LookupError):
    """No module does jobs, or writes outbox lines, of this kind."""


def job(
    kind: str,
    *,
    title: Any,
    most_attempts: int = 5,
    onward: Callable[[Any], Onward] = _nowhere,
    watched_by: Callable[[Any, Any], bool] = _nobody,
    is_long: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the function that does a kind of job, titled as people see it.

    It must be safe to run twice.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        _handlers[kind] = Handler(function, most_attempts, title, onward, watched_by, is_long)
        return function

    return register


def kinds(*, is_long: bool | None = None) -> list[str]:
    """Every kind of job that somebody does; or only the long ones, or only the others."""
    return sorted(k for k, h in _handlers.items() if is_long is None or h.is_long == is_long)


def event(kind: str, meaning: str) -> None:
    """Declare a kind of outbox line, from a module's `apps.py`."""
    _events[kind] = meaning


def events() -> dict[str, str]:
    return dict(_events)


def reaction(kind: str, *, title: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Run a function, as an idempotent job, for each outbox line of this kind."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        name = f"reaction:{kind}:{function.__module__}.{function.__name__}"
        _handlers[name] = Handler(function, 8, title)
        _reactions[kind].append(name)
        return function

    return register


def every(
    interval: dt.timedelta, kind: str, *, title: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a job that the worker starts once in each interval."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        job(kind, title=title, most_attempts=1)(function)
        _schedules.append(Schedule(kind, interval))
        return function

    return register


def handler_of(kind: str) -> Handler:
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownJobError(kind) from None


def onward_of(job: Any) -> Onward:
    """Where one goes from a job; nowhere where no module does its kind any more."""
    return _handlers[job.kind].onward(job) if job.kind in _handlers else Onward()


def title_of(kind: str) -> str:
    """A kind of job as people see it; as it is where no module does it any more."""
    return str(_handlers[kind].title) if kind in _handlers else kind


def check_event(kind: str) -> None:
    if kind not in _events:
        raise UnknownJobError(kind)


def reactions_to(kind: str) -> list[str]:
    return list(_reactions.get(kind, ()))


def schedules() -> list[Schedule]:
    return list(_schedules)
