"""Queue, run, retry, resume and cancel background work."""

import datetime as dt
import logging
import threading
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.jobs import registry
from allotment.kernel.jobs.models import Job, OutboxLine

log = logging.getLogger("allotment.jobs")

#: A running job whose heart has not beaten for this long has lost its worker.
STUCK_AFTER = dt.timedelta(seconds=90)
HEARTBEAT = 20.0


class PermanentError(Exception):
    """The job cannot succeed however often it is tried. `str(error)` is a sentence for people."""


class Cancelled(Exception):
    """Somebody asked the job to stop, and it has."""


class Progress:
    """Given to each job: says how far it is, and stops it when somebody asked for that."""

    def __init__(self, key: str) -> None:
        self.key = key

    def say(self, step: int, steps: int = 0, note: str = "") -> None:
        """Record how far the job is. Raises Cancelled when somebody asked it to stop."""
        jobs = Job.objects.filter(key=self.key)
        jobs.update(step=step, steps=steps, note=note[:300], heartbeat_at=timezone.now())
        if jobs.filter(cancel_asked=True).exists():
            raise Cancelled


def enqueue(
    kind: str,
    *,
    once: str | None = None,
    owner: Any = None,
    after: dt.timedelta | None = None,
    **payload: Any,
) -> Job:
    """Queue a job, in the caller's transaction; it starts once that is committed.

    With `once`, a second call with the same text gives the job that is there already.
    """
    registry.handler_of(kind)
    run_after = timezone.now() + after if after else None
    with transaction.atomic():
        if once is not None:
            made = Job.objects.bulk_create(
                [Job(kind=kind, once=once, payload=payload, owner=owner, run_after=run_after)],
                ignore_conflicts=True,
            )
            job = Job.objects.get(once=once)
            if job.key != made[0].key:
                return job
        else:
            job = Job.objects.create(kind=kind, payload=payload, owner=owner, run_after=run_after)
        _send(job)
    return job


def _send(job: Job) -> None:
    from allotment.kernel.jobs.tasks import run_job

    queue = "mail" if job.kind.startswith("notify.") else "default"
    run_job.using(run_after=job.run_after, queue_name=queue).enqueue(job.key)


def announce(kind: str, **payload: Any) -> None:
    """Write to the outbox, in the transaction of what happened. Raises where the kind is unknown."""
    registry.check_event(kind)
    OutboxLine.objects.create(kind=kind, payload=payload)
    if registry.reactions_to(kind):
        transaction.on_commit(deliver)


def deliver(most: int = 200) -> int:
    """Turn undelivered outbox lines into jobs, one a reaction, each once. Returns how many lines."""
    lines = OutboxLine.objects.filter(delivered_at=None).order_by("id")[:most]
    count = 0
    for line in lines:
        with transaction.atomic():
            for name in registry.reactions_to(line.kind):
                enqueue(name, once=f"outbox:{line.pk}:{name}"[:160], **line.payload)
            OutboxLine.objects.filter(pk=line.pk).update(delivered_at=timezone.now())
        count += 1
    return count


def run(key: str) -> None:
    """Run one job, unless it has been run, is running or is cancelled."""
    now = timezone.now()
    claimed = Job.objects.filter(
        Q(status=Job.Status.QUEUED)
        | Q(status=Job.Status.RUNNING, heartbeat_at__lt=now - STUCK_AFTER),
        key=key,
    ).update(status=Job.Status.RUNNING, heartbeat_at=now, attempts=F("attempts") + 1)
    if not claimed:
        return
    job = Job.objects.get(key=key)
    if job.cancel_asked:
        _end(job, Job.Status.CANCELLED)
        return
    with _Heart(key):
        _attempt(job)


def _attempt(job: Job) -> None:
    handler = registry.handler_of(job.kind)
    try:
        result = handler.run(Progress(job.key), **job.payload)
    except Cancelled:
        _end(job, Job.Status.CANCELLED)
    except PermanentError as error:
        _end(job, Job.Status.FAILED, error=str(error))
    except Exception as error:  # whatever a job raises, its row must say so and be tried again
        log.exception("job %s (%s) failed", job.key, job.kind)
        _retry_or_fail(job, handler.most_attempts, error)
    else:
        _end(job, Job.Status.DONE, result=result if isinstance(result, dict) else {})


def _end(job: Job, status: str, *, error: str = "", result: dict[str, Any] | None = None) -> None:
    Job.objects.filter(key=job.key).update(
        status=status, error=error, result=result or {}, ended_at=timezone.now()
    )


def backoff(attempt: int) -> dt.timedelta:
    """How long to wait after this many attempts: 5 s, 20 s, 80 s … at most an hour."""
    return dt.timedelta(seconds=min(3600, 5 * 4 ** (attempt - 1)))


def _retry_or_fail(job: Job, most_attempts: int, error: Exception) -> None:
    if job.attempts >= most_attempts:
        log.error("job %s gave up after %d attempts", job.key, job.attempts)
        _end(job, Job.Status.FAILED, error=_("It was tried several times and failed each time."))
        return
    with transaction.atomic():
        job.run_after = timezone.now() + backoff(job.attempts)
        Job.objects.filter(key=job.key).update(
            status=Job.Status.QUEUED, run_after=job.run_after, note=type(error).__name__
        )
        _send(job)


def resume_stuck() -> int:
    """Queue again each running job whose worker has died. Returns how many."""
    stuck = Job.objects.filter(
        status=Job.Status.RUNNING, heartbeat_at__lt=timezone.now() - STUCK_AFTER
    )
    count = 0
    for job in stuck:
        with transaction.atomic():
            moved = Job.objects.filter(
                key=job.key, status=Job.Status.RUNNING, heartbeat_at=job.heartbeat_at
            ).update(status=Job.Status.QUEUED, run_after=None)
            if moved:
                job.run_after = None
                _send(job)
                count += 1
    return count


def start_scheduled() -> None:
    """Queue each scheduled job whose interval has come round."""
    now = timezone.now().timestamp()
    for schedule in registry.schedules():
        slot = int(now // schedule.every.total_seconds())
        enqueue(schedule.kind, once=f"schedule:{schedule.kind}:{slot}")


def ask_to_cancel(*, job: Job) -> None:
    """Ask a job to stop at its next step; one that waits is cancelled at once."""
    Job.objects.filter(key=job.key).update(cancel_asked=True)
    Job.objects.filter(key=job.key, status=Job.Status.QUEUED).update(
        status=Job.Status.CANCELLED, ended_at=timezone.now()
    )


class _Heart:
    """Beats while a job runs, from a thread and connection of its own."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _beat(self) -> None:
        while not self._stop.wait(HEARTBEAT):
            Job.objects.filter(key=self._key).update(heartbeat_at=timezone.now())
            connection.close()
