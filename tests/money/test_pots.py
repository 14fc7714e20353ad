"""Pots are opened by the funder's finance officers."""

import pytest
from django.db.models import ProtectedError

from allotment.kernel.audit.models import AuditLine
from allotment.kernel.guards.unique import TakenError
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.permissions import Refused
from allotment.money.models import Pot
from allotment.money.services.pots import open_pot
from tests.people import People

pytestmark = pytest.mark.django_db


def opened(people: People, **changes: object) -> Pot:
    facts = {
        "funder": people.wexcombe,
        "name": "Small  ideas ",
        "source": "Discretionary budget",
        "financial_year": 2026,
        "by": people.finance,
    }
    return open_pot(**(facts | changes))  # type: ignore[arg-type]


def test_a_new_pot_is_empty_and_its_opening_is_recorded(people: People) -> None:
    pot = opened(people)

    pot.refresh_from_db()
    assert (pot.name, pot.came_in, pot.available, pot.committed, pot.paid) == (
        "Small ideas",
        0,
        0,
        0,
        0,
    )
    line = AuditLine.objects.get(kind="money.pot_opened")
    assert line.on == f"money.pot:{pot.key}"
    assert line.by == str(people.finance.pk)


def test_a_funder_has_one_pot_of_a_name_in_a_year(people: People) -> None:
    opened(people)

    with pytest.raises(TakenError, match="this name in this year"):
        opened(people)

    opened(people, financial_year=2027)
    opened(people, funder=people.otterbourne, by=None)
    assert Pot.objects.count() == 3
    assert AuditLine.objects.filter(kind="money.pot_opened").count() == 3


@pytest.mark.parametrize("who", ["manager", "board", "auditor", "assessor", "keeper", "outsider"])
def test_nobody_but_a_finance_officer_of_the_funder_opens_a_pot(people: People, who: str) -> None:
    with pytest.raises(Refused, match="finance officer"):
        opened(people, by=getattr(people, who))

    assert not Pot.objects.exists()


def test_a_finance_officer_needs_two_step_verification(people: People) -> None:
    from allotment.kernel.organisations.services import give_role

    give_role(organisation=people.wexcombe, person=people.newcomer, role="money.finance", by=None)

    with pytest.raises(Refused, match="two-step verification"):
        opened(people, by=people.newcomer)


def test_a_funder_with_a_pot_cannot_be_deleted(people: People) -> None:
    opened(people)

    with pytest.raises(ProtectedError):
        Organisation.objects.filter(pk=people.wexcombe.pk).delete()
