"""Letters as one batch: looked at some at a time, sent together, refused where they have changed."""

import pytest
from django.test import Client

from allotment.fund.models import Call, Decision, Entry, Letter
from allotment.fund.queries import decisions as queries
from allotment.fund.services import calls, decisions, letters
from allotment.money.models import Pot
from tests.fund.conftest import close
from tests.people import People
from tests.withstand.forms_of import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(people: People, open_call: Call, pot: Pot) -> Call:
    """A call with the board: thirty entries declined, two more not eligible."""
    close(open_call)
    calls.hand_to_board(call=open_call, by=people.manager)
    entries = Entry.objects.bulk_create(
        Entry(
            call=open_call, owner=people.entrant, reference=f"SI-{n:06}-X", title=f"Idea {n:02}",
            start_token=str(n), state="decided" if n < 30 else "ineligible",
            submitted_at=open_call.closes_at,
            screening_reason="" if n < 30 else "It is a sale.",
        )
        for n in range(32)
    )  # fmt: skip
    Decision.objects.bulk_create(
        Decision(entry=entry, number=1, outcome="decline", reason="Not now.")
        for entry in entries[:30]
    )
    return open_call


def test_every_letter_is_looked_at_some_to_a_page_and_sent_at_once(
    many: Call, people: People
) -> None:
    manager = Client()
    manager.force_login(people.manager)
    address = f"/manage/{many.key}/letters/"

    first = manager.get(address).content.decode()
    second = manager.get(f"{address}?after={queries.waiting_letters(many)[24]}").content.decode()
    manager.post(address, next(f for _a, f in forms_of(first) if "seal" in f))

    assert "Idea 24" in first
    assert "Idea 25" not in first
    assert "Idea 25" in second
    assert "It is a sale." in second
    assert "Send 32 letters" in first
    assert Letter.objects.count() == 32
    assert queries.waiting_letters(many) == []


def test_a_batch_that_has_changed_since_is_not_sent(many: Call, people: People, pot: Pot) -> None:
    looked_at = letters.seal(queries.waiting_letters(many))
    corrected = Entry.objects.get(title="Idea 03")
    decisions.decide(
        entry=corrected, by=people.board, outcome=decisions.Outcome.RESERVE, reason="Perhaps."
    )

    with pytest.raises(decisions.DecisionError, match="Look at the letters again"):
        letters.send_letters(call=many, by=people.manager, expected=looked_at)

    assert not Letter.objects.exists()


def test_only_the_decision_that_counts_is_told(many: Call, people: People) -> None:
    corrected = Entry.objects.get(title="Idea 03")
    decisions.decide(
        entry=corrected, by=people.board, outcome=decisions.Outcome.RESERVE, reason="Perhaps."
    )

    waiting = queries.untold([many.pk]).filter(entry=corrected)

    assert [(d.number, d.outcome) for d in waiting] == [(2, "reserve")]
