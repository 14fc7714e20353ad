"""How long finished work is kept."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import period
from allotment.kernel.jobs.models import Job, OutboxLine

#: What the clock starts comes by the thousand and is soon of no use to anybody.
_BY_THE_CLOCK = dt.timedelta(days=7)


def _old_work(before: dt.datetime, most: int) -> Mapping[Any, int]:
    return {None: _jobs(before, most) + _outbox(before, most)}


def _jobs(before: dt.datetime, most: int) -> int:
    ended = Job.objects.filter(status__in=Job.ENDED)
    old = ended.filter(ended_at__lt=before)
    by_the_clock = ended.filter(once__startswith="schedule:", ended_at__lt=_a_week_ago(before))
    keys = [
        *old.values_list("pk", flat=True)[:most],
        *by_the_clock.values_list("pk", flat=True)[:most],
    ]
    gone, _rows = Job.objects.filter(pk__in=keys).delete()
    return gone


def _outbox(before: dt.datetime, most: int) -> int:
    lines = OutboxLine.objects.filter(delivered_at__lt=before).values_list("pk", flat=True)[:most]
    gone, _rows = OutboxLine.objects.filter(pk__in=list(lines)).delete()
    return gone


def _a_week_ago(before: dt.datetime) -> dt.datetime:
    """A week before now; `before` is at least a day ago, and may be longer than a week."""
    from django.utils import timezone

    return max(before, timezone.now() - _BY_THE_CLOCK)


period(
    "jobs.finished",
    what=gettext_lazy("Background work that has ended; what the clock started, for a week"),
    days=90,
    why=gettext_lazy("So that we can find out why something did not work."),
    empty=_old_work,
)
