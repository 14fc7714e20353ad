"""Eight writers on separate connections race for the last pound: it is committed once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from allotment.money.domain.ledger import LedgerError, OverspendError, Verb
from allotment.money.models import Movement, Pot
from allotment.money.queries import ledger as ledger_queries
from allotment.money.services import ledger
from allotment.money.services.pots import hold
from tests.money.postings import posted

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
        assert posted(pot) == {
            "outside": -there * POUND,
            "available": 0,
            "committed": there * POUND,
        }
    assert ledger_queries.check() == []


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
    assert ledger_queries.check() == []


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
    assert {fault.pot for fault in ledger_queries.check()} == {pot.key for pot in overspent}
    assert posted(overspent[0])["available"] < 0


def test_transactions_over_several_pots_do_not_wait_for_each_other_for_ever(
    make_pot: Callable[..., Pot],
) -> None:
    for _round in range(ROUNDS):
        one, other = make_pot(WRITERS * POUND), make_pot(WRITERS * POUND)

        def both(_own: Pot, writer: int, pair: tuple[Pot, Pot] = (one, other)) -> Movement:
            first, second = pair if writer % 2 else pair[::-1]
            with transaction.atomic():
                hold(first, None, second)
                commit_a_pound(Pot.objects.get(pk=first.pk), writer)
                return commit_a_pound(Pot.objects.get(pk=second.pk), writer)

        assert committed(race(one, both)) == WRITERS
    assert ledger_queries.check() == []
