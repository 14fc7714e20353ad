"""An entry that is taken back when the board has decided it: its money comes free, others go on."""

from collections.abc import Callable

import pytest
from django.test import Client

from allotment.fund.domain.moves import EntryState, Outcome
from allotment.fund.models import Call, Entry, Letter
from allotment.fund.services import calls, decisions, entries, letters
from allotment.kernel.notify.models import Message
from allotment.money.models import Pot
from tests.fund.batches import with_the_board
from tests.people import People

pytestmark = pytest.mark.django_db

AsPerson = Callable[[object | None], Client]


@pytest.fixture
def funded(people: People, open_call: Call, pot: Pot) -> Entry:
    """One of two entries of a call is funded, the other declined."""
    first, second = with_the_board(people, open_call, 2)
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=100_000, pot=pot, reason="Good."
    )
    decisions.decide(entry=second, by=people.board, outcome=Outcome.DECLINE, reason="Not now.")
    return first


def test_its_money_goes_back_to_the_pot(
    people: People, funded: Entry, pot: Pot, as_person: AsPerson
) -> None:
    answer = as_person(people.entrant).post(f"/entries/{funded.key}/withdraw/", {"why": "We moved"})

    funded.refresh_from_db()
    pot.refresh_from_db()
    assert answer.status_code == 302
    assert funded.state == EntryState.WITHDRAWN
    assert (pot.committed, pot.available) == (0, 1_000_000)
    told = Message.objects.get(person=people.manager, kind="fund.withdrawn")
    assert funded.title in told.body


def test_the_letters_to_others_go_out_and_the_call_can_be_closed(
    people: People, funded: Entry, open_call: Call, as_person: AsPerson
) -> None:
    entries.withdraw(entry=funded, by=people.entrant)

    shown = as_person(people.manager).get(f"/manage/{open_call.key}/letters/").content.decode()
    sent = letters.send_letters(call=open_call, by=people.manager)
    calls.close_decisions(call=open_call, by=people.manager)

    assert funded.title not in shown
    assert sent == 1
    assert Letter.objects.get().decision.entry != funded  # type: ignore[union-attr]
    assert open_call.state == "decided"


def test_a_decision_that_was_corrected_before_its_letter_does_not_keep_the_call_open(
    people: People, funded: Entry, open_call: Call
) -> None:
    declined = Entry.objects.get(decisions__outcome=Outcome.DECLINE)
    decisions.decide(entry=declined, by=people.board, outcome=Outcome.DECLINE, reason="Too late.")
    letters.send_letters(call=open_call, by=people.manager)

    calls.close_decisions(call=open_call, by=people.manager)

    assert open_call.state == "decided"
