"""Long jobs have a process of their own beside the worker: nobody waits for them."""

import os
import signal
import threading
from multiprocessing.context import SpawnContext
from pathlib import Path

import psutil
import pytest

from allotment.kernel.jobs import worker
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import enqueue
from allotment.kernel.jobs.worker import LongWork
from tests.jobs.test_worker import let_it_fall_silent, worker_process
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def held(folder: Path) -> Path:
    """A file of lines; the job goes on while the one beside it is there."""
    (folder / "lines.wait").touch()
    return folder / "lines"


def half_way(job: Job) -> bool:
    return Job.objects.get(pk=job.pk).note == "half way"


def done(job: Job) -> bool:
    return Job.objects.get(pk=job.pk).status == "done"


def has_ended(pid: int) -> bool:
    """Ended, even where nobody has asked yet what became of it."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_others_are_done_while_a_long_one_is_under_way(tmp_path: Path) -> None:
    lines = held(tmp_path)
    long = enqueue("tests.long", file=str(lines))
    with worker_process(tmp_path) as process:
        wait_until(lambda: half_way(long))
        short = enqueue("tests.note", what="beside it")
        wait_until(lambda: done(short))

        assert not done(long)
        lines.with_suffix(".wait").unlink()
        wait_until(lambda: done(long))
        who, gives_way = lines.read_text().split()

    assert int(who) != process.pid
    assert int(gives_way) >= 10


def test_two_long_ones_wait_for_each_other(tmp_path: Path) -> None:
    lines = held(tmp_path)
    first, second = (enqueue("tests.long", file=str(lines)) for _number in range(2))
    with worker_process(tmp_path):
        wait_until(lambda: half_way(first))

        assert Job.objects.get(pk=second.pk).status == "queued"
        lines.with_suffix(".wait").unlink()
        wait_until(lambda: done(second))


def test_one_whose_process_is_killed_is_done_by_the_next(tmp_path: Path) -> None:
    lines = held(tmp_path)
    long = enqueue("tests.long", file=str(lines))
    with worker_process(tmp_path, JOB_STUCK_AFTER="20"):  # it looks for silent ones every 10 s
        wait_until(lambda: half_way(long))
        first = int(lines.read_text().split()[0])
        os.kill(first, signal.SIGKILL)
        let_it_fall_silent(long)
        lines.with_suffix(".wait").unlink()
        wait_until(lambda: done(long))
        second = int(lines.read_text().splitlines()[-1].split()[0])

    wait_until(lambda: has_ended(second))
    long.refresh_from_db()
    assert long.attempts == 2
    assert len({line.split()[0] for line in lines.read_text().splitlines()}) == 2


def test_its_process_ends_with_the_worker_however_that_ends(tmp_path: Path) -> None:
    lines = held(tmp_path)
    long = enqueue("tests.long", file=str(lines))
    for how in (signal.SIGTERM, signal.SIGKILL):
        with worker_process(tmp_path) as process:
            wait_until(lambda: half_way(long))
            who = int(lines.read_text().splitlines()[-1].split()[0])
            os.kill(process.pid, how)
            process.wait()
            wait_until(lambda who=who: has_ended(who))
        Job.objects.filter(pk=long.pk).update(note="")
        let_it_fall_silent(long)

    assert len(lines.read_text().splitlines()) == 2


def test_a_process_that_cannot_be_started_is_started_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoMemoryAtFirst(LongWork):
        refusals = 2

        def start(self) -> None:
            if self.refusals and self._process is not None:
                self.refusals -= 1
                raise OSError("Cannot allocate memory")
            self._process = SpawnContext.Process(target=print)
            self._process.start()

    monkeypatch.setattr(worker, "DELIVER_EVERY", 0.05)
    stop, beside = threading.Event(), NoMemoryAtFirst()
    beside.start()
    first = beside._process
    keeping = threading.Thread(target=beside.keep_up, args=(stop,))
    keeping.start()

    wait_until(lambda: beside._process is not first)
    stop.set()
    keeping.join()

    assert beside.refusals == 0
