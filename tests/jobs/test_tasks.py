"""Failed work is a task of the site administrator."""

import datetime as dt

from django.utils import timezone

from allotment.kernel.jobs.models import Job
from allotment.kernel.web.tasks import tasks_of
from tests.people import People


def test_work_that_failed_recently_is_the_keepers_task(people: People) -> None:
    Job.objects.create(kind="fund.close_due_calls", status="done")
    old = Job.objects.create(kind="fund.close_due_calls", status="failed")
    Job.objects.filter(pk=old.pk).update(made_at=timezone.now() - dt.timedelta(days=8))
    assert tasks_of(people.keeper) == []

    Job.objects.create(kind="fund.close_due_calls", status="failed")

    task = tasks_of(people.keeper)[0]
    assert task.text == "Check a background job that failed"
    assert task.url == "/jobs/?state=failed"
    assert tasks_of(people.manager) == []
