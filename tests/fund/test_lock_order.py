"""Services that change one entry at the same moment wait for each other, and never for ever.

Each is stopped after each lock that it takes of rows that others lock too, while another one runs as
far as it can.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import permutations
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Call, Entry
from allotment.fund.services import assessment, decisions, entries, leaving
from allotment.fund.services.assessment import Given
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.organisations import services as organisations
from allotment.kernel.organisations.models import Membership
from allotment.kernel.privacy import services as privacy
from tests.fund.conftest import close
from tests.people import People

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]

#: The order in which docs/explanation/architecture.md says that locks are taken.
ORDER = [
    "people_user",
    "organisations_organisation",
    "fund_call",
    "fund_entry",
    "fund_assignment",
    "money_pot",
    "audit_chainhead",
]
TAKES = re.compile(
    r'FROM "(\w+)".* FOR (?:NO KEY )?UPDATE|^UPDATE "(\w+)"|^DELETE FROM "(\w+)"', re.S
)


class Scene:
    """An entry that Asa is to score, and that another assessor is scoring."""

    def __init__(self, people: People, call: Call) -> None:
        self.people, self.call = people, call
        self.number = 0
        self.person = people.assessor

    def set(self) -> None:
        self.number += 1
        people = self.people
        self.person = people._with(f"Asa {self.number}", people.wexcombe, "fund.assessor")
        self.entry = Entry.objects.create(
            call=self.call, owner=people.entrant, reference=f"LOCK-{self.number}", title="Idea",
            start_token=str(self.number), state="eligible", submitted_at=self.call.closes_at,
        )  # fmt: skip
        self.given = assessment.assign(entry=self.entry, assessor=self.person, by=people.manager)
        other = people._with(f"Second {self.number}", people.wexcombe, "fund.assessor")
        self.begun = assessment.assign(entry=self.entry, assessor=other, by=people.manager)
        assessment.declare(assignment=self.begun, by=other, conflict="")
        self.role = Membership.objects.get(person=self.person)


@pytest.fixture
def scene(people: People, open_call: Call) -> Scene:
    close(open_call)
    Call.objects.filter(pk=open_call.pk).update(state="deciding")
    open_call.refresh_from_db()
    return Scene(people, open_call)


def step_back(it: Scene) -> None:
    assessment.declare(assignment=it.given, by=it.person, conflict="My sister's")


def declare_as_board(it: Scene) -> None:
    assessment.declare_conflict(entry=it.entry, by=it.person, what="My sister's")


def unassign(it: Scene) -> None:
    assessment.unassign(assignment=it.given, by=it.people.manager)


def assign(it: Scene) -> None:
    assessment.assign(entry=it.entry, assessor=it.people.second_assessor, by=it.people.manager)


def save_and_submit(it: Scene) -> None:
    given = {c.key: Given(c.highest, False, "Because.") for c in it.call.criteria.all()}
    assessment.save_and_submit(assignment=it.begun, by=it.begun.assessor, given=given)


def decide(it: Scene) -> None:
    decisions.decide(
        entry=it.entry, by=it.people.board, outcome=Outcome.FUND, reason="Good.", amount=1_000,
        pot=it.call.pots.get(),
    )  # fmt: skip


def screen(it: Scene) -> None:
    assessment.screen(entry=it.entry, by=it.people.manager, eligible=False, reason="A sale.")


def withdraw(it: Scene) -> None:
    entries.withdraw(entry=it.entry, by=it.people.entrant)


def end_role(it: Scene) -> None:
    organisations.end_role(membership=it.role, by=it.people.manager)


def pass_on(it: Scene) -> None:
    Membership.objects.filter(pk=it.role.pk).update(ended_at=timezone.now())
    leaving.pass_on(organisation=it.call.funder_id, person=str(it.person.pk),
                    to=str(it.people.second_assessor.pk))  # fmt: skip


def erase(it: Scene) -> None:
    privacy.erase(by=it.person)


IN_ORDER = [
    step_back, declare_as_board, unassign, assign, save_and_submit, decide, screen, withdraw, pass_on,
]  # fmt: skip
PAIRS = [
    *permutations([step_back, declare_as_board, unassign, assign, save_and_submit, decide], 2),
    *((erase, other) for other in (step_back, unassign, assign, end_role)),
    *((other, erase) for other in (step_back, unassign, assign, end_role)),
]

Act = Callable[[Scene], None]


def name_of(act: Act) -> str:
    return act.__name__


@contextmanager
def after_each_lock(do: Callable[[str], None]) -> Iterator[None]:
    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found = TAKES.search(sql)
        table = next((name for name in found.groups() if name), "") if found else ""
        if table in ORDER:
            do(table)
        return result

    with connection.execute_wrapper(look):
        yield


@pytest.mark.parametrize("act", IN_ORDER, ids=name_of)
def test_a_service_takes_its_locks_in_the_documented_order(scene: Scene, act: Act) -> None:
    scene.set()
    taken: list[str] = []

    with after_each_lock(taken.append):
        act(scene)

    first = list(dict.fromkeys(taken))
    assert first == sorted(first, key=ORDER.index)
    assert len(first) >= 2


def run_against(scene: Scene, stopped: Act, other: Act, at: int) -> tuple[int, list[Exception]]:
    """Stop one act after its lock of this number until the other has ended or waits for it; gives of how
    many tables the first locks rows, and what went wrong in either."""
    scene.set()
    wrong: list[Exception] = []
    reached, begun, ended = Event(), Event(), Event()
    pids: list[int] = []
    locked: list[str] = []

    def on_lock(table: str) -> None:
        if table in locked:
            return
        locked.append(table)
        if len(locked) != at:
            return
        reached.set()
        begun.wait()
        while not ended.wait(0.005):
            with connection.cursor() as cursor:
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", pids)
                if cursor.fetchone() != (0,):
                    return

    def first() -> None:
        with doing(stopped), after_each_lock(on_lock):
            stopped(scene)
        reached.set()

    def second() -> None:
        connection.ensure_connection()
        pids.append(connection.connection.info.backend_pid)
        begun.set()
        with doing(other):
            other(scene)
        ended.set()

    @contextmanager
    def doing(act: Act) -> Iterator[None]:
        try:
            yield
        except (RuleBrokenError, organisations.OrganisationError):
            pass
        except Exception as error:
            error.add_note(f"in {act.__name__}")
            wrong.append(error)
        finally:
            connection.close()

    threads = [Thread(target=first), Thread(target=second)]
    threads[0].start()
    reached.wait()
    threads[1].start()
    for thread in threads:
        thread.join()
    return len(locked), wrong


@pytest.mark.parametrize(
    "stopped", dict.fromkeys(stopped for stopped, _other in PAIRS), ids=name_of
)
def test_two_services_never_wait_for_each_other_for_ever(scene: Scene, stopped: Act) -> None:
    for other in (other for each, other in PAIRS if each is stopped):
        at = locks = 1
        while at <= locks:
            locks, wrong = run_against(scene, stopped, other, at)
            assert wrong == [], f"stopped after lock {at}, against {other.__name__}"
            at += 1
