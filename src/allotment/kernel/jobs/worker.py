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
from collections.abc import Callable
from functools import partial
from multiprocessing.context import ForkContext, SpawnContext
from multiprocessing.process import BaseProcess

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from allotment.kernel.jobs import services

log = logging.getLogger("allotment.worker")
SWEEP_EVERY = 15.0
DELIVER_EVERY = 1.0
LONG = "long"
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


def _run_whatever_the_database_does(worker: Worker) -> None:
    """Go on when the database is back: a worker that ended would leave people waiting."""
    while worker.running:
        try:
            worker.run()
        except (OperationalError, InterfaceError):
            log.warning("the database is away; trying again", exc_info=True)
            connection.close()
            time.sleep(DELIVER_EVERY)


def _worker(name: str, *, queues: list[str], without: list[str], until_empty: bool) -> Worker:
    worker = Worker(
        queue_names=queues,
        interval=0.3,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=without,
    )
    worker.configure_signals()
    return worker


def work(*, until_empty: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or until nothing is left."""
    stop, name = threading.Event(), get_random_string(32)
    if until_empty:
        worker = _worker(name, queues=["*"], without=[], until_empty=True)
        sweep()
        worker.run()
        while services.deliver():
            worker.run()
        return
    beside = LongWork()
    beside.start()
    worker = _worker(name, queues=["*"], without=[LONG], until_empty=False)
    threads = [
        threading.Thread(target=_sweep_for_ever, args=(stop, name), daemon=True),
        threading.Thread(target=beside.keep_up, args=(stop,), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        _run_whatever_the_database_does(worker)
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
                self.start()

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
    worker = _worker(get_random_string(32), queues=[LONG], without=[], until_empty=False)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _run_whatever_the_database_does(worker)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(DELIVER_EVERY)
    os._exit(1)
