"""The rules of the ledger, without a database."""

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.domain.money import MOST_PENCE
from allotment.money.domain.ledger import (
    MOVES,
    Account,
    Balances,
    Entry,
    Held,
    NotAMovementError,
    OverspendError,
    UnbalancedError,
    Verb,
    check_balanced,
    entries,
    pot_is_short,
)

amounts = st.integers(1, MOST_PENCE)
small_amounts = st.integers(1, 1_000)
AWARD = "award:1"


@given(st.sampled_from(Verb), amounts)
def test_the_entries_of_every_movement_add_up_to_nothing(verb: Verb, pence: int) -> None:
    found = entries(verb, pence)

    check_balanced(found)
    assert {entry.account for entry in found} == {MOVES[verb].source, MOVES[verb].target}


@pytest.mark.parametrize("pence", [0, -1, MOST_PENCE + 1, 1.5, True, "5"])
def test_only_whole_pence_above_nothing_move(pence: int) -> None:
    with pytest.raises(NotAMovementError):
        entries(Verb.PUT_IN, pence)


@pytest.mark.parametrize(
    "found",
    [
        [],
        [Entry(Account.AVAILABLE, 0)],
        [Entry(Account.AVAILABLE, 5)],
        [Entry(Account.AVAILABLE, 5), Entry(Account.OUTSIDE, -4)],
        [Entry(Account.AVAILABLE, 0), Entry(Account.OUTSIDE, 0)],
    ],
)
def test_what_does_not_add_up_to_nothing_is_no_movement(found: list[Entry]) -> None:
    with pytest.raises(UnbalancedError):
        check_balanced(found)


def test_money_goes_from_outside_through_available_and_committed_to_paid() -> None:
    balances = (
        Balances()
        .after(Verb.PUT_IN, 1_000)
        .after(Verb.COMMIT, 600, award=AWARD)
        .after(Verb.PAY, 400, award=AWARD)
        .after(Verb.RELEASE, 200, award=AWARD)
    )

    assert (balances.available, balances.committed, balances.paid) == (600, 0, 400)
    assert balances.came_in == 1_000
    assert balances.held == {AWARD: Held(outstanding=0, paid=400)}


def test_an_award_cannot_exceed_what_the_pot_has_left() -> None:
    pot = Balances().after(Verb.PUT_IN, 50_000)

    with pytest.raises(OverspendError) as refusal:
        pot.after(Verb.COMMIT, 50_001, award=AWARD)

    assert "has £500 left, which is less than £500.01." in str(refusal.value)
    assert (refusal.value.left, refusal.value.asked) == (50_000, 50_001)


def test_a_refusal_is_said_in_the_language_of_the_page() -> None:
    refusal = pot_is_short(left=100, asked=200, pot="Pwll")

    assert refusal.sentence.render(lambda text: text.replace("The pot", "Y pot")) == (
        "Y pot “Pwll” has £1 left, which is less than £2."
    )


@pytest.mark.parametrize("verb", [Verb.PAY, Verb.RELEASE])
def test_one_award_cannot_use_what_is_committed_to_another(verb: Verb) -> None:
    pot = (
        Balances()
        .after(Verb.PUT_IN, 1_000)
        .after(Verb.COMMIT, 100, award=AWARD)
        .after(Verb.COMMIT, 900, award="award:2")
    )

    with pytest.raises(OverspendError, match="Only £1 is still committed to this award"):
        pot.after(verb, 101, award=AWARD)


def test_what_is_committed_cannot_be_taken_out() -> None:
    pot = Balances().after(Verb.PUT_IN, 1_000).after(Verb.COMMIT, 900, award=AWARD)

    with pytest.raises(OverspendError):
        pot.after(Verb.TAKE_OUT, 101)


@pytest.mark.parametrize(("verb", "award"), [(Verb.PUT_IN, AWARD), (Verb.COMMIT, "")])
def test_a_movement_names_its_award_if_and_only_if_it_is_for_one(verb: Verb, award: str) -> None:
    with pytest.raises(ValueError, match="do not go together"):
        Balances().after(verb, 1, award=award)


@given(st.lists(st.tuples(st.sampled_from(Verb), small_amounts, st.sampled_from(["a", "b"]))))
def test_whatever_is_tried_nothing_goes_below_nothing_and_nothing_is_lost(
    tried: list[tuple[Verb, int, str]],
) -> None:
    balances, came_in = Balances(), 0

    for verb, pence, award in tried:
        try:
            balances = balances.after(verb, pence, award=award if MOVES[verb].for_award else "")
        except OverspendError:
            continue
        came_in += {Verb.PUT_IN: pence, Verb.TAKE_OUT: -pence}.get(verb, 0)

    assert balances.came_in == came_in
    assert min(balances.available, balances.committed, balances.paid) >= 0
    assert sum(held.outstanding for held in balances.held.values()) == balances.committed
    assert sum(held.paid for held in balances.held.values()) == balances.paid
