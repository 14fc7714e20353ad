"""The ledger can be added up again at any time, and what is wrong is named."""

from typing import Any

import pytest
from django.db import connection

from allotment.cli import main
from allotment.money.models import Pot
from allotment.money.queries import ledger as ledger_queries, pots
from allotment.money.services import ledger
from tests.people import People

pytestmark = pytest.mark.django_db

AWARD = "fund.award:1"


@pytest.fixture
def used(pot: Pot) -> Pot:
    ledger.commit(pot=pot, reference=AWARD, pence=500, once="c", by=None)
    ledger.pay(pot=pot, reference=AWARD, pence=200, once="p", by=None)
    return pot


def tamper(sql: str) -> None:
    """What somebody with the database's password could do."""
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE money_posting SET pence = 499 WHERE pence = 500", "does not balance"),
        ("UPDATE money_posting SET pence = -499 WHERE pence = -500", "not the sums"),
        ("DELETE FROM money_posting WHERE pence = 200", "does not balance"),
        ("UPDATE money_pot SET available = 99501, committed = 299", "not the sums"),
        ("UPDATE money_pot SET came_in = 100001, available = 99501", "not the sums"),
        ("UPDATE money_commitment SET outstanding = 301", "do not add up"),
        ("UPDATE money_commitment SET paid = 201", "do not add up"),
    ],
)
def test_whatever_was_tampered_with_is_found(used: Pot, sql: str, said: str) -> None:
    assert ledger_queries.check() == []

    tamper(sql)

    faults = ledger_queries.check()
    assert faults
    assert {fault.pot for fault in faults} == {used.key}
    assert any(said in fault.what for fault in faults)


def test_the_command_says_that_everything_adds_up(
    used: Pot, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["ledger", "verify"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == "Everything adds up. Pots: 1\n"


def test_the_command_names_the_pot_that_does_not(
    used: Pot, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper("UPDATE money_commitment SET paid = 201")

    with pytest.raises(SystemExit) as ended:
        main(["ledger", "verify"])

    assert ended.value.code == 1
    assert used.key in capsys.readouterr().out


@pytest.mark.parametrize(
    "who",
    ["finance", "manager", "board", "auditor", "assessor", "administrator", "outsider", "keeper"],
)
def test_the_list_and_the_permission_agree(used: Pot, people: People, who: str) -> None:
    from allotment.kernel.permissions import may

    user: Any = getattr(people, who)

    assert bool(may(user, "money.see", used)) == pots.visible_to(user).filter(pk=used.pk).exists()
