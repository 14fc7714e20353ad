"""A chain of five lines of Wexcombe's, and a hand that reaches past every guard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from allotment.kernel.audit import kinds
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.audit.services import chain_of, record
from tests.people import People


@pytest.fixture(autouse=True)
def _a_kind_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {**kinds._kinds, "tests.happened": "Something happened"})


@pytest.fixture
def chain(people: People) -> str:
    for n in range(1, 6):
        with transaction.atomic():
            record(
                kind="tests.happened", by=people.manager, on=f"tests.thing:{n}",
                chain=people.wexcombe, why=f"Reason {n}", facts={"pence": n * 100},
            )  # fmt: skip
    return chain_of(people.wexcombe)


@pytest.fixture
def by_hand() -> Callable[..., None]:
    """SQL as somebody with the database's password would write it."""

    def write(sql: str, *values: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)

    return write


def numbers(chain: str) -> list[int]:
    return list(
        AuditLine.objects.filter(chain=chain).order_by("number").values_list("number", flat=True)
    )
