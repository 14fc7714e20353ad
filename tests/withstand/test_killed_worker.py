"""A real worker is killed in the middle of a batch of letters: each goes once, none is lost."""

import os
import signal
from pathlib import Path

import pytest
from django.db.models import Count

from allotment.fund.models import Call, Letter
from allotment.fund.services import letters
from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.jobs.models import Job
from allotment.kernel.notify.models import Message
from tests.fund.batches import declined
from tests.fund.conftest import draft_call, open_call, pot
from tests.jobs.test_worker import let_it_fall_silent, worker_process
from tests.people import People
from tests.waiting import wait_until

__all__ = ["draft_call", "open_call", "pot"]

COUNT = 400


@pytest.mark.django_db(transaction=True)
def test_letters_go_once_each_though_their_worker_is_killed(
    open_call: Call, people: People, tmp_path: Path
) -> None:
    declined(people, open_call, COUNT)
    seal = letters.waiting(open_call).seal
    job = letters.start_sending(call=open_call, by=people.manager, seal=seal)
    assert isinstance(job, Job)

    with worker_process(tmp_path) as first:
        wait_until(lambda: Letter.objects.count() >= letters.STEP)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    half_way = Letter.objects.count()
    let_it_fall_silent(job)
    with worker_process(tmp_path) as second:
        wait_until(lambda: Job.objects.get(pk=job.pk).status == "done", process=second)

    job.refresh_from_db()
    assert letters.STEP <= half_way < COUNT
    assert half_way % letters.STEP == 0
    assert job.attempts == 2
    assert Letter.objects.count() == COUNT
    told = Message.objects.filter(kind="fund.letter").values("subject", "body")
    assert [row["n"] for row in told.annotate(n=Count("pk"))] == [1] * COUNT
    sent = AuditLine.objects.filter(kind="fund.letters_sent")
    assert [line.facts for line in sent] == [{"count": COUNT}]
    assert audit.verify_all()[1] == []
