"""The whole first journey, from the call to the published award: with JavaScript wide, without narrow.

Each person comes in at Your tasks or at the home page and goes on by what the pages offer.
"""

import pytest
from playwright.sync_api import Page

from allotment.fund.models import Call, Entry
from allotment.money.models import Pot
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open, axe
from tests.fund.conftest import close
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "A mending table"


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.smoke), 320])
def test_from_a_new_call_to_the_published_award(
    people: People, pot: Pot, open_page: Open, width: int
) -> None:
    people.repair_cafe, people.assessor  # noqa: B018  # they are there from the beginning
    manager, entrant = (open_page(p, width=width) for p in (people.manager, people.entrant))
    call = build_and_publish(manager, pot)
    reference = walk.enter(entrant, call.title, "Wexcombe Repair Café", TITLE)
    close(call)

    screen_and_assign(manager)
    score(open_page(people.assessor, width=width))
    hand_over(manager)
    decide(open_page(people.board, width=width))
    send_letters(manager)
    accept(entrant)
    scenes.worker()
    close_decisions(manager)

    visitor = open_page(None, width=width)
    visitor.goto("/")
    walk.follow(visitor, "All calls and their results")
    walk.follow(visitor, call.title)
    walk.sees(visitor, "Results", TITLE, "£1,000")
    if width > 400:
        assert axe(visitor) == []
    walk.follow(visitor, TITLE)
    walk.sees(visitor, "Wexcombe Repair Café", "£1,000", "Everybody")
    assert Entry.objects.get(reference=reference).state == "accepted"


def build_and_publish(page: Page, pot: Pot) -> Call:
    """Make a call from the template, give it a pot, and publish it."""
    page.goto("/tasks/")
    walk.menu(page, "Your calls")
    walk.press(page, "Start a call")
    walk.choose(page, "Small ideas competition")
    walk.press(page, "Start")
    walk.follow(page, "Dates and money")
    walk.choose(page, pot.name)
    walk.press(page, "Save")
    call = Call.objects.get()
    Call.objects.filter(pk=call.pk).update(opens_at=call.made_at)
    walk.to_task(page, "Finish and publish your call")
    walk.follow(page, "Publish it")
    walk.press(page, "Publish the call")
    walk.sees(page, "The call has been published")
    call.refresh_from_db()
    return call


def screen_and_assign(page: Page) -> None:
    walk.to_task(page, "Screen an entry")
    walk.follow(page, TITLE)
    walk.choose(page, "Yes, it is eligible")
    walk.press(page, "Save and go to the next entry")
    walk.sees(page, "Every entry has been screened.")
    walk.to_task(page, "Find assessors for an entry")
    walk.follow(page, TITLE)
    walk.press(page, "Assign")
    walk.sees(page, "Asa Assessor has been asked to score it.")


def score(page: Page) -> None:
    walk.to_task(page, "Score an entry")
    walk.choose(page, "No: I have no tie")
    walk.press(page, "Continue")
    walk.score(page, 3, "Clear, cheap and easy to copy.")
    walk.press(page, "Submit scores")
    walk.sees(page, "Your scores have been submitted", "That was the last one")


def hand_over(page: Page) -> None:
    walk.to_task(page, "Hand over to the board")
    walk.press(page, "Hand over")
    walk.sees(page, "The board can decide now.")


def decide(page: Page) -> None:
    walk.to_task(page, "Decide an entry")
    walk.follow(page, f"Decide {TITLE}")
    walk.choose(page, "Fund", exact=True)
    walk.fill(page, "Amount, if it is funded", "1,000")
    walk.fill(page, "Reason", "Clear, cheap and easy to copy.")
    walk.press(page, "Save this decision")
    walk.sees(page, "Fund £1,000")


def send_letters(page: Page) -> None:
    walk.to_task(page, "Send a letter")
    walk.sees(page, "£1,000")
    walk.press(page, "Send 1 letter")
    walk.sees(page, "1 letter was sent.")


def accept(page: Page) -> None:
    walk.to_task(page, "Answer the offer")
    walk.choose(page, "Yes, we accept")
    walk.press(page, "Send the answer")
    walk.sees(page, "You have accepted the award.")


def close_decisions(page: Page) -> None:
    walk.to_task(page, "Close the decisions")
    walk.press(page, "Close the decisions")
    walk.sees(page, "The decisions have been closed.")
