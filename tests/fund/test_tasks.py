"""Your tasks: what the fund puts there, and takes away again when it is done."""

from collections.abc import Callable
from typing import Any

import pytest

from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Assignment, Award, Call, Entry
from allotment.fund.queries.assessment import ranked_list
from allotment.fund.services import (
    assessment,
    awards,
    calls,
    decisions,
    drafts,
    entries,
    form,
    letters,
)
from allotment.kernel.people.models import User
from allotment.kernel.web.tasks import tasks_of
from allotment.money.models import Pot
from allotment.money.services import ledger
from tests.fund.conftest import close
from tests.fund.test_judging import judge, sent, with_board  # noqa: F401  # fixtures
from tests.people import People


def texts(person: User) -> list[str]:
    """What the person's tasks say."""
    return [task.text for task in tasks_of(person)]


def test_a_draft_call_is_a_task_until_it_is_published(people: People, draft_call: Call) -> None:
    assert texts(people.manager) == ["Finish and publish your call"]
    assert texts(people.board) == []

    calls.open_call(call=draft_call, by=people.manager)

    assert texts(people.manager) == []


def test_a_change_that_was_not_sent_is_a_task_until_it_is_sent_or_undone(
    people: People, open_call: Call, full_draft: Entry
) -> None:
    key = open_call.title_question
    entries.submit(entry=full_draft, by=people.entrant, token="one")

    def save(title: str, seen: int) -> None:
        drafts.save(entry=full_draft, by=people.entrant, answers={key: title}, versions={key: seen})

    assert texts(people.entrant) == []
    save("Another title", 1)
    assert texts(people.colleague) == ["Send your changed entry again"]
    save("A mending table on Saturdays", 2)
    assert texts(people.entrant) == []
    save("Another title", 3)
    entries.submit(entry=full_draft, by=people.entrant, token="two")
    assert texts(people.entrant) == []


def test_the_manager_hands_over_when_everything_is_scored(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry = sent()
    close(open_call)
    entry.refresh_from_db()
    assert texts(people.manager) == ["Screen an entry"]

    assessment.screen(entry=entry, by=people.manager, eligible=True)
    assert texts(people.manager) == ["Find assessors for an entry"]
    judge(people, entry, 4)
    assert texts(people.manager) == ["Hand over to the board"]
    assessment.assign(entry=entry, assessor=people.second_assessor, by=people.manager)
    assert texts(people.manager) == []

    Assignment.objects.filter(state="assigned").delete()
    calls.hand_to_board(call=open_call, by=people.manager)
    assert texts(people.manager) == ["Decide an entry"]


def test_a_call_to_which_nothing_was_sent_can_still_be_ended(
    people: People, open_call: Call
) -> None:
    close(open_call)
    assert texts(people.manager) == ["Hand over to the board"]

    calls.hand_to_board(call=open_call, by=people.manager)

    assert texts(people.manager) == ["Close the decisions"]


def test_nobody_is_asked_to_decide_what_they_declared_a_conflict_in(
    people: People, with_board: tuple[Entry, Entry]
) -> None:
    assert texts(people.board) == ["Decide 2 entries"]

    for entry in with_board:
        assessment.declare_conflict(entry=entry, by=people.board, what="My sister.")

    assert texts(people.board) == []
    assert texts(people.manager) == ["Decide 2 entries"]


@pytest.fixture
def accepted(people: People, pot: Pot, with_board: tuple[Entry, Entry]) -> Award:
    first, second = with_board
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=700_000, pot=pot, reason="Good."
    )
    decisions.decide(entry=second, by=people.board, outcome=Outcome.DECLINE, reason="Not yet.")
    letters.send_letters(call=first.call, by=people.manager)
    award = Award.objects.get()
    awards.accept(award=award, by=people.entrant)
    return award


def test_an_accepted_award_is_the_finance_officers_task_until_it_is_paid(
    people: People, pot: Pot, accepted: Award
) -> None:
    assert texts(people.finance) == ["Pay an award and record it"]

    ledger.pay(pot=pot, reference=accepted.entry.key, pence=700_000, once="paid", by=people.finance)

    assert texts(people.finance) == []


def test_a_letter_about_an_entry_that_is_not_eligible_waits_too(
    people: People, open_call: Call, sent: Callable[..., Entry]
) -> None:
    entry = sent()
    close(open_call)
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=False, reason="Outside the area.")

    calls.hand_to_board(call=open_call, by=people.manager)

    assert texts(people.manager) == ["Send a letter"]


def test_what_was_declined_takes_none_of_the_money_of_the_line(
    people: People, open_call: Call, with_board: tuple[Entry, Entry]
) -> None:
    first, _second = with_board

    decisions.decide(entry=first, by=people.board, outcome=Outcome.DECLINE, reason="Not yet.")

    line = ranked_list(open_call).line
    assert line.spent == 300_000
    assert len(line.above) == 2


def test_the_line_ends_where_the_pots_end(
    people: People, pot: Pot, open_call: Call, with_board: tuple[Entry, Entry]
) -> None:
    first, _second = with_board
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=700_000, pot=pot, reason="Good."
    )

    ledger.take_out(pot=pot, pence=200_000, once="less", by=people.finance, why="Cut.")

    line = ranked_list(open_call).line
    assert line.available == 800_000
    assert line.above == (first.key,)


def test_the_section_that_asks_for_the_title_stays(people: People, draft_call: Call) -> None:
    section = draft_call.questions.get(key=draft_call.title_question).section

    with pytest.raises(form.FormError, match="must stay"):
        form.remove_section(section=section, by=people.manager)


def test_whoever_works_for_a_fund_sees_what_is_under_way(
    people: People, draft_call: Call, as_person: Callable[..., Any]
) -> None:
    page = as_person(people.auditor).get("/tasks/").content.decode()

    assert "Calls under way" in page
    assert f"/manage/{draft_call.key}/" in page
    assert "Calls under way" not in as_person(people.outsider).get("/tasks/").content.decode()
