"""While a call is open: questions answered to all, amendments, later deadlines, entries on paper."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from allotment.fund.models import Call, Entry
from tests.browser import walking as walk
from tests.browser.conftest import Open
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_question_is_answered_to_everybody(
    people: People, open_call: Call, start_entry: Callable[..., Entry], open_page: Open, width: int
) -> None:
    start_entry()
    visitor = open_page(None, width=width)
    visitor.goto("/calls/")
    walk.follow(visitor, open_call.title)
    walk.follow(visitor, "Ask a question")
    walk.headed(visitor, "Sign in")

    asking = open_page(people.newcomer, width=width)
    asking.goto("/calls/")
    walk.follow(asking, open_call.title)
    walk.follow(asking, "Ask a question")
    walk.fill(asking, "question", "I am Nia of Mill Lane: may a school enter?")
    walk.press(asking, "Send the question")
    walk.sees(asking, "Your question has been sent.")

    manager = open_page(people.manager, width=width)
    walk.to_task(manager, "Answer a question about a call")
    walk.sees(manager, "Not answered")
    walk.follow(manager, "Answer to everybody")
    walk.fill(manager, "The question, as everybody will read it", "May a school enter?")
    walk.fill(manager, "Your answer", "Yes, for work outside lessons.")
    walk.press(manager, "Publish the answer")
    walk.sees(manager, "The answer is on the call's page.")

    visitor.goto("/")
    walk.follow(visitor, open_call.title)
    walk.sees(visitor, "May a school enter?", "Yes, for work outside lessons.")
    walk.sees_not(visitor, "Nia")
    hears(open_page(people.entrant, width=width), "A question about a call has been answered")


def hears(page: Page, subject: str) -> None:
    """The person finds a message with this subject, and it leads somewhere."""
    page.goto("/tasks/")
    page.get_by_role("banner").get_by_role("link", name="Messages").click()
    walk.sees(page, subject)
    walk.follow(page, "Open", about=subject)


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_the_rules_change_by_a_published_amendment(
    people: People, open_call: Call, start_entry: Callable[..., Entry], open_page: Open, width: int
) -> None:
    start_entry()
    manager = open_page(people.manager, width=width)
    walk.to_call(manager, open_call.title)

    walk.follow(manager, "Amend the rules")
    walk.fill(manager, "Total money on offer", "25,000")
    walk.fill(manager, "What changes?", "There is £5,000 more.")
    walk.fill(manager, "Why? Entrants read this too.", "The parish adds to it.")
    walk.press(manager, "Publish the amendment")

    walk.sees(manager, "The amendment has been published and entrants have been notified.")
    visitor = open_page(None, width=width)
    visitor.goto("/calls/")
    walk.follow(visitor, open_call.title)
    walk.sees(visitor, "Changes since the call opened", "There is £5,000 more.", "£25,000")
    entrant = open_page(people.entrant, width=width)
    hears(entrant, "The rules of a call you are entering have changed")
    walk.headed(entrant, "Your entry")


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_the_deadline_is_extended_for_all_and_for_one(
    people: People, open_call: Call, start_entry: Callable[..., Entry], open_page: Open, width: int
) -> None:
    entry = start_entry()
    later = timezone.localdate() + dt.timedelta(days=20)
    manager = open_page(people.manager, width=width)
    walk.to_call(manager, open_call.title)

    walk.follow(manager, "Extend the deadline for everybody")
    extend(manager, later, "The snow.")
    walk.sees(manager, "The new deadline has been published and entrants have been notified.")
    walk.follow(manager, "A later deadline for one entry")
    walk.fill(manager, "Reference of the entry", "XX-000000-0")
    walk.press(manager, "Continue")
    walk.sees(manager, "There is a problem")
    walk.fill(manager, "Reference of the entry", entry.reference.lower())
    walk.press(manager, "Continue")
    extend(manager, later + dt.timedelta(days=1), "Their line was down.")

    walk.sees(manager, "They have been notified of their new deadline.")
    entrant = open_page(people.entrant, width=width)
    walk.to_task(entrant, "Finish and send your entry")
    walk.sees(entrant, f"{(later + dt.timedelta(days=1)).day} ")
    entry.refresh_from_db()
    open_call.refresh_from_db()
    assert entry.own_deadline is not None
    assert open_call.closes_at is not None
    assert entry.own_deadline > open_call.closes_at


def extend(page: Page, day: dt.date, why: str) -> None:
    walk.fill_date(page, "New closing day", day)
    walk.fill(page, "New closing time", "midday")
    walk.fill(page, "Why?", why)
    walk.press(page, "Extend")


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_an_officer_enters_for_somebody_on_paper(
    people: People, open_call: Call, open_page: Open, width: int
) -> None:
    manager = open_page(people.manager, width=width)
    walk.to_call(manager, open_call.title)

    walk.follow(manager, "Enter a paper entry")
    walk.fill(manager, "Name of the person who enters", "Percy Paper")
    walk.fill(manager, "Contact details", "3 Mill Lane, Wexcombe")
    walk.press(manager, "Start")
    walk.sees(manager, "Paper entry for Percy Paper.")
    walk.to_task(manager, "Finish and send your entry")
    walk.answer_form(manager, "Percy's bench")
    reference = walk.send(manager)

    entry = Entry.objects.get(reference=reference)
    assert (entry.paper_name, entry.state) == ("Percy Paper", "submitted")
    walk.to_entry(manager, "Percy's bench")
    walk.sees(manager, "Paper entry for Percy Paper.")
