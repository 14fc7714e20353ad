"""`allotment worker`: runs jobs, delivers the outbox, resumes what is stuck, starts what is due."""

import logging
import threading

from django.conf import settings
from django.db import connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from allotment.kernel.jobs import services

log = logging.getLogger("allotment.worker")
SWEEP_EVERY = 15.0


def sweep() -> None:
    """What must happen from time to time whoever asked for it. One that fails leaves the others."""
    for duty in (services.deliver, services.resume_stuck, services.start_scheduled):
        try:
            duty()
        except Exception:  # whatever it is, it is tried again at the next sweep
            log.exception("%s failed; it will be tried again", duty.__name__)


def _sweep_for_ever(stop: threading.Event) -> None:
    while True:
        try:
            sweep()
        finally:
            connection.close()
        if stop.wait(min(SWEEP_EVERY, settings.JOB_STUCK_AFTER / 2)):
            return


def work(*, until_empty: bool = False) -> None:
    """Work until told to stop (SIGTERM, SIGINT), or until nothing is left."""
    stop = threading.Event()
    worker = Worker(
        queue_names=["*"],
        interval=0.3,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    if until_empty:
        sweep()
        worker.run()
        return
    sweeper = threading.Thread(target=_sweep_for_ever, args=(stop,), daemon=True)
    sweeper.start()
    try:
        worker.run()
    finally:
        stop.set()
        sweeper.join(timeout=10)
