"""The process is killed before each statement of a verb in turn: all of it has happened, or nothing."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from allotment.fund.models import Entry
from allotment.fund.services import assessment, calls, decisions, entries
from allotment.kernel.audit.queries import verify_all
from allotment.money.models import Pot
from allotment.register.models import Award, ImportRun, Tally
from tests.fund.conftest import close, draft_call, full_draft, open_call, pot, start_entry
from tests.people import People
from tests.register.conftest import bring
from tests.register.grants import small_grant

__all__ = ["draft_call", "full_draft", "open_call", "pot", "start_entry"]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]


class Killer:
    """Ends its own process before the n-th statement, as power cuts do."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def survives(do: Callable[[], object], number: int) -> bool:
    """Whether a process of its own gets to the end of it."""
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            with connection.execute_wrapper(Killer(number)):
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


def kill_before_each(do: Callable[[], object], *, at_least: int) -> Iterator[int]:
    """Kill it before its first, second … statement until it survives; the caller looks in between."""
    number = 1
    while not survives(do, number):
        yield number
        number += 1
    assert number > at_least, "it was not killed often enough to say anything"


def test_sending_an_entry(full_draft: Entry, people: People) -> None:
    before = everything()

    for _number in kill_before_each(
        lambda: entries.submit(entry=full_draft, by=people.entrant, token="t"), at_least=7
    ):
        assert everything() == before
        assert Entry.objects.get(pk=full_draft.pk).state == "draft"

    assert Entry.objects.get(pk=full_draft.pk).state == "submitted"
    after = everything()
    assert after["fund.Submission"] == before["fund.Submission"] + 1
    assert after["audit.AuditLine"] == before["audit.AuditLine"] + 1
    assert verify_all()[1] == []


def test_deciding(full_draft: Entry, people: People, pot: Pot) -> None:
    entries.submit(entry=full_draft, by=people.entrant, token="t")
    close(full_draft.call)
    full_draft.refresh_from_db()
    assessment.screen(entry=full_draft, by=people.manager, eligible=True)
    calls.hand_to_board(call=full_draft.call, by=people.manager)
    board = people.board
    before = everything()

    def decide() -> None:
        decisions.decide(
            entry=Entry.objects.select_related("call").get(pk=full_draft.pk), by=board,
            outcome=decisions.Outcome.FUND, amount=100_000, pot=pot, reason="Good.",
        )  # fmt: skip

    for number in kill_before_each(decide, at_least=7):
        if everything() != before:  # what was killed came after the decision
            assert number > 7
            break

    after = everything()
    assert after["fund.Decision"] == before["fund.Decision"] + 1
    assert after[f"pot {pot.pk}"] == before[f"pot {pot.pk}"] + 100_000
    assert verify_all()[1] == []


def test_importing() -> None:
    """Whole batches stay; what is counted is what is there; again, all of it comes in."""
    grants = [small_grant(id=f"360G-kill-{n}", title=f"Award {n}") for n in range(4)]
    for _number in kill_before_each(lambda: bring(*grants, batch=2), at_least=15):
        there = Award.objects.count()
        counted = Tally.objects.filter(facet="all", funder="").values_list("count", flat=True)
        assert there in {0, 2, 4}
        assert (counted[0] if counted else 0) == there
        read = [run.imported + run.unchanged for run in ImportRun.objects.all()]
        assert all(each in {0, 2, 4} for each in read)

    assert Award.objects.count() == 4
    assert ImportRun.objects.latest("pk").status == "finished"
    assert verify_all()[1] == []
