"""Queue, run, retry, resume and cancel background work."""

import datetime as dt
import hashlib
import logging
import threading
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.domain.room import is_full
from allotment.kernel.guards import states
from allotment.kernel.jobs import registry
from allotment.kernel.jobs.models import Job, OutboxLine, WorkerBeat
from allotment.kernel.web.logs import reference

log = logging.getLogger("allotment.jobs")
#: The longest wait before another try.
LONGEST_WAIT = dt.timedelta(hours=1)


class PermanentError(Exception):
    """The job cannot succeed however often it is tried. `str(error)` is a sentence for people."""


class Cancelled(Exception):
    """Somebody asked the job to stop, and it has."""


class TakenOverError(Exception):
    """The worker was silent for so long that another one has taken its job over."""


def stuck_after() -> dt.timedelta:
    """A running job whose heart has not beaten for this long has lost its worker."""
    return dt.timedelta(seconds=settings.JOB_STUCK_AFTER)


class Progress:
    """Given to each job: says how far it is, and stops it when somebody asked for that."""

    def __init__(self, key: str, attempt: int = 1) -> None:
        self.key = key
        self.attempt = attempt

    def update(self, step: int, steps: int = 0, note: str = "") -> None:
        """Record how far the job is. Raises Cancelled when somebody asked it to stop."""
        mine = Job.objects.filter(key=self.key, attempts=self.attempt, status=Job.Status.RUNNING)
        if not mine.update(step=step, steps=steps, note=note[:300], heartbeat_at=timezone.now()):
            raise TakenOverError(self.key)
        if mine.filter(cancel_asked=True).exists():
            raise Cancelled


def enqueue(
    kind: str,
    *,
    once: str | None = None,
    again: bool = False,
    owner: Any = None,
    after: dt.timedelta | None = None,
    **payload: Any,
) -> Job:
    """Queue a job, in the caller's transaction; it starts once that is committed.

    With `once`, a second call with the same text gives the job that is there already; with `again`
    too, only while that one has not ended.
    """
    registry.handler_of(kind)
    run_after = timezone.now() + after if after else None
    once = _short(once) if once is not None else None
    job = Job(kind=kind, once=once, payload=payload, owner=owner, run_after=run_after)
    if once is None:
        job.save(force_insert=True)
        return job
    with transaction.atomic(savepoint=False):
        if again:
            Job.objects.filter(once=once, status__in=Job.ENDED).update(once=None)
        Job.objects.bulk_create([job], ignore_conflicts=True)
        return Job.objects.get(once=once)


def _short(once: str) -> str:
    """A text too long for its column keeps its start, and its digest in place of the rest."""
    most = Job._meta.get_field("once").max_length or 160
    if len(once) <= most:
        return once
    return f"{once[: most - 65]}:{hashlib.sha256(once.encode()).hexdigest()}"


def announce(kind: str, **payload: Any) -> None:
    """Write to the outbox, in the transaction of what happened. Raises where the kind is unknown.

    The worker delivers it within a second or two, so that nobody's request waits for that.
    """
    registry.check_event(kind)
    OutboxLine.objects.create(kind=kind, payload=payload)


def deliver(most: int = 200) -> int:
    """Turn undelivered outbox lines into jobs, one a reaction, each once. Returns how many lines.

    A line that cannot be delivered is logged and tried again; those after it do not wait for it.
    """
    count = 0
    for line in list(OutboxLine.objects.filter(delivered_at=None).order_by("id")[:most]):
        try:
            with transaction.atomic():
                for name in registry.reactions_to(line.kind):
                    enqueue(name, once=f"outbox:{line.pk}:{name}", **line.payload)
                OutboxLine.objects.filter(pk=line.pk).update(delivered_at=timezone.now())
        except Exception:  # whatever it is, the lines after this one must go out
            log.exception("outbox line %s (%s) was not delivered", line.pk, line.kind)
        else:
            count += 1
    return count


def run_next(kinds: Collection[str]) -> bool:
    """Run the job of these kinds that is due and was queued first. False where none is due.

    Several workers may choose the same job: `run` lets one of them have it, and the others look again.
    """
    due = Job.objects.filter(Job.due_at(timezone.now()), kind__in=kinds)
    key = due.order_by("pk").values_list("key", flat=True).first()
    if key is None:
        return False
    run(key)
    return True


def run(key: str) -> None:
    """Run one job now if it still waits; the UPDATE that claims it succeeds for one worker only."""
    claimed = states.move(
        Job.objects.filter(key=key), to=Job.Status.RUNNING,
        heartbeat_at=timezone.now(), attempts=F("attempts") + 1,
    )  # fmt: skip
    if not claimed:
        return
    job = Job.objects.get(key=key)
    if job.cancel_asked:
        _end(job, Job.Status.CANCELLED)
        return
    token = reference.set(f"job-{key}")
    try:
        with _Heart(job):
            _attempt(job)
    finally:
        reference.reset(token)


def _attempt(job: Job) -> None:
    handler = registry.handler_of(job.kind)
    try:
        result = handler.run(Progress(job.key, job.attempts), **job.payload)
    except Cancelled:
        _end(job, Job.Status.CANCELLED)
    except TakenOverError:
        log.warning("job %s (%s) was taken over by another worker", job.key, job.kind)
    except PermanentError as error:
        _end(job, Job.Status.FAILED, error=str(error))
    except Exception as error:  # whatever a job raises, its row must say so and be tried again
        log.warning("job %s (%s) failed", job.key, job.kind, exc_info=True)
        _retry_or_fail(job, handler.most_attempts, error)
    else:
        _end(job, Job.Status.DONE, result=result if isinstance(result, dict) else {})


def _mine(job: Job) -> Any:
    """The row, unless another worker has taken the job over."""
    return Job.objects.filter(key=job.key, attempts=job.attempts, status=Job.Status.RUNNING)


def _end(job: Job, status: str, *, error: str = "", result: dict[str, Any] | None = None) -> None:
    states.move(_mine(job), to=status, error=error, result=result or {}, ended_at=timezone.now())


def backoff(attempt: int) -> dt.timedelta:
    """How long to wait after this many attempts: 5 s, 20 s, 80 s … at most an hour."""
    return min(LONGEST_WAIT, dt.timedelta(seconds=5 * 4 ** min(attempt - 1, 10)))


def _retry_or_fail(job: Job, most_attempts: int, error: Exception) -> None:
    if job.attempts >= most_attempts:
        _give_up(job, _("It was tried several times and failed each time."))
        return
    later = timezone.now() + backoff(job.attempts)
    states.move(_mine(job), to=Job.Status.QUEUED, run_after=later, note=_why_again(error))


def _why_again(error: Exception) -> str:
    if is_full(error):
        return _("The disk is full. It will be tried again.")
    words = _("It failed, and will be tried again (%(name)s).")
    return words % {"name": type(error).__name__}


def _give_up(job: Job, why: str) -> None:
    log.error("job %s (%s) gave up after %d attempts", job.key, job.kind, job.attempts)
    _end(job, Job.Status.FAILED, error=why)


def resume_stuck() -> int:
    """Queue again each job whose worker has died. Returns how many.

    A job that took its worker down with it as often as it may be tried is given up. A beat that is
    yet to come was made before the clock was set back, and says nothing; nor does the time of another
    try that is further away than any wait is long.
    """
    too_far = timezone.now() + LONGEST_WAIT + stuck_after()
    again = Job.objects.filter(status=Job.Status.QUEUED, attempts__gt=0, run_after__gt=too_far)
    again.update(run_after=None)
    silent, to_come = timezone.now() - stuck_after(), timezone.now() + stuck_after()
    unheard = Q(heartbeat_at__lt=silent) | Q(heartbeat_at__gt=to_come)
    count = 0
    for job in Job.objects.filter(unheard, status=Job.Status.RUNNING):
        if job.attempts >= _most_attempts(job) > 1:
            _give_up(job, _("Each time it was tried, the program that ran it was ended."))
            continue
        still_silent = _mine(job).filter(heartbeat_at=job.heartbeat_at)
        count += states.move(still_silent, to=Job.Status.QUEUED, run_after=None)
    return count


def _most_attempts(job: Job) -> int:
    try:
        return registry.handler_of(job.kind).most_attempts
    except registry.UnknownJobError:
        return 1


def start_scheduled() -> None:
    """Queue each scheduled job whose interval has come round."""
    now = timezone.now().timestamp()
    for schedule in registry.schedules():
        slot = int(now // schedule.every.total_seconds())
        enqueue(schedule.kind, once=f"schedule:{schedule.kind}:{slot}")


def beat(worker: str) -> None:
    """Write down that this worker is there; those not heard of for a day are forgotten."""
    now = timezone.now()
    mine = WorkerBeat.objects.filter(name=worker)
    if not mine.update(beat_at=now, stopped_at=None):
        WorkerBeat.objects.create(name=worker, began_at=now, beat_at=now)
        WorkerBeat.objects.filter(beat_at__lt=now - dt.timedelta(days=1)).delete()


def stop_beating(worker: str) -> None:
    """Write down that this worker has stopped as it should."""
    WorkerBeat.objects.filter(name=worker).update(stopped_at=timezone.now())


def ask_to_cancel(*, job: Job) -> None:
    """Ask a job to stop at its next step; one that waits is cancelled at once."""
    Job.objects.filter(key=job.key).update(cancel_asked=True)
    waiting = Job.objects.filter(key=job.key, status=Job.Status.QUEUED)
    states.move(waiting, to=Job.Status.CANCELLED, ended_at=timezone.now())


class _Heart:
    """Beats while a job runs, from a thread and connection of its own."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_exc: object) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _beat(self) -> None:
        while not self._stop.wait(settings.JOB_STUCK_AFTER / 4.5):
            try:
                _mine(self._job).update(heartbeat_at=timezone.now())
            except DatabaseError:  # a database that is busy for once must not stop the heart
                log.warning("job %s: a beat was missed", self._job.key, exc_info=True)
            finally:
                connection.close()
