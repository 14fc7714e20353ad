"""Reads of background work that other packages show."""

import dataclasses
import datetime as dt

from django.db.models import Max
from django.utils import timezone

from allotment.kernel.jobs.models import WorkerBeat

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
