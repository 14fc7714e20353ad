"""A row that is there already is refused with its sentence, on either engine."""

import pytest
from django.db import IntegrityError, transaction

from allotment.kernel.domain.sentences import sentence
from allotment.kernel.guards.rows import writing
from allotment.kernel.guards.unique import TakenError, unique
from allotment.kernel.organisations.models import MailDomain, Organisation
from allotment.money.models import Pot
from tests.people import People

TAKEN = "It is there already."


def open_pot(funder: Organisation, name: str = "Small ideas") -> Pot:
    with writing("money"):
        return Pot.objects.create(funder=funder, name=name, source="Budget", financial_year=2026)


def open_pots(funder: Organisation, *names: str) -> None:
    for name in names:
        open_pot(funder, name)


def test_what_breaks_the_constraint_is_undone_and_refused_with_the_sentence(people: People) -> None:
    open_pot(people.wexcombe)

    with (
        pytest.raises(TakenError) as refused,
        unique("money_one_pot_a_name_and_year", TAKEN, field="name"),
    ):
        open_pots(people.wexcombe, "Large ideas", "Small ideas")

    assert refused.value.problems == [("name", sentence(TAKEN))]
    assert [pot.name for pot in Pot.objects.all()] == ["Small ideas"]


def test_a_constraint_on_some_rows_only_is_known_too(people: People) -> None:
    row = {"organisation": people.wexcombe, "name": "wexcombe.example", "state": "approved"}
    MailDomain.objects.create(**row)

    with pytest.raises(TakenError), unique("organisations_one_a_domain", TAKEN):
        MailDomain.objects.create(**row)


def test_another_constraint_is_no_refusal_but_a_fault(people: People) -> None:
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        unique("money_one_pot_a_name_and_year", TAKEN),
    ):
        open_pot(people.wexcombe, "")


def test_a_name_that_no_constraint_has_is_said_at_once(db: None) -> None:
    with (
        pytest.raises(LookupError, match="money_no_such_thing"),
        unique("money_no_such_thing", TAKEN),
    ):
        pass
