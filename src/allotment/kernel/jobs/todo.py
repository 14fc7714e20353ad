"""What the site administrator has to do about background work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from allotment.kernel.jobs.models import Job
from allotment.kernel.web.tasks import Task, source

#: Work that failed longer ago is past mending, or was looked at and left.
LATELY = dt.timedelta(days=7)


@source
def failed_work(user: Any) -> Iterator[Task]:
    """Work that failed lately."""
    if not getattr(user, "is_site_keeper", False):
        return
    since = timezone.now() - LATELY
    failed = Job.objects.filter(status=Job.Status.FAILED, made_at__gt=since).count()
    if failed:
        yield Task(
            ngettext(
                "Check a background job that failed",
                "Check %(n)d background jobs that failed",
                failed,
            )
            % {"n": failed},
            reverse("jobs:jobs") + f"?state={Job.Status.FAILED}",
        )
