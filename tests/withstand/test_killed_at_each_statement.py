"""The process is killed before each statement of a verb, and before and after each commit of it.

All of it has happened then, or nothing; and done again until it is left alone, it has happened once.
"""

import datetime as dt
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from allotment.fund.models import Entry
from allotment.fund.services import assessment, calls, decisions, entries
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.audit.queries import verify_all
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job, OutboxLine
from allotment.kernel.notify.models import Mail, Message
from allotment.money.models import Movement, Pot
from allotment.register.models import Award, ImportRun, Tally
from tests.fund.conftest import close, draft_call, full_draft, open_call, pot, start_entry
from tests.people import People
from tests.register.conftest import bring
from tests.register.grants import small_grant

__all__ = ["draft_call", "full_draft", "open_call", "pot", "start_entry"]

pytestmark = [pytest.mark.django_db(transaction=True)]

STATEMENT, BEFORE, AFTER = "before a statement", "before a commit", "after a commit"
MOMENTS = pytest.mark.parametrize("moment", [STATEMENT, BEFORE, AFTER])


class Killer:
    """Ends its own process at the n-th such moment, as power cuts do."""

    def __init__(self, moment: str, number: int) -> None:
        self.moment, self.left = moment, number
        self._commit = connection._commit

    def arm(self) -> None:
        connection._commit = self.commit
        connection.execute_wrappers.append(self.statement)

    def statement(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self._reached(STATEMENT)
        return execute(sql, params, many, context)

    def commit(self) -> None:
        self._reached(BEFORE)
        self._commit()
        self._reached(AFTER)

    def _reached(self, moment: str) -> None:
        self.left -= moment == self.moment
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def survives(do: Callable[[], object], moment: str, number: int) -> bool:
    """Whether a process of its own gets to the end of it."""
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            Killer(moment, number).arm()
            do()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _child, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it failed before it was killed"
    return not os.WIFSIGNALED(status)


def everything() -> dict[str, int]:
    """How many rows each table has, and what money is where."""
    counts = {
        model._meta.label: model._default_manager.count()  # type: ignore[attr-defined]
        for model in apps.get_models()
        if model._meta.label.split(".")[0]
        in {"fund", "money", "register", "audit", "jobs", "notify"}
    }
    return counts | {f"pot {pot.pk}": pot.committed for pot in Pot.objects.all()}


def kill_at_each(do: Callable[[], object], moment: str, *, at_least: int) -> Iterator[int]:
    """Kill it at its first, second … such moment until it survives; the caller looks in between."""
    number = 1
    while not survives(do, moment, number):
        yield number
        number += 1
    assert number > at_least, "it was not killed often enough to say anything"


def killed_and_done_again(
    do: Callable[[], object], moment: str, *, at_least: int
) -> tuple[dict[str, int], dict[str, int]]:
    """What was there before and after; fails where a kill left anything in between.

    A kill after the commit leaves it done, and nothing else does.
    """
    before = everything()
    left = [everything() for _number in kill_at_each(do, moment, at_least=at_least)]
    after = everything()
    done = [each == after for each in left]
    assert before != after
    assert all(each in (before, after) for each in left)
    assert done == sorted(done), "what was done has gone again"
    assert done[0] is (moment == AFTER)
    return before, after


@MOMENTS
def test_sending_an_entry(full_draft: Entry, people: People, moment: str) -> None:
    before, after = killed_and_done_again(
        lambda: entries.submit(entry=full_draft, by=people.entrant, token="t"),
        moment, at_least=7 if moment == STATEMENT else 1,
    )  # fmt: skip

    assert Entry.objects.get(pk=full_draft.pk).state == "submitted"
    assert after["fund.Submission"] == before["fund.Submission"] + 1
    assert after["audit.AuditLine"] == before["audit.AuditLine"] + 1
    assert OutboxLine.objects.filter(kind="fund.entry_submitted").count() == 1
    assert verify_all()[1] == []


@MOMENTS
def test_writing_the_receipt_of_an_entry(full_draft: Entry, people: People, moment: str) -> None:
    """The worker is killed from the outbox to the mail: it is written once, and not lost."""
    entries.submit(entry=full_draft, by=people.entrant, token="t")

    def work() -> None:
        jobs.deliver()
        jobs.resume_stuck()
        waiting = Job.objects.filter(status="queued").exclude(kind="notify.mail")
        for key in list(waiting.order_by("pk").values_list("key", flat=True)):
            jobs.run(key)

    for _number in kill_at_each(work, moment, at_least=12 if moment == STATEMENT else 3):
        long_ago = timezone.now() - dt.timedelta(hours=1)
        Job.objects.filter(status="running").update(heartbeat_at=long_ago, attempts=1)

    assert not OutboxLine.objects.filter(delivered_at=None).exists()
    assert set(Job.objects.exclude(kind="notify.mail").values_list("status", flat=True)) == {"done"}
    told = Message.objects.filter(kind="fund.received")
    assert told.count() == Mail.objects.count() == 1
    assert Job.objects.filter(kind="notify.mail", status="queued").count() == 1


@MOMENTS
def test_deciding(full_draft: Entry, people: People, pot: Pot, moment: str) -> None:
    entries.submit(entry=full_draft, by=people.entrant, token="t")
    close(full_draft.call)
    full_draft.refresh_from_db()
    assessment.screen(entry=full_draft, by=people.manager, eligible=True)
    calls.hand_to_board(call=full_draft.call, by=people.manager)
    board = people.board

    def decide() -> None:
        decisions.decide(
            entry=Entry.objects.select_related("call").get(pk=full_draft.pk), by=board,
            outcome=decisions.Outcome.FUND, amount=100_000, pot=pot, reason="Good.",
        )  # fmt: skip

    before, after = killed_and_done_again(decide, moment, at_least=7 if moment == STATEMENT else 1)

    assert Entry.objects.get(pk=full_draft.pk).state == "decided"
    assert after["fund.Decision"] == before["fund.Decision"] + 1
    assert AuditLine.objects.filter(kind="fund.decision_made").count() == 1
    assert after[f"pot {pot.pk}"] == before[f"pot {pot.pk}"] + 100_000
    moved = Movement.objects.filter(pot=pot).exclude(verb=Movement.Verb.PUT_IN)
    assert list(moved.values_list("verb", "pence")) == [(Movement.Verb.COMMIT, 100_000)]
    assert verify_all()[1] == []


@MOMENTS
def test_importing(moment: str) -> None:
    """Whole batches stay; what is counted is what is there; again, all of it comes in."""
    grants = [small_grant(id=f"360G-kill-{n}", title=f"Award {n}") for n in range(4)]
    at_least = 15 if moment == STATEMENT else 3
    for _number in kill_at_each(lambda: bring(*grants, batch=2), moment, at_least=at_least):
        there = Award.objects.count()
        counted = Tally.objects.filter(facet="all", funder="").values_list("count", flat=True)
        assert there in {0, 2, 4}
        assert (counted[0] if counted else 0) == there
        read = [run.imported + run.unchanged for run in ImportRun.objects.all()]
        assert all(each in {0, 2, 4} for each in read)

    assert Award.objects.count() == 4
    assert ImportRun.objects.latest("pk").status == "finished"
    assert verify_all()[1] == []
