"""`allotment worker`: runs jobs, delivers the outbox, resumes what is stuck, starts what is due.

Long jobs have a process of their own beside it, behind all others in the machine's turn, so that
neither mail nor pages wait for them.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess

from django.conf import settings
from django.db import close_old_connections, connection, connections
from django.utils.crypto import get_random_string

from allotment.kernel.jobs import registry, services

log = logging.getLogger("allotment.worker")
SWEEP_EVERY = 15.0
DELIVER_EVERY = 1.0
LOOK_EVERY = 0.3
_BEHIND_OTHERS = 10
"""How much a process of long jobs gives way: `nice` goes to 19."""


def _try(*duties: Callable[[], object]) -> None:
    """Do each; one that fails is logged and tried again next time, and leaves the others."""
    for duty in duties:
        try:
            duty()
        except Exception:  # whatever it is, it is tried again
            log.exception("%s failed; it will be tried again", getattr(duty, "__name__", duty))


def sweep() -> None:
    """What must happen from time to time whoever asked for it."""
    _try(services.deliver, services.resume_stuck, services.start_scheduled)


def _sweep_for_ever(stop: threading.Event, name: str) -> None:
    """Sweep from time to time and say that this worker is there; in between, deliver the outbox."""

    def beat() -> None:
        services.beat(name)

    due = 0.0
    while True:
        try:
            if time.monotonic() >= due:
                _try(beat)
                sweep()
                due = time.monotonic() + min(SWEEP_EVERY, settings.JOB_STUCK_AFTER / 2)
            else:
                _try(services.deliver)
        finally:
            connection.close()
        if stop.wait(min(DELIVER_EVERY, settings.JOB_STUCK_AFTER / 2)):
            return


class _Runner:
    """Runs jobs of some kinds, one after the other, until a signal asks it to stop."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self._kinds = kinds
        self._stopping = False

    def stop(self, _signal: int, _frame: object) -> None:
        """End after the job that is under way; asked again, end at once."""
        if self._stopping:
            sys.exit(1)
        self._stopping = True

    def run(self) -> None:
        """Go on whatever happens: a worker that ended would leave people waiting."""
        while not self._stopping:
            wait = 0.0
            try:
                close_old_connections()
                if not services.run_next(self._kinds):
                    wait = LOOK_EVERY
            except Exception:  # the database is away, or a job's end could not be written down
                log.warning("no job could be run; trying again", exc_info=True)
                connection.close()
                wait = DELIVER_EVERY
            time.sleep(wait)


def _until_empty() -> None:
    sweep()
    while services.run_next(registry.kinds()) or services.deliver():
        pass


def work(*, until_empty: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or until nothing is left."""
    if until_empty:
        _until_empty()
        return
    stop, name = threading.Event(), get_random_string(32)
    beside = LongWork()
    beside.start()
    runner = _Runner(registry.kinds(is_long=False))
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, runner.stop)
    threads = [
        threading.Thread(target=_sweep_for_ever, args=(stop, name), daemon=True),
        threading.Thread(target=beside.keep_up, args=(stop,), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        runner.run()
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=10)
        beside.end()
        _try(partial(services.stop_beating, name))


class LongWork:
    """The process that does long jobs: started anew when it has died, ended with its parent."""

    def __init__(self) -> None:
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Begin: by a fork before there are threads, else by a fresh start."""
        safe = sys.platform == "linux" and threading.active_count() == 1
        connections.close_all()
        begin: type[BaseProcess] = (ForkContext if safe else SpawnContext).Process
        self._process = begin(target=_do_long_jobs, args=(os.getpid(),), daemon=True)
        self._process.start()

    def keep_up(self, stop: threading.Event) -> None:
        """Start it anew whenever it has died, until told to stop."""
        while not stop.wait(DELIVER_EVERY):
            if self._process is not None and not self._process.is_alive():
                log.warning("the process for long jobs has died; another one is started")
                _try(self.start)

    def end(self) -> None:
        """End it. What it was at is done by the next one."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.join(timeout=5)
        self._process.kill()


def _do_long_jobs(parent: int) -> None:
    import django

    for libraries_threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(libraries_threads, "1")
    django.setup()
    os.nice(_BEHIND_OTHERS)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _Runner(registry.kinds(is_long=True)).run()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(DELIVER_EVERY)
    os._exit(1)
