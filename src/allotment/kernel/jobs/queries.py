"""Reads of background work, and of whether anybody does it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from allotment.kernel.jobs.models import Job, OutboxLine, WorkerBeat
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked

#: A worker beats every quarter of a minute; a database that is busy for once must not make it away.
STOPPED_AFTER = dt.timedelta(minutes=2)


@dataclasses.dataclass(frozen=True, slots=True)
class Workers:
    """How many workers are at work, and when one was last heard of (None: not in the last day)."""

    running: int
    heard_at: dt.datetime | None

    @property
    def none_running(self) -> bool:
        return self.running == 0


def workers() -> Workers:
    """Whether anything works in the background. Two statements. A beat that is yet to come was made
    before the clock was set back, and says nothing."""
    now = timezone.now()
    lately = (now - STOPPED_AFTER, now + STOPPED_AFTER)
    there = WorkerBeat.objects.filter(stopped_at=None, beat_at__range=lately)
    heard = WorkerBeat.objects.aggregate(last=Max("beat_at"))["last"]
    return Workers(there.count(), heard)


@dataclasses.dataclass(frozen=True, slots=True)
class Queue:
    """How much waits, and for how many seconds the oldest of it has (0: nothing waits)."""

    waiting: int
    running: int
    oldest_seconds: float
    failed_today: Mapping[str, int]
    outbox: int
    outbox_oldest_seconds: float


def queue() -> Queue:
    """What waits for a worker, and what failed in the last 24 hours by kind. Four statements."""
    now = timezone.now()
    waits = Job.objects.filter(Job.due_at(now)).aggregate(
        n=Count("pk"), first=Min(Coalesce("run_after", "made_at"))
    )
    failed = Job.objects.filter(
        status=Job.Status.FAILED, ended_at__gt=now - dt.timedelta(days=1)
    ).values_list("kind")
    lines = OutboxLine.objects.filter(delivered_at=None).aggregate(n=Count("pk"), first=Min("at"))
    return Queue(
        waiting=waits["n"],
        running=Job.objects.filter(status=Job.Status.RUNNING).count(),
        oldest_seconds=_age(waits["first"], now),
        failed_today=dict(failed.annotate(n=Count("pk")).order_by("kind")),
        outbox=lines["n"],
        outbox_oldest_seconds=_age(lines["first"], now),
    )


def _age(moment: dt.datetime | None, now: dt.datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0


def named(once: str) -> Job | None:
    """The job that was queued with this `once`, whatever became of it. One statement."""
    return Job.objects.filter(once=once).first()


#: What the list of jobs can be sorted by.
ORDERS: Mapping[str, Sequence[str]] = {
    "queued": (),
    "kind": ("kind",),
    "state": ("status",),
    "tries": ("attempts",),
    "ended": ("last_at",),
}


def jobs(asked: Asked) -> Rows[Job, Job]:
    """All background work. Up to three statements a page."""
    found = Job.objects.annotate(last_at=Coalesce("ended_at", F("made_at")))
    if asked["state"]:
        found = found.filter(status=asked["state"])
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["text"]:
        found = found.filter(Q(error__icontains=asked["text"]) | Q(note__icontains=asked["text"]))
    return Rows(found, asked, ORDERS, list)
