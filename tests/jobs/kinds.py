"""Kinds of jobs that only the tests do. They are also loaded in a real worker, by `tests.jobs.app`."""

import os
import time
from pathlib import Path
from typing import Any

from allotment.kernel.jobs import registry
from allotment.kernel.jobs.registry import Onward, job, reaction
from allotment.kernel.jobs.services import PermanentError, Progress

#: What the jobs did in this process, in order.
done: list[tuple[Any, ...]] = []


class Wobble(Exception):
    """Fails as something in the world does: it may work the next time."""


@job("tests.note", title="Note something")
def note(_progress: Progress, what: str = "") -> dict[str, str]:
    done.append(("note", what))
    return {"noted": what}


@job("tests.wobble", title="Wobble", most_attempts=3)
def wobble(_progress: Progress, times: int) -> None:
    done.append(("wobble",))
    if len(done) <= times:
        raise Wobble("not yet")


@job("tests.hopeless", title="Hope")
def hopeless(_progress: Progress) -> None:
    done.append(("hopeless",))
    raise PermanentError("There is no such file.")


@job("tests.counting", title="Count")
def counting(progress: Progress, steps: int) -> None:
    for step in range(1, steps + 1):
        progress.say(step, steps, f"step {step}")
        done.append(("step", step))


def _of_the_same_council(user: Any, _job: Any) -> bool:
    return bool(user.email.endswith("board@example.org"))


@job(
    "tests.leading",
    title="Pour",
    onward=lambda _job: Onward("Three cups were poured.", [("Back to the kitchen", "/tasks/")]),
    watched_by=_of_the_same_council,
)
def leading(_progress: Progress) -> None:
    done.append(("leading",))


@job("tests.slow_once", title="Go slowly", most_attempts=3)
def slow_once(progress: Progress, file: str) -> dict[str, int]:
    """Write a line for each attempt; the first attempt then hangs, as a worker does that is killed."""
    path = Path(file)
    with path.open("a") as lines:
        lines.write(f"{os.getpid()}\n")
    attempts = len(path.read_text().splitlines())
    if attempts == 1:
        progress.say(1, 2, "half way")
        time.sleep(120)
    return {"attempts": attempts}


@job("tests.held", title="Take a while", most_attempts=3)
@job("tests.long", title="Take very long", most_attempts=3, is_long=True)
def long(progress: Progress, file: str) -> dict[str, int]:
    """Write down who does it and how far it gives way; go on while there is a file to wait for."""
    path = Path(file)
    with path.open("a") as lines:
        lines.write(f"{os.getpid()} {os.nice(0)}\n")
    while path.with_suffix(".wait").exists():
        progress.say(1, 2, "half way")
        time.sleep(0.05)
    return {"attempts": len(path.read_text().splitlines())}


registry.event("tests.something", "Something happened. what: its name.")
registry.event("tests.unheard", "Nobody reacts to it.")


@reaction("tests.something", title="React")
def react(_progress: Progress, what: str) -> None:
    done.append(("reacted", what))


@reaction("tests.something", title="React")
def react_otherwise_with_a_name_that_is_longer_than_most_names_that_people_choose(
    _progress: Progress, what: str
) -> None:
    done.append(("reacted otherwise", what))
