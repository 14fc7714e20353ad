"""Eight writers on separate connections race for the last pound: it is committed once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from allotment.money.domain.ledger import LedgerError, OverspendError, Verb
from allotment.money.models import Movement, Pot
from allotment.money.queries import ledger as questions
from allotment.money.services import ledger

pytestmark = [pytest.mark.django_db(transaction=True)]

WRITERS = 8
ROUNDS = 20
POUND = 100

Write = Callable[[Pot, int], object]


def commit_a_pound(pot: Pot, writer: int) -> Movement:
    return ledger.commit(
        pot=pot, reference=f"award:{writer}", pence=POUND, once=f"decision {writer}", by=None
    )


def race(pot: Pot, write: Write = commit_a_pound) -> list[object]:
    """What came of eight writers who were let loose at the same moment."""
    barrier = Barrier(WRITERS)
    outcomes: list[object] = []

    def one(writer: int) -> None:
        own = Pot.objects.select_related("funder").get(pk=pot.pk)
        barrier.wait()
        try:
            outcomes.append(write(own, writer))
        except LedgerError as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == WRITERS, "a writer failed in a way that nobody expects"
    return outcomes


def committed(outcomes: list[object]) -> int:
    return sum(isinstance(outcome, Movement) for outcome in outcomes)


@pytest.mark.parametrize("there", [1, 3])
def test_exactly_the_money_that_there_was_is_committed(
    make_pot: Callable[..., Pot], there: int
) -> None:
    for _round in range(ROUNDS):
        pot = make_pot(there * POUND)

        outcomes = race(pot)

        pot.refresh_from_db()
        assert committed(outcomes) == there
        assert sum(isinstance(o, OverspendError) for o in outcomes) == WRITERS - there
        assert (pot.available, pot.committed) == (0, there * POUND)
        assert questions.posted(pot) == {
            "outside": -there * POUND,
            "available": 0,
            "committed": there * POUND,
        }
    assert questions.check() == []


def test_the_same_request_from_eight_connections_moves_money_once(
    make_pot: Callable[..., Pot],
) -> None:
    for _round in range(ROUNDS):
        pot = make_pot(3 * POUND)

        outcomes = race(pot, lambda own, _writer: commit_a_pound(own, 1))

        assert len({movement.pk for movement in outcomes if isinstance(movement, Movement)}) == 1
        assert committed(outcomes) == WRITERS
        pot.refresh_from_db()
        assert (pot.available, pot.committed) == (2 * POUND, POUND)
    assert questions.check() == []


def read_then_write(pot: Pot, verb: Verb, pence: int) -> bool:
    """The guard taken out: Python looks whether there is enough, then writes what it worked out."""
    now = Pot.objects.get(pk=pot.pk)
    if now.available < pence:
        return False
    assert verb is Verb.COMMIT
    Pot.objects.filter(pk=pot.pk).update(
        available=now.available - pence, committed=now.committed + pence
    )
    return True


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one writer in at a time and hides the fault"
)
def test_without_the_guard_the_same_race_overspends(
    make_pot: Callable[..., Pot], monkeypatch: pytest.MonkeyPatch
) -> None:
    pots = [make_pot(POUND) for _round in range(ROUNDS)]
    monkeypatch.setattr(ledger, "take", read_then_write)

    overspent = [pot for pot in pots if committed(race(pot)) > 1]

    assert overspent, "the race must be able to show the fault that the guard prevents"
    assert {fault.pot for fault in questions.check()} == {pot.key for pot in overspent}
    assert questions.posted(overspent[0])["available"] < 0
