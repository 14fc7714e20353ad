"""Money is put in, committed, released and paid: one verb, one transaction, one audit line."""

from collections.abc import Callable

import pytest
from django.db import transaction

from allotment.kernel.audit.models import AuditLine
from allotment.kernel.permissions import Refused
from allotment.money.domain.ledger import NotAMovementError, OverspendError
from allotment.money.models import Commitment, Movement, Posting, Pot
from allotment.money.queries import ledger as ledger_queries
from allotment.money.services import ledger
from tests.money.postings import posted
from tests.people import People

pytestmark = pytest.mark.django_db

AWARD = "fund.award:4f7kq2mnp8rt"


def balances(pot: Pot) -> tuple[int, int, int, int]:
    pot.refresh_from_db()
    return pot.came_in, pot.available, pot.committed, pot.paid


def test_what_is_put_in_is_available(pot: Pot) -> None:
    assert balances(pot) == (100_000, 100_000, 0, 0)
    assert posted(pot) == {"outside": -100_000, "available": 100_000}


def test_money_goes_its_way_from_the_budget_to_the_award(pot: Pot, people: People) -> None:
    ledger.commit(pot=pot, reference=AWARD, pence=60_000, once="decision", by=people.manager)
    ledger.pay(pot=pot, reference=AWARD, pence=25_000, once="first half", by=people.finance)
    ledger.release(pot=pot, reference=AWARD, pence=35_000, once="the rest", by=people.manager)
    ledger.take_out(pot=pot, pence=75_000, once="cut", by=people.finance, why="Budget cut")

    assert balances(pot) == (25_000, 0, 0, 25_000)
    commitment = Commitment.objects.get()
    assert (commitment.outstanding, commitment.paid) == (0, 25_000)
    assert ledger_queries.check() == []


def test_every_movement_has_two_postings_and_one_line_of_audit(pot: Pot, people: People) -> None:
    movement = ledger.commit(
        pot=pot, reference=AWARD, pence=500, once="decision", by=people.manager, why="Board said so"
    )

    postings = Posting.objects.filter(movement=movement).order_by("pence")
    assert [(p.account, p.pence) for p in postings] == [("available", -500), ("committed", 500)]
    line = AuditLine.objects.get(kind="money.commit")
    assert line.on == f"money.pot:{pot.key}"
    assert line.by == str(people.manager.pk)
    assert line.why == "Board said so"
    assert line.facts == {"pence": 500, "movement": movement.key, "left": 99_500, "for": AWARD}


def test_an_award_cannot_exceed_what_the_pot_has_left(pot: Pot, people: People) -> None:
    with pytest.raises(OverspendError) as refusal:
        ledger.commit(pot=pot, reference=AWARD, pence=100_001, once="x", by=people.manager)

    assert str(refusal.value) == (
        f"The pot “{pot.name}” has £1,000 left, which is less than £1,000.01."
    )
    assert balances(pot) == (100_000, 100_000, 0, 0)
    assert not Commitment.objects.exists()
    assert not AuditLine.objects.filter(kind="money.commit").exists()


def test_the_last_penny_can_be_committed(pot: Pot) -> None:
    ledger.commit(pot=pot, reference=AWARD, pence=100_000, once="x", by=None)

    assert balances(pot) == (100_000, 0, 100_000, 0)


@pytest.mark.parametrize("verb", [ledger.pay, ledger.release])
@pytest.mark.parametrize("reference", [AWARD, "fund.award:unheardof"])
def test_no_more_than_is_outstanding_to_an_award_is_paid_or_released(
    pot: Pot, verb: Callable[..., Movement], reference: str
) -> None:
    ledger.commit(pot=pot, reference=AWARD, pence=400, once="1", by=None)
    ledger.commit(pot=pot, reference="fund.award:another", pence=600, once="2", by=None)

    with pytest.raises(OverspendError, match="is still committed to this award"):
        verb(pot=pot, reference=reference, pence=401, once="3", by=None)

    assert balances(pot) == (100_000, 99_000, 1_000, 0)
    assert ledger_queries.check() == []


def test_what_is_committed_cannot_be_taken_out(pot: Pot, people: People) -> None:
    ledger.commit(pot=pot, reference=AWARD, pence=99_999, once="1", by=None)

    with pytest.raises(OverspendError):
        ledger.take_out(pot=pot, pence=2, once="2", by=people.finance, why="Budget cut")


def test_the_same_request_twice_moves_money_once(pot: Pot, people: People) -> None:
    first = ledger.commit(pot=pot, reference=AWARD, pence=500, once="decision", by=people.manager)
    again = ledger.commit(pot=pot, reference=AWARD, pence=500, once="decision", by=people.manager)

    assert again.pk == first.pk
    assert balances(pot) == (100_000, 99_500, 500, 0)
    assert AuditLine.objects.filter(kind="money.commit").count() == 1


def test_the_same_request_is_known_even_when_it_took_the_last_of_the_pot(pot: Pot) -> None:
    first = ledger.commit(pot=pot, reference=AWARD, pence=100_000, once="all", by=None)

    assert ledger.commit(pot=pot, reference=AWARD, pence=100_000, once="all", by=None) == first


@pytest.mark.parametrize(
    "changed", [{"pence": 501}, {"reference": "fund.award:another"}, {"verb": "release"}]
)
def test_a_request_with_the_name_of_another_is_refused(
    pot: Pot, changed: dict[str, object]
) -> None:
    ledger.commit(pot=pot, reference=AWARD, pence=500, once="decision", by=None)
    verb = ledger.release if changed.pop("verb", "") else ledger.commit

    with pytest.raises(ledger.NameUsedError):
        verb(
            **(
                {"pot": pot, "reference": AWARD, "pence": 500, "once": "decision", "by": None}
                | changed
            )
        )

    assert Movement.objects.filter(pot=pot).count() == 2


def test_requests_of_the_same_name_for_two_pots_are_two(
    pot: Pot, make_pot: Callable[..., Pot]
) -> None:
    other = make_pot(500)

    ledger.commit(pot=pot, reference=AWARD, pence=500, once="decision", by=None)
    ledger.commit(pot=other, reference=AWARD, pence=500, once="decision", by=None)

    assert balances(other) == (500, 0, 500, 0)


def test_an_award_can_be_raised_and_falls_in_parts(pot: Pot) -> None:
    ledger.commit(pot=pot, reference=AWARD, pence=500, once="1", by=None, label="A library bus")
    ledger.commit(pot=pot, reference=AWARD, pence=300, once="2", by=None)
    ledger.release(pot=pot, reference=AWARD, pence=100, once="3", by=None)
    ledger.release(pot=pot, reference=AWARD, pence=700, once="4", by=None)

    assert balances(pot) == (100_000, 100_000, 0, 0)
    assert Commitment.objects.get().label == "A library bus"


@pytest.mark.parametrize("pence", [0, -5, 10**14 + 1])
def test_only_an_amount_moves(pot: Pot, pence: int) -> None:
    with pytest.raises(NotAMovementError):
        ledger.commit(pot=pot, reference=AWARD, pence=pence, once="x", by=None)


def test_a_request_without_a_name_is_a_mistake_of_the_caller(pot: Pot) -> None:
    with pytest.raises(ValueError, match="a movement has a name"):
        ledger.put_in(pot=pot, pence=1, once="", by=None)
    with pytest.raises(ValueError, match="names its award"):
        ledger.commit(pot=pot, reference="", pence=1, once="x", by=None)


@pytest.mark.parametrize("who", ["manager", "board", "auditor", "assessor", "keeper", "outsider"])
def test_only_a_finance_officer_of_the_funder_moves_money(
    pot: Pot, people: People, who: str
) -> None:
    by = getattr(people, who)
    ledger.commit(pot=pot, reference=AWARD, pence=10, once="c", by=None)

    with pytest.raises(Refused):
        ledger.put_in(pot=pot, pence=1, once="1", by=by)
    with pytest.raises(Refused):
        ledger.take_out(pot=pot, pence=1, once="2", by=by, why="")
    with pytest.raises(Refused):
        ledger.pay(pot=pot, reference=AWARD, pence=1, once="3", by=by)

    assert balances(pot) == (100_000, 99_990, 10, 0)


class ElsewhereError(Exception):
    """Something that the caller does afterwards fails."""


def commit_and_fail(pot: Pot) -> None:
    with transaction.atomic():
        ledger.commit(pot=pot, reference=AWARD, pence=500, once="x", by=None)
        raise ElsewhereError


def test_when_the_callers_transaction_fails_no_money_has_moved(pot: Pot) -> None:
    with pytest.raises(ElsewhereError):
        commit_and_fail(pot)

    assert balances(pot) == (100_000, 100_000, 0, 0)
    assert Movement.objects.filter(pot=pot).count() == 1


def test_a_caller_can_go_on_after_a_refusal(pot: Pot) -> None:
    with transaction.atomic():
        with pytest.raises(OverspendError):
            ledger.commit(pot=pot, reference=AWARD, pence=100_001, once="x", by=None)
        ledger.commit(pot=pot, reference=AWARD, pence=100_000, once="y", by=None)

    assert balances(pot) == (100_000, 0, 100_000, 0)
