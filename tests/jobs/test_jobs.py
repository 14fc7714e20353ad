"""Background work is done once, tried again when it fails, resumed when it was broken off."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from allotment.kernel.jobs import registry, services
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import backoff, enqueue
from tests.jobs import kinds
from tests.racing import at_once

pytestmark = pytest.mark.django_db
Work = Callable[[], list[tuple[Any, ...]]]


def long_ago(job: Job) -> None:
    """Let the job have been queued, and its heart have beaten, longer ago than a worker may be silent."""
    then = timezone.now() - services.stuck_after() - dt.timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(made_at=then)
    Job.objects.filter(pk=job.pk, heartbeat_at__isnull=False).update(heartbeat_at=then)


def test_a_job_runs_and_its_row_says_what_came_of_it(work: Work) -> None:
    job = enqueue("tests.note", what="tea")

    assert work() == [("note", "tea")]
    job.refresh_from_db()
    assert (job.status, job.attempts, job.result) == ("done", 1, {"noted": "tea"})
    assert job.ended_at is not None


def test_a_kind_that_nobody_does_is_refused() -> None:
    with pytest.raises(registry.UnknownJobError):
        enqueue("tests.unheard_of")


def test_a_job_goes_with_the_transaction_that_queued_it(work: Work) -> None:
    with transaction.atomic():
        enqueue("tests.note", what="tea")
        transaction.set_rollback(True)

    assert work() == []
    assert not Job.objects.exists()


def test_a_job_named_once_is_queued_once(work: Work) -> None:
    first = enqueue("tests.note", once="the tea of today", what="tea")

    again = enqueue("tests.note", once="the tea of today", what="tea")

    assert again.key == first.key
    assert work() == [("note", "tea")]


def test_two_long_names_that_begin_alike_are_two_names(work: Work) -> None:
    enqueue("tests.note", once="x" * 300 + "a", what="a")
    enqueue("tests.note", once="x" * 300 + "b", what="b")
    enqueue("tests.note", once="x" * 300 + "b", what="b")

    assert work() == [("note", "a"), ("note", "b")]


def test_a_job_named_once_again_is_queued_again_when_it_has_ended(work: Work) -> None:
    def ask() -> str:
        return enqueue("tests.note", once="the tea of today", again=True, what="tea").key

    first, while_it_waits = ask(), ask()
    work()
    afterwards = ask()

    assert while_it_waits == first
    assert afterwards != first
    assert work() == [("note", "tea"), ("note", "tea")]


def test_of_eight_who_ask_at_once_for_work_that_ended_one_queues_it(
    transactional_db: None,
) -> None:
    Job.objects.create(kind="tests.note", once="the tea of today", status="done")

    at_once(lambda _n: enqueue("tests.note", once="the tea of today", again=True, what="tea"))

    assert Job.objects.filter(status="queued").count() == 1


def test_a_job_that_fails_is_tried_again_later_each_time(work: Work) -> None:
    job = enqueue("tests.wobble", times=2)

    work()

    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 3)
    waits = [row.run_after for row in DBTaskResult.objects.order_by("enqueued_at")][1:]
    assert all(moment > timezone.now() for moment in waits)


def test_a_job_that_keeps_failing_is_given_up_with_a_sentence(work: Work) -> None:
    job = enqueue("tests.wobble", times=99)

    work()

    job.refresh_from_db()
    assert (job.status, job.attempts) == ("failed", 3)
    assert job.error == "It was tried several times and failed each time."


def test_a_job_that_cannot_succeed_is_not_tried_again(work: Work) -> None:
    job = enqueue("tests.hopeless")

    assert work() == [("hopeless",)]
    job.refresh_from_db()
    assert (job.status, job.error) == ("failed", "There is no such file.")


@pytest.mark.pure
def test_each_wait_is_longer_than_the_one_before_and_none_longer_than_an_hour() -> None:
    waits = [backoff(attempt).total_seconds() for attempt in range(1, 80)]

    assert waits[:4] == [5, 20, 80, 320]
    assert waits == sorted(waits)
    assert max(waits) == 3600


def test_a_job_whose_worker_is_silent_is_resumed(work: Work) -> None:
    job = enqueue("tests.note", what="tea")
    DBTaskResult.objects.update(status="RUNNING")
    Job.objects.update(status="running", attempts=1, heartbeat_at=timezone.now())

    assert services.resume_stuck() == 0
    long_ago(job)
    assert services.resume_stuck() == 1
    assert services.resume_stuck() == 0

    assert work() == [("note", "tea")]
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 2)


def test_a_job_whose_worker_died_before_it_began_is_resumed(work: Work) -> None:
    job = enqueue("tests.note", what="tea")
    DBTaskResult.objects.update(status="RUNNING")

    assert services.resume_stuck() == 0
    long_ago(job)
    assert services.resume_stuck() == 1
    assert services.resume_stuck() == 0, "it is in the queue again"

    assert work() == [("note", "tea")]


def test_a_job_that_waits_its_turn_in_a_long_queue_is_not_queued_again() -> None:
    long_ago(enqueue("tests.note", what="tea"))

    assert services.resume_stuck() == 0
    assert DBTaskResult.objects.count() == 1


def test_a_job_that_ends_its_worker_each_time_is_given_up(work: Work) -> None:
    job = enqueue("tests.note", what="tea")
    DBTaskResult.objects.update(status="RUNNING")
    Job.objects.update(status="running", attempts=5, heartbeat_at=timezone.now())
    long_ago(job)

    assert services.resume_stuck() == 0

    job.refresh_from_db()
    assert job.status == "failed"
    assert "the program that ran it was ended" in job.error


def test_a_worker_that_comes_back_to_a_job_taken_over_leaves_it_alone(work: Work) -> None:
    job = enqueue("tests.counting", steps=2)

    def taken_over(progress: services.Progress, steps: int) -> None:
        Job.objects.filter(pk=job.pk).update(attempts=F("attempts") + 1)
        kinds.counting(progress, steps)

    handler = registry._handlers["tests.counting"]
    registry._handlers["tests.counting"] = registry.Handler(taken_over, 5, "")
    try:
        work()
    finally:
        registry._handlers["tests.counting"] = handler

    job.refresh_from_db()
    assert kinds.done == []
    assert (job.status, job.attempts) == ("running", 2)


def test_a_job_says_how_far_it_is_and_stops_when_asked(work: Work) -> None:
    job = enqueue("tests.counting", steps=3)
    Job.objects.update(status="running", attempts=1)
    progress = services.Progress(job.key)

    progress.say(1, 3, "step 1")
    services.ask_to_cancel(job=job)
    with pytest.raises(services.Cancelled):
        progress.say(2, 3, "step 2")

    job.refresh_from_db()
    assert (job.step, job.steps, job.note) == (2, 3, "step 2")


def test_a_job_asked_to_stop_while_it_waits_never_begins(work: Work) -> None:
    job = enqueue("tests.note", what="tea")

    services.ask_to_cancel(job=job)

    assert work() == []
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_what_is_due_on_a_schedule_is_queued_once_in_each_interval() -> None:
    services.start_scheduled()
    queued = Job.objects.count()

    services.start_scheduled()

    assert queued == len(registry.schedules()) > 0
    assert Job.objects.count() == queued


@pytest.mark.django_db(transaction=True)
def test_eight_workers_that_take_the_same_job_do_it_once() -> None:
    job = enqueue("tests.note", what="tea")

    at_once(lambda _n: services.run(job.key))

    assert kinds.done == [("note", "tea")]


@pytest.mark.django_db(transaction=True)
def test_eight_who_queue_the_same_thing_queue_it_once() -> None:
    keys: list[str] = []

    at_once(lambda _n: keys.append(enqueue("tests.note", once="tea", what="tea").key))

    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (1, 1)
