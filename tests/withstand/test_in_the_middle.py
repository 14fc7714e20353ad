"""Somebody begins before another's change is done: they wait, and are judged by what it made true.

On SQLite there is one writer at a time from the first statement on, so it is shown on PostgreSQL.
"""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection, transaction

from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Assignment, Call, Entry
from allotment.fund.services import assessment, awards, calls, decisions, entries, letters
from allotment.money.models import Pot
from tests.fund.batches import with_the_board
from tests.fund.conftest import draft_call, open_call, pot
from tests.people import People
from tests.waiting import wait_until

__all__ = ["draft_call", "open_call", "pot"]

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def many_writers() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees one moment
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() is not None


def begun_before_the_end_of(first: Callable[[], object], second: Callable[[], object]) -> None:
    """The second begins when the first has written, and goes on when that is kept.

    Fails with what the second raised.
    """
    raised: list[Exception] = []

    def begin() -> None:
        try:
            second()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    thread = Thread(target=begin)
    with transaction.atomic():
        first()
        thread.start()
        wait_until(lambda: somebody_waits() or not thread.is_alive())
    thread.join()
    if raised:
        raise raised[0]


@pytest.fixture
def offered(people: People, open_call: Call, pot: Pot) -> Entry:
    """The one entry of its call: funded, and told so."""
    (entry,) = with_the_board(people, open_call, 1)
    fund(entry, people, pot)
    letters.send_letters(call=open_call, by=people.manager)
    return entry


def fund(entry: Entry, people: People, pot: Pot, pounds: int = 1000) -> None:
    decisions.decide(
        entry=entry, by=people.board, outcome=Outcome.FUND, amount=pounds * 100, pot=pot,
        reason="Good.",
    )  # fmt: skip


def test_an_assessor_who_has_just_begun_is_not_taken_off(people: People, open_call: Call) -> None:
    (entry,) = with_the_board(people, open_call, 1)
    given = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    manager = people.manager

    with pytest.raises(assessment.AssessmentError):
        begun_before_the_end_of(
            lambda: assessment.declare(assignment=given, by=people.assessor, conflict=""),
            lambda: assessment.unassign(assignment=Assignment.objects.get(pk=given.pk), by=manager),
        )

    assert Assignment.objects.get(pk=given.pk).state == "reading"


def test_decisions_are_not_closed_over_one_that_is_being_corrected(
    people: People, offered: Entry, open_call: Call, pot: Pot
) -> None:
    manager = people.manager

    with pytest.raises(calls.CallError):
        begun_before_the_end_of(
            lambda: fund(offered, people, pot, 900),
            lambda: calls.close_decisions(call=open_call, by=manager),
        )

    open_call.refresh_from_db()
    assert open_call.state == "deciding"


def test_a_draft_that_is_being_emptied_is_not_published(people: People, draft_call: Call) -> None:
    manager = people.manager

    with pytest.raises(calls.CallError):
        begun_before_the_end_of(
            lambda: calls.change_draft(call=draft_call, by=manager, values={"summary": ""}),
            lambda: calls.open_call(call=Call.objects.get(pk=draft_call.pk), by=manager),
        )

    draft_call.refresh_from_db()
    assert draft_call.state == "draft"


def test_an_entry_that_is_being_funded_is_withdrawn_with_its_money(
    people: People, open_call: Call, pot: Pot
) -> None:
    (entry,) = with_the_board(people, open_call, 1)
    entrant = people.entrant

    begun_before_the_end_of(
        lambda: fund(entry, people, pot),
        lambda: entries.withdraw(entry=Entry.objects.get(pk=entry.pk), by=entrant),
    )

    pot.refresh_from_db()
    assert Entry.objects.get(pk=entry.pk).state == "withdrawn"
    assert (pot.committed, pot.available) == (0, 1_000_000)


def test_an_entry_that_is_being_withdrawn_is_not_funded(
    people: People, open_call: Call, pot: Pot
) -> None:
    (entry,) = with_the_board(people, open_call, 1)
    assert people.board

    with pytest.raises(decisions.DecisionError):
        begun_before_the_end_of(
            lambda: entries.withdraw(entry=entry, by=people.entrant),
            lambda: fund(entry, people, pot),
        )

    pot.refresh_from_db()
    assert pot.committed == 0


def test_an_offer_that_is_being_taken_back_is_not_accepted(
    people: People, offered: Entry, pot: Pot
) -> None:
    award, entrant = offered.awards.get(), people.entrant

    with pytest.raises(decisions.DecisionError):
        begun_before_the_end_of(
            lambda: fund(offered, people, pot, 900),
            lambda: awards.accept(award=award, by=entrant),
        )

    pot.refresh_from_db()
    award.refresh_from_db()
    assert (award.state, pot.committed) == ("taken_back", 90_000)
