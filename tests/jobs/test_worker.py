"""A real worker process is killed in the middle of a job, and another one finishes it."""

import datetime as dt
import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from allotment.kernel.jobs import services, worker
from allotment.kernel.jobs.models import Job, WorkerBeat
from allotment.kernel.jobs.services import enqueue
from tests.jobs import kinds
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]


def database_url() -> str:
    """The database of this test, as another process must name it."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return f"postgresql://{own['USER']}@{own['HOST']}:{own['PORT']}/{own['NAME']}"


def sessions(name: str) -> int:
    """How many of these sessions PostgreSQL has; SQLite has none."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [name])
        return int(cursor.fetchone()[0])


@contextmanager
def worker_process(home: Path, **given: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker beside the test. At the end it is killed, and the database is left by all of its
    processes: a statement of one that was killed goes on, and would lock what the test clears."""
    name = f"worker {uuid.uuid4().hex}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.worker"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "allotment.config.settings",
            "DATABASE_URL": database_url(),
            "ALLOTMENT_HOME": str(home),
            "PGAPPNAME": name,
            **given,
        },
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        wait_until(lambda: sessions(name) == 0)


def let_it_fall_silent(job: Job) -> None:
    """As if the worker of a job had been gone for an hour."""
    an_hour_ago = timezone.now() - dt.timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=an_hour_ago)


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_is_finished_by_another(tmp_path: Path) -> None:
    lines = tmp_path / "attempts"
    job = enqueue("tests.slow_once", file=str(lines))

    with worker_process(tmp_path) as first:
        wait_until(lambda: Job.objects.get(pk=job.pk).note == "half way")
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    let_it_fall_silent(job)
    with worker_process(tmp_path) as second:
        wait_until(lambda: Job.objects.get(pk=job.pk).status == "done", process=second)
        finisher = second.pid

    job.refresh_from_db()
    assert job.attempts == 2
    assert job.result == {"attempts": 2}
    assert [int(pid) for pid in lines.read_text().split()] == [first.pid, finisher]


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_before_the_clock_was_set_back_is_taken_up(tmp_path: Path) -> None:
    job = enqueue("tests.slow_once", file=str(tmp_path / "attempts"))
    with worker_process(tmp_path) as first:
        wait_until(lambda: Job.objects.get(pk=job.pk).note == "half way")
        os.kill(first.pid, signal.SIGKILL)
        first.wait()

    with worker_process(tmp_path, CLOCK_SET_BACK_BY="3600"):
        wait_until(lambda: Job.objects.get(pk=job.pk).status == "done")

    job.refresh_from_db()
    assert job.attempts == 2
    assert job.ended_at is not None
    assert job.ended_at < job.made_at


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_stop_finishes_its_job_and_starts_no_other(tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    lines.with_suffix(".wait").touch()
    first, second = (enqueue("tests.held", file=str(lines)) for _number in range(2))

    with worker_process(tmp_path) as process:
        wait_until(lambda: Job.objects.get(pk=first.pk).note == "half way")
        process.send_signal(signal.SIGTERM)
        lines.with_suffix(".wait").unlink()
        assert process.wait() == 0

    assert Job.objects.get(pk=first.pk).status == "done"
    assert Job.objects.get(pk=second.pk).status == "queued"


def test_a_duty_that_fails_leaves_the_others(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> int:
        raise ValueError("nothing can be delivered today")

    monkeypatch.setattr(worker.services, "deliver", fails)

    worker.sweep()

    assert Job.objects.filter(once__startswith="schedule:").exists()
    assert kinds.done == []


def ready(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()


@pytest.mark.django_db(transaction=True)
def test_health_says_whether_a_real_worker_is_there(tmp_path: Path, client: Client) -> None:
    before = ready(client)

    with worker_process(tmp_path) as process:
        wait_until(lambda: ready(client)[1]["worker"] == "ok")
        while_it_runs = ready(client)
        process.send_signal(signal.SIGTERM)
        process.wait()
    afterwards = ready(client)

    away = (200, {"status": "degraded", "database": "ok", "worker": "away"})
    assert before == afterwards == away
    assert while_it_runs == (200, {"status": "ok", "database": "ok", "worker": "ok"})


def test_a_worker_that_was_killed_is_away_after_two_minutes(db: None, client: Client) -> None:
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False) as clock:
        services.beat("one")
        there = ready(client)[1]["worker"]
        clock.shift(121)
        gone = ready(client)[1]["worker"]
        services.beat("one")
        back = ready(client)[1]["worker"]

        clock.shift(-3600)
        set_back = ready(client)[1]["worker"]
        services.beat("one")

        assert ready(client)[1]["worker"] == "ok"
    assert (there, gone, back, set_back) == ("ok", "away", "ok", "away")


def test_a_worker_that_is_stopped_properly_is_away_at_once(db: None, client: Client) -> None:
    services.beat("one")
    services.beat("two")

    services.stop_beating("one")
    one_is_left = ready(client)[1]["worker"]
    services.stop_beating("two")

    assert (one_is_left, ready(client)[1]["worker"]) == ("ok", "away")


def test_workers_of_yesterday_are_forgotten(db: None) -> None:
    with time_machine.travel("2026-11-21T10:00:00Z"):
        services.beat("one")

    services.beat("two")

    assert list(WorkerBeat.objects.values_list("name", flat=True)) == ["two"]
