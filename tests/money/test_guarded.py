"""Nobody writes money past the services, and the database holds what must be true."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import F

from allotment.kernel.guards.rows import GuardedError, writing
from allotment.money.models import Commitment, Movement, Posting, Pot
from allotment.money.services import ledger

pytestmark = pytest.mark.django_db

ALL = [Pot, Commitment, Movement, Posting]
APPEND_ONLY = [Movement, Posting]


@pytest.fixture
def used(pot: Pot) -> Pot:
    ledger.commit(pot=pot, reference="award:1", pence=500, once="1", by=None)
    return pot


WRITES: list[Callable[[type[models.Model]], Any]] = [
    lambda model: model._default_manager.first().save(),  # type: ignore[union-attr]
    lambda model: model._default_manager.first().delete(),  # type: ignore[union-attr]
    lambda model: model._default_manager.update(funder=F("funder")),
    lambda model: model._default_manager.all().delete(),
    lambda model: model._default_manager.bulk_create([model()]),
    lambda model: model._default_manager.bulk_update(
        list(model._default_manager.all()), ["funder"]
    ),
    lambda model: model._default_manager.create(),
    lambda model: model._default_manager.all()._raw_delete("default"),
]


@pytest.mark.parametrize("model", ALL)
@pytest.mark.parametrize("write", WRITES)
def test_money_is_not_written_from_elsewhere(
    used: Pot, model: type[models.Model], write: Callable[[type[models.Model]], Any]
) -> None:
    assert model._default_manager.exists()

    with pytest.raises(GuardedError):
        write(model)


@pytest.mark.parametrize("model", APPEND_ONLY)
@pytest.mark.parametrize("write", [WRITES[0], WRITES[1], WRITES[2], WRITES[3], WRITES[5]])
def test_the_ledger_is_append_only_even_for_the_services(
    used: Pot, model: type[models.Model], write: Callable[[type[models.Model]], Any]
) -> None:
    with writing("money"), pytest.raises(GuardedError, match="append-only"):
        write(model)


@pytest.mark.parametrize(
    "changes",
    [
        {"available": -1, "committed": 100_001},
        {"available": F("available") + 1},
        {"came_in": F("came_in") - 1},
        {"paid": -1, "available": F("available") + 1},
        {"name": ""},
        {"source": ""},
    ],
)
def test_the_database_refuses_balances_that_cannot_be(used: Pot, changes: dict[str, Any]) -> None:
    with writing("money"), pytest.raises(IntegrityError), transaction.atomic():
        Pot.objects.filter(pk=used.pk).update(**changes)


@pytest.mark.parametrize("changes", [{"outstanding": -1}, {"paid": -1}, {"reference": ""}])
def test_the_database_refuses_commitments_that_cannot_be(
    used: Pot, changes: dict[str, Any]
) -> None:
    with writing("money"), pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.update(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"pence": 0},
        {"pence": -1},
        {"verb": "steal"},
        {"verb": "commit"},
        {"once": ""},
        {"once": "the budget"},
        {"left_after": -1},
    ],
)
def test_the_database_refuses_movements_that_cannot_be(used: Pot, changes: dict[str, Any]) -> None:
    facts = {"funder": used.funder, "pot": used, "verb": "put_in", "pence": 5, "left_after": 5}

    with writing("money"), pytest.raises(IntegrityError), transaction.atomic():
        Movement(**(facts | {"once": "new"} | changes)).save()


@pytest.mark.parametrize("changes", [{"pence": 0}, {"account": "available"}, {"account": "gold"}])
def test_the_database_refuses_postings_that_cannot_be(used: Pot, changes: dict[str, Any]) -> None:
    movement = Movement.objects.earliest("pk")
    facts = {"funder": used.funder, "pot": used, "movement": movement, "account": "paid"}

    with writing("money"), pytest.raises(IntegrityError), transaction.atomic():
        Posting(**(facts | {"pence": 5} | changes)).save()
