"""What locks much gives way: it waits for a moment, is undone, and begins anew."""

from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, transaction

from allotment.kernel.guards import locks
from allotment.kernel.jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_starts_again_until_the_other_has_ended() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one writer in at a time")
    job = Job.objects.create(kind="tests.note")
    held, tries, let_go = Event(), 0, Event()

    def hold() -> None:
        with transaction.atomic():
            Job.objects.select_for_update().get(pk=job.pk)
            held.set()
            let_go.wait()
        connection.close()

    def act() -> None:
        nonlocal tries
        tries += 1
        if tries == 2:
            let_go.set()
            other.join()
        Job.objects.create(kind="tests.other")
        Job.objects.filter(pk=job.pk).update(note="mine")

    other = Thread(target=hold)
    other.start()
    held.wait()
    locks.giving_way(act)

    job.refresh_from_db()
    assert (job.note, tries) == ("mine", 2)
    assert Job.objects.filter(kind="tests.other").count() == 1, "the first try was undone"


def test_another_fault_of_the_database_is_not_tried_again() -> None:
    tries = 0

    def act() -> None:
        nonlocal tries
        tries += 1
        raise OperationalError("the disk is full")

    with pytest.raises(OperationalError, match="disk"):
        locks.giving_way(act)
    assert tries == 1
