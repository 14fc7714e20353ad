"""Reads of background work, and of whether anybody does it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from allotment.kernel.jobs.models import Job, WorkerBeat
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked

#: A worker beats every quarter of a minute; a database that is busy for once must not make it away.
AWAY_AFTER = dt.timedelta(minutes=2)


@dataclasses.dataclass(frozen=True, slots=True)
class Workers:
    """How many workers are at work, and when one was last heard of (None: not in the last day)."""

    running: int
    heard_at: dt.datetime | None

    @property
    def away(self) -> bool:
        return self.running == 0


def workers() -> Workers:
    """Whether anything works in the background. Two statements."""
    there = WorkerBeat.objects.filter(stopped_at=None, beat_at__gt=timezone.now() - AWAY_AFTER)
    heard = WorkerBeat.objects.aggregate(last=Max("beat_at"))["last"]
    return Workers(there.count(), heard)


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
