"""`allotment worker`: runs jobs, delivers the outbox, resumes what is stuck, starts what is due."""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from allotment.kernel.jobs import services

log = logging.getLogger("allotment.worker")
SWEEP_EVERY = 15.0
DELIVER_EVERY = 1.0


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


def work(*, until_empty: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or until nothing is left."""
    stop, name = threading.Event(), get_random_string(32)
    worker = Worker(
        queue_names=["*"],
        interval=0.3,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.configure_signals()
    if until_empty:
        sweep()
        worker.run()
        while services.deliver():
            worker.run()
        return
    sweeper = threading.Thread(target=_sweep_for_ever, args=(stop, name), daemon=True)
    sweeper.start()
    try:
        _run_whatever_the_database_does(worker)
    finally:
        stop.set()
        sweeper.join(timeout=10)
        _try(partial(services.stop_beating, name))
