"""A pot of Wexcombe's to move money in."""

from collections.abc import Callable

import pytest

from allotment.money.models import Pot
from allotment.money.services import ledger, pots
from tests.people import People

MakePot = Callable[..., Pot]


@pytest.fixture
def make_pot(people: People) -> MakePot:
    """`make_pot(pence)` opens another pot of Wexcombe's with so much in it."""
    count = iter(range(1, 1000))

    def make(pence: int = 0, **changes: object) -> Pot:
        facts = {
            "funder": people.wexcombe,
            "name": f"Small ideas {next(count)}",
            "source": "Discretionary budget, line 4401",
            "financial_year": 2026,
            "by": None,
        }
        pot = pots.open_pot(**(facts | changes))  # type: ignore[arg-type]
        if pence:
            ledger.put_in(pot=pot, pence=pence, once="the budget", by=None)
        return pot

    return make


@pytest.fixture
def pot(make_pot: MakePot) -> Pot:
    """A pot with £1,000."""
    return make_pot(100_000)
