"""A state changes along its table of moves only, and of several who move a row one succeeds."""

import pytest

from allotment.kernel.guards import states
from allotment.kernel.jobs.models import Job
from tests.racing import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("before", Job.Status.values)
@pytest.mark.parametrize("to", Job.Status.values)
def test_rows_move_only_where_the_table_leads(before: str, to: str) -> None:
    job = Job.objects.create(kind="tests.note", status=before)

    moved = states.move(Job.objects.all(), to=to, note="moved")

    job.refresh_from_db()
    allowed = to in Job.moves.get(Job.Status(before), ())
    assert moved == (1 if allowed else 0)
    assert (job.status, job.note) == ((to, "moved") if allowed else (before, ""))


def test_a_row_that_is_moved_has_the_new_values_and_one_that_is_not_keeps_its_own() -> None:
    job = Job.objects.create(kind="tests.note")

    assert states.move_row(job, to=Job.Status.RUNNING, note="begun")
    assert (job.status, job.note) == ("running", "begun")
    assert states.move_row(job, to=Job.Status.DONE)
    assert not states.move_row(job, to=Job.Status.QUEUED, note="again")
    assert (job.status, job.note) == ("done", "begun")


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_move_the_same_row_one_succeeds() -> None:
    Job.objects.create(kind="tests.note")
    moved: list[int] = []

    at_once(lambda _n: moved.append(states.move(Job.objects.all(), to=Job.Status.RUNNING)))

    assert sorted(moved) == [0] * 7 + [1]
