"""The fund manager makes a call from a template, changes its form and criteria, and publishes it."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from allotment.fund.models import Call
from allotment.money.models import Pot
from tests.browser import walking as walk
from tests.browser.conftest import Open
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_from_a_template_to_the_published_call(
    people: People, pot: Pot, open_page: Open, width: int
) -> None:
    manager = open_page(people.manager, width=width)
    start(manager)
    walk.sees(manager, "Before it can be published:", "Choose the pot")

    set_the_rules(manager)
    set_dates_and_money(manager, pot)
    walk.follow(manager, "Public page")
    walk.sees(manager, "This is a draft that only people of the funder see.", "Mending money")
    walk.follow(manager, "Work on this call")
    walk.follow(manager, "Publish it")
    walk.sees(manager, "rules can only be changed by a published amendment")
    walk.press(manager, "Publish the call")
    walk.sees(manager, "The call has been published.")

    visitor = open_page(None, width=width)
    visitor.goto("/")
    walk.follow(visitor, "Mending money")
    walk.sees(visitor, "£6,000", "Start an entry")
    assert Call.objects.get().state == "open"


def start(page: Page) -> None:
    page.goto("/tasks/")
    walk.menu(page, "Your calls")
    walk.sees(page, "No calls yet.")
    walk.press(page, "Start a call")
    walk.choose(page, "Small ideas competition")
    walk.press(page, "Start")
    walk.headed(page, "Small ideas competition")


def set_the_rules(page: Page) -> None:
    walk.follow(page, "Rules of the call")
    walk.fill(page, "Title", "")
    walk.press(page, "Save")
    expect(walk.problem(page)).to_contain_text("There is a problem")
    walk.fill(page, "Title", "Mending money")
    walk.fill(page, "Total money on offer", "£6,000")
    walk.press(page, "Save")
    walk.sees(page, "Saved.")
    walk.headed(page, "Mending money")


def set_dates_and_money(page: Page, pot: Pot) -> None:
    today = timezone.localdate()
    walk.follow(page, "Dates and money")
    walk.fill_date(page, "Opens on", today - dt.timedelta(days=1))
    walk.fill_date(page, "Closes on", today + dt.timedelta(days=30))
    walk.fill(page, "Opens at", "9am")
    walk.fill(page, "Closes at", "5pm")
    walk.choose(page, pot.name)
    walk.press(page, "Save")
    walk.sees(page, "Saved.", f"{pot.name}: £10,000 left")
    walk.sees_not(page, "Before it can be published:")


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_the_form_is_edited_and_tried_out(
    people: People, draft_call: Call, open_page: Open, width: int
) -> None:
    page = open_page(people.manager, width=width)
    walk.to_task(page, "Finish and publish your call")
    walk.follow(page, "Form and criteria")

    add_questions(page)
    reorder_and_remove(page)
    try_out(page)
    change_criteria(page)
    walk.back(page)
    walk.headed(page, draft_call.title)
    keys = list(draft_call.sections.order_by("position").values_list("key", flat=True))
    assert keys[-2:] == ["about-you", "others"]


def add_questions(page: Page) -> None:
    walk.press(page, "Add a section")
    walk.fill(page, "Title of the section", "About you")
    walk.press(page, "Save")
    walk.sees(page, "The section has been added.")
    for kind, text in (("Choice of one", "Which day suits you?"), ("Yes or no", "Do you rent?")):
        walk.follow(page, "Add a question to About you")
        walk.choose(page, kind)
        walk.press(page, "Continue")
        walk.fill(page, "The question", text)
        if kind == "Choice of one":
            walk.press(page, "Save")
            walk.sees(page, "There is a problem")
            walk.fill(page, "Options, one on each line", "Monday\nTuesday")
        walk.press(page, "Save")
        walk.sees(page, "The question has been added.", text)


def reorder_and_remove(page: Page) -> None:
    about = page.get_by_role("region", name="About you")
    walk.press(page, "Move up Do you rent?")
    expect(about.get_by_role("listitem").first).to_contain_text("Do you rent?")
    walk.press(page, "Move up About you")
    walk.follow(page, "Change Do you rent?")
    walk.fill(page, "The question", "Do you rent your room?")
    walk.press(page, "Save")
    walk.sees(page, "The question has been changed.", "Do you rent your room?")
    walk.follow(page, "Remove Do you rent your room?")
    walk.sees(page, "You can put it back while the call is a draft.")
    walk.press(page, "Remove it")
    walk.sees(page, "It has been removed.")
    expect(about).not_to_contain_text("Do you rent your room?")
    walk.press(page, "Put it back", exact=False)
    expect(about).to_contain_text("Do you rent your room?")
    expect(page.get_by_role("link", name="Remove What do you call your idea?")).to_have_count(0)
    expect(page.get_by_role("link", name="Remove Your idea")).to_have_count(0)


def try_out(page: Page) -> None:
    walk.follow(page, "Preview", about="About you")
    walk.sees(page, "nothing is saved")
    walk.press(page, "Check the answers")
    walk.sees(page, "An entrant would see:")
    walk.choose(page, "Tuesday")
    walk.choose(page, "Yes")
    walk.press(page, "Check the answers")
    walk.sees(page, "An entrant could go on from here.")
    walk.back(page)


def change_criteria(page: Page) -> None:
    walk.press(page, "Add a criterion")
    walk.fill(page, "Name of the criterion", "Courage")
    walk.fill(page, "Weight", "5")
    walk.fill(page, "What each score means", "None.\nSome.\nMuch.")
    walk.press(page, "Save")
    walk.sees(page, "The criterion has been added.", "Courage", "scores 0 to 2")
    walk.press(page, "Move up Courage")
    walk.follow(page, "Change Courage")
    walk.fill(page, "Weight", "10")
    walk.press(page, "Save")
    walk.sees(page, "weight 10")
    walk.follow(page, "Remove Spread")
    walk.press(page, "Remove it")
    walk.sees(page, "It has been removed.")
    expect(page.get_by_role("link", name="Change Spread")).to_have_count(0)


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_call_is_copied(people: People, open_call: Call, open_page: Open, width: int) -> None:
    page = open_page(people.manager, width=width)
    walk.to_call(page, open_call.title)

    walk.follow(page, "Copy this call")
    walk.press(page, "Copy it")

    walk.sees(page, "This is the copy. Nothing of it is published yet.")
    walk.sees(page, "Publish it")
