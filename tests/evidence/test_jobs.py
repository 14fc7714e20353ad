"""The job that reads a source: to its end, to a clean failure, or to nothing at all."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allotment.evidence.domain.analysis import STEPS
from allotment.evidence.models import Analysis, Run
from allotment.evidence.services import analyses, running
from allotment.evidence.services.analyses import AnalysisError
from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.jobs import services
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import Cancelled
from tests.evidence import made
from tests.jobs.conftest import Work, work
from tests.jobs.test_worker import let_it_fall_silent, worker_process
from tests.people import People
from tests.waiting import wait_until

__all__ = ["work"]


def begun(people: People, content: bytes | None = None) -> tuple[Analysis, Job]:
    upload = made.grants_file(made.some_grants(people))
    if content is not None:
        upload = SimpleUploadedFile("grants.json", content)
    return analyses.begin_with_file(
        owner=people.wexcombe, upload=upload, title="What grants say", by=people.manager
    )


def test_the_job_reads_the_source_and_reports_the_result(people: People, work: Work) -> None:
    analysis, job = begun(people)

    work()

    job.refresh_from_db()
    assert job.status == "done"
    assert job.result == {"run": 1, "rows": 49}
    assert Run.objects.get().analysis == analysis
    assert Run.objects.get().made_by == people.manager


@pytest.mark.parametrize(
    "content", [b" ", b"\x00\x01\x02", b'{"grants": ', b"<html>no</html>", b"a,b\n1,2\n"]
)
def test_a_file_that_cannot_be_read_fails_with_a_sentence(
    people: People, work: Work, content: bytes
) -> None:
    _analysis, job = begun(people, content)

    work()

    job.refresh_from_db()
    assert job.status == "failed"
    assert job.error.startswith("The file cannot be read: ")
    assert job.attempts == 1
    assert not Run.objects.exists()


def test_asked_for_again_while_it_is_under_way_it_is_the_same_job(people: People) -> None:
    analysis, job = begun(people)

    again = analyses.read_again(analysis=analysis, by=people.manager)

    assert again == job
    assert Job.objects.filter(kind="evidence.run").count() == 1


def test_asked_for_again_after_it_ended_it_makes_the_next_run(people: People, work: Work) -> None:
    analysis, _job = begun(people)
    work()

    analyses.read_again(analysis=analysis, by=people.manager)
    work()

    first, second = Run.objects.order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert first.result_digest == second.result_digest


@pytest.mark.parametrize("at", range(len(STEPS) + 1))
def test_cancelled_at_any_step_it_leaves_nothing(people: People, at: int) -> None:
    analysis, _job = begun(people)

    def on_progress(step: int, _steps: int, _note: str) -> None:
        if step == at:
            raise Cancelled

    with pytest.raises(Cancelled):
        running.run(analysis=analysis, number=1, by=people.manager, on_progress=on_progress)

    assert not Run.objects.exists()
    assert not AuditLine.objects.filter(kind="evidence.analysis_run").exists()


def test_a_job_that_somebody_stops_ends_as_cancelled(people: People, work: Work) -> None:
    _analysis, job = begun(people)
    services.ask_to_cancel(job=job)

    work()

    job.refresh_from_db()
    assert job.status == "cancelled"
    assert not Run.objects.exists()


def test_an_analysis_that_is_removed_before_its_turn_is_not_read(
    people: People, work: Work
) -> None:
    analysis, job = begun(people)
    analyses.remove(analysis=analysis, by=people.manager)

    work()

    job.refresh_from_db()
    assert job.status == "done"
    assert job.result == {}


def test_an_analysis_that_is_removed_while_it_is_read_says_so(people: People) -> None:
    analysis, _job = begun(people)

    def on_progress(step: int, _steps: int, _note: str) -> None:
        if step == len(STEPS):
            analyses.remove(analysis=Analysis.objects.get(), by=people.manager)

    with pytest.raises(AnalysisError, match="removed"):
        running.run(analysis=analysis, number=1, by=people.manager, on_progress=on_progress)

    assert not Run.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_reads_leaves_nothing_and_another_reads_once(
    people: People, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    grants = [
        grant | {"id": f"{grant['id']}-{copy}", "title": f"{grant['title']} {copy}"}
        for copy in range(60)
        for grant in made.some_grants(people)
    ]
    analysis, _job = analyses.begin_with_file(
        owner=people.wexcombe, upload=made.grants_file(grants), title="Many", by=people.manager
    )
    job = Job.objects.get(kind="evidence.run")

    with worker_process(tmp_path) as first:
        wait_until(lambda: Job.objects.get(pk=job.pk).step >= 2)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    half_way = Run.objects.count()
    let_it_fall_silent(job)
    with worker_process(tmp_path) as second:
        wait_until(lambda: Job.objects.get(pk=job.pk).status == "done", process=second)

    job.refresh_from_db()
    assert half_way == 0
    assert job.attempts >= 2
    assert Run.objects.get(analysis=analysis).rows == len(grants)
    assert AuditLine.objects.filter(kind="evidence.analysis_run").count() == 1
    assert audit.verify_all()[1] == []
