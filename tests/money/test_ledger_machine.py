"""Whatever is done in whatever order: postings balance, and balances are the sums of postings."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from allotment.money.domain.ledger import Balances, OverspendError, Verb
from allotment.money.models import Commitment, Movement, Pot
from allotment.money.queries import ledger as ledger_queries
from allotment.money.services import ledger
from tests.money.postings import posted

pytestmark = pytest.mark.django_db

amounts = st.integers(1, 500)
awards = st.sampled_from(["award:1", "award:2", "award:3"])


def machine(make_pot: Callable[..., Pot]) -> type[RuleBasedStateMachine]:
    """The services beside the pure rules: both must say the same after every step."""

    class Ledger(RuleBasedStateMachine):
        @initialize(pence=st.integers(0, 1_000))
        def open(self, pence: int) -> None:
            self.pot = make_pot(pence)
            self.rules = Balances()
            if pence:
                self.rules = self.rules.after(Verb.PUT_IN, pence)
            self.requests = 0

        def both(self, verb: Verb, pence: int, award: str = "") -> None:
            self.requests += 1
            named = {"reference": award} if award else {}
            options = {"pot": self.pot, "pence": pence, "once": str(self.requests), "by": None}
            service = getattr(ledger, verb.value)
            try:
                after = self.rules.after(verb, pence, award=award)
            except OverspendError:
                with pytest.raises(OverspendError):
                    service(**options, **named, **({"why": ""} if verb is Verb.TAKE_OUT else {}))
                return
            for _sent_twice in range(2):
                service(**options, **named, **({"why": ""} if verb is Verb.TAKE_OUT else {}))
            self.rules = after

        @rule(pence=amounts)
        def put_in(self, pence: int) -> None:
            self.both(Verb.PUT_IN, pence)

        @rule(pence=amounts)
        def take_out(self, pence: int) -> None:
            self.both(Verb.TAKE_OUT, pence)

        @rule(pence=amounts, award=awards)
        def commit(self, pence: int, award: str) -> None:
            self.both(Verb.COMMIT, pence, award)

        @rule(pence=amounts, award=awards)
        def release(self, pence: int, award: str) -> None:
            self.both(Verb.RELEASE, pence, award)

        @rule(pence=amounts, award=awards)
        def pay(self, pence: int, award: str) -> None:
            self.both(Verb.PAY, pence, award)

        @invariant()
        def services_and_rules_agree(self) -> None:
            self.pot.refresh_from_db()
            said = (self.pot.available, self.pot.committed, self.pot.paid, self.pot.came_in)
            rules = self.rules
            assert said == (rules.available, rules.committed, rules.paid, rules.came_in)
            held = Commitment.objects.filter(pot=self.pot)
            assert {c.reference: (c.outstanding, c.paid) for c in held} == {
                award: (held.outstanding, held.paid) for award, held in rules.held.items()
            }

        @invariant()
        def everything_adds_up(self) -> None:
            assert ledger_queries.check() == []
            found = posted(self.pot)
            assert sum(found.values()) == 0
            assert found.get("available", 0) == self.rules.available
            last = Movement.objects.filter(pot=self.pot).last()
            assert last is None or last.left_after == self.rules.available

    return Ledger


def test_no_order_of_movements_breaks_the_ledger(make_pot: Callable[..., Pot]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine(make_pot),
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
