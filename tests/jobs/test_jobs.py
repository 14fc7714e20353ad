"""Background work is done once, tried again when it fails, resumed when it was broken off."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F
from django.utils import timezone

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


def test_a_job_runs_and_its_row_holds_the_result(work: Work) -> None:
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
    waits = []

    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        while services.run_next(["tests.wobble"]):
            job.refresh_from_db()
            if job.run_after and job.status == "queued":
                waits.append(job.run_after - timezone.now())
                assert not services.run_next(["tests.wobble"]), "it is not due yet"
                clock.move_to(job.run_after)

    assert (job.status, job.attempts) == ("done", 3)
    assert waits == [dt.timedelta(seconds=5), dt.timedelta(seconds=20)]


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


def test_each_wait_is_longer_than_the_one_before_and_none_longer_than_an_hour() -> None:
    waits = [backoff(attempt).total_seconds() for attempt in range(1, 80)]

    assert waits[:4] == [5, 20, 80, 320]
    assert waits == sorted(waits)
    assert max(waits) == 3600


def test_a_job_whose_worker_is_silent_is_resumed(work: Work) -> None:
    job = enqueue("tests.note", what="tea")
    Job.objects.update(status="running", attempts=1, heartbeat_at=timezone.now())

    assert services.resume_stuck() == 0
    long_ago(job)
    assert services.resume_stuck() == 1
    assert services.resume_stuck() == 0

    assert work() == [("note", "tea")]
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("done", 2)


def test_a_job_that_ends_its_worker_each_time_is_given_up(work: Work) -> None:
    job = enqueue("tests.note", what="tea")
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

    progress.update(1, 3, "step 1")
    services.ask_to_cancel(job=job)
    with pytest.raises(services.Cancelled):
        progress.update(2, 3, "step 2")

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
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_workers_do_each_of_thirty_jobs_once() -> None:
    for number in range(30):
        enqueue("tests.note", what=f"{number:02}")

    def work_until_empty(_n: int) -> None:
        while services.run_next(["tests.note"]):
            pass

    at_once(work_until_empty)

    assert sorted(kinds.done) == [("note", f"{number:02}") for number in range(30)]
    assert set(Job.objects.values_list("status", "attempts")) == {("done", 1)}


def test_jobs_begin_in_the_order_in_which_they_were_queued() -> None:
    for what in ("first", "second"):
        enqueue("tests.note", what=what)

    assert services.run_next(["tests.note"])
    assert kinds.done == [("note", "first")]


def test_a_worker_leaves_jobs_of_kinds_that_it_does_not_do() -> None:
    job = enqueue("tests.note", what="tea")
    Job.objects.filter(pk=job.pk).update(kind="module.switched_off")

    assert not services.run_next(registry.kinds())

    job.refresh_from_db()
    assert (job.status, job.attempts) == ("queued", 0)


def test_a_job_that_is_to_wait_is_not_begun_before_its_time() -> None:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        enqueue("tests.note", after=dt.timedelta(minutes=1), what="tea")

        clock.shift(59)
        assert not services.run_next(["tests.note"])
        clock.shift(1)
        assert services.run_next(["tests.note"])


def test_the_next_job_is_found_by_an_index() -> None:
    waiting = Job.objects.filter(Job.due_at(timezone.now()), kind__in=["tests.note"])
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes the index by what it knows of the table")

    assert "jobs_by_status" in waiting.order_by("pk").explain()


def test_the_migration_keeps_what_waits_and_ends_the_old_queue(transactional_db: None) -> None:
    migration = import_module("allotment.kernel.jobs.migrations.0004_one_queue")
    job = enqueue("tests.note", what="tea")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_tasks_database_dbtaskresult (id integer)")
        MigrationRecorder(connection).record_applied("django_tasks_database", "0001_initial")
        for _time in range(2):  # the second finds no such table, as a new site does
            for statement in migration.OLD_QUEUE_GOES:
                cursor.execute(statement)

    assert "django_tasks_database_dbtaskresult" not in connection.introspection.table_names()
    assert not any(app == "django_tasks_database" for app, _ in applied())
    assert services.run_next(["tests.note"])
    job.refresh_from_db()
    assert job.status == "done"


def applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connection).applied_migrations())
