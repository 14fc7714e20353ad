from enum import StrEnum
from itertools import pairwise

import pytest

from allotment.fund.domain.moves import (
    ASSESSMENT_MOVES,
    CALL_MOVES,
    ENTRY_MOVES,
    OUTCOME_LABELS,
    AssessmentState,
    CallState,
    EntryState,
    MoveNotAllowedError,
    Moves,
    Outcome,
    check_move,
)

TABLES = [
    (CALL_MOVES, CallState),
    (ENTRY_MOVES, EntryState),
    (ASSESSMENT_MOVES, AssessmentState),
]


@pytest.mark.parametrize(("moves", "states"), TABLES)
def test_each_table_names_and_places_every_state(moves: Moves, states: type[StrEnum]) -> None:
    assert list(moves.labels) == list(states)
    assert set(moves.table) == set(states)
    assert all(to in list(states) for row in moves.table.values() for to in row)
    assert len(set(moves.labels.values())) == len(states)


@pytest.mark.parametrize(("moves", "states"), TABLES)
def test_every_state_can_be_reached_from_the_first(moves: Moves, states: type[StrEnum]) -> None:
    reached = {next(iter(states)).value}
    for _step in states:
        reached |= {to for state in reached for to in moves.allowed(state)}

    assert reached == {state.value for state in states}


def test_a_call_goes_from_draft_to_decided() -> None:
    way = ["draft", "open", "closed", "deciding", "decided"]

    for from_, to in pairwise(way):
        check_move(CALL_MOVES, from_, to)


def test_an_open_call_cannot_go_back_to_draft() -> None:
    with pytest.raises(MoveNotAllowedError) as refused:
        check_move(CALL_MOVES, CallState.OPEN, CallState.DRAFT)

    assert str(refused.value) == ("This call is “Open” and cannot change to “Draft”.")


def test_a_closed_call_cannot_open_again() -> None:
    with pytest.raises(MoveNotAllowedError):
        check_move(CALL_MOVES, CallState.CLOSED, CallState.OPEN)


def test_a_withdrawn_entry_is_at_its_end() -> None:
    with pytest.raises(MoveNotAllowedError) as refused:
        check_move(ENTRY_MOVES, EntryState.WITHDRAWN, EntryState.SUBMITTED)

    assert str(refused.value) == "This entry cannot change any more: “Withdrawn” is final."


def test_an_offer_can_only_be_made_after_a_decision() -> None:
    before = [state for state in EntryState if EntryState.OFFERED in ENTRY_MOVES.allowed(state)]

    assert before == [EntryState.DECIDED]


def test_an_entry_cannot_be_read_before_conflicts_are_declared() -> None:
    with pytest.raises(MoveNotAllowedError):
        check_move(ASSESSMENT_MOVES, AssessmentState.ASSIGNED, AssessmentState.SUBMITTED)


def test_a_refusal_is_translated_with_the_names_of_its_states() -> None:
    with pytest.raises(MoveNotAllowedError) as refused:
        check_move(CALL_MOVES, CallState.DECIDED, CallState.OPEN)

    welsh = {"Decided": "Penderfynwyd", "call": "alwad"}
    said = refused.value.sentence.render(lambda text: welsh.get(text, text))

    assert said == "This alwad cannot change any more: “Penderfynwyd” is final."


def test_every_outcome_has_a_name() -> None:
    assert set(OUTCOME_LABELS) == set(Outcome)
    assert CALL_MOVES.choices()[0] == ("draft", "Draft")
