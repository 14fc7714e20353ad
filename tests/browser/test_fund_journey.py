"""The whole first journey, as each role, in a real browser: with JavaScript wide, without it narrow."""

import re

import pytest
from playwright.sync_api import Page, expect

from allotment.fund.models import Call, Entry
from allotment.money.models import Pot
from tests.browser.conftest import Open, axe
from tests.fund.conftest import close
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def answer_section(page: Page) -> None:
    """Type something valid into every question of the section on the page."""
    for box in page.locator("main input[type=text]:visible").all():
        name = box.get_attribute("name") or ""
        if name.endswith("-org_id"):
            continue
        money = box.locator("xpath=..").locator(".govuk-input__prefix").count() > 0
        number = box.get_attribute("inputmode") == "numeric"
        parts = {"-day": "2", "-month": "3", "-year": "2027"}
        part = next((v for k, v in parts.items() if name.endswith(k)), None)
        box.fill(part or ("1,240" if money else "3" if number else "A mending table"))
    for area in page.locator("main textarea:visible").all():
        area.fill("We opened a mending table at the library, and people came back with friends.")
    for group in page.locator("main .govuk-radios").all():
        group.locator("input[type=radio]").first.check(force=True)
    for group in page.locator("main .govuk-checkboxes").all():
        group.locator("input[type=checkbox]").first.check(force=True)


def enter(page: Page, call: Call, organisation: str) -> str:
    """Walk from the call's public page to the receipt; gives the reference."""
    page.goto(f"/calls/{call.key}/")
    page.get_by_role("button", name="Start an entry").click()
    page.get_by_label(organisation).check(force=True)
    page.get_by_role("button", name="Start", exact=True).click()
    page.locator(".govuk-task-list__link").first.click()
    while "/section/" in page.url:
        answer_section(page)
        before = page.url
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_url(lambda url, before=before: url != before)
    page.get_by_role("button", name="Check your answers and send").click()
    page.get_by_role("button", name="Send the entry").click()
    expect(page.get_by_role("heading", name="Entry sent")).to_be_visible()
    found = re.search(r"[A-Z]{2,4}-[A-Z0-9]{6}-[A-Z0-9]", page.content())
    assert found is not None
    return found[0]


@pytest.mark.parametrize("width", [1280, 320])
def test_an_entry_is_sent(people: People, open_call: Call, open_page: Open, width: int) -> None:
    people.entrant  # noqa: B018  # she belongs to the repair café
    page = open_page(people.entrant, width=width)

    reference = enter(page, open_call, "Wexcombe Repair Café")

    assert Entry.objects.get(reference=reference).state == "submitted"


@pytest.mark.smoke
@pytest.mark.parametrize("width", [1280])
def test_from_a_new_call_to_the_published_award(
    people: People, pot: Pot, open_page: Open, width: int
) -> None:
    manager = open_page(people.manager, width=width)
    call = build_and_publish(manager, pot)
    people.repair_cafe  # noqa: B018
    entrant = open_page(people.entrant, width=width)
    reference = enter(entrant, call, "Wexcombe Repair Café")
    close(call)

    manager.goto(f"/manage/{call.key}/entries/")
    manager.get_by_role("link", name="A mending table").click()
    manager.get_by_label("Yes, it is eligible").check(force=True)
    manager.get_by_role("button", name="Save and go to the next").click()
    people.assessor  # noqa: B018
    entry = Entry.objects.get(reference=reference)
    manager.goto(f"/received/{entry.key}/")
    manager.get_by_label("Give it to").select_option(index=0)
    manager.get_by_role("button", name="Assign").click()

    score(open_page(people.assessor, width=width))

    manager.goto(f"/manage/{call.key}/")
    manager.get_by_role("link", name="Hand over to the board").click()
    manager.get_by_role("button", name="Hand over").click()
    decide(open_page(people.board, width=width), call)
    manager.goto(f"/manage/{call.key}/letters/")
    expect(manager.locator("main")).to_contain_text("£1,000")
    manager.get_by_role("button", name="Send 1 letter").click()
    entrant.goto("/tasks/")
    entrant.get_by_role("link", name="Answer the offer").click()
    entrant.get_by_label("Yes, we accept").check(force=True)
    entrant.get_by_role("button", name="Send the answer").click()
    manager.goto(f"/manage/{call.key}/close-decisions/")
    manager.get_by_role("button", name="Close the decisions").click()

    visitor = open_page(None, width=width)
    visitor.goto(f"/calls/{call.key}/")
    expect(visitor.locator("main")).to_contain_text("A mending table")
    expect(visitor.locator("main")).to_contain_text("£1,000")
    assert axe(visitor) == []


def build_and_publish(page: Page, pot: Pot) -> Call:
    """Make a call from the template, give it dates and a pot, and publish it."""
    page.goto("/manage/")
    page.get_by_role("button", name="Start a call").click()
    page.get_by_label("Small ideas competition").check(force=True)
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("link", name="Dates and money").click()
    page.get_by_label(pot.name).check(force=True)
    page.get_by_role("button", name="Save").click()
    call = Call.objects.get()
    Call.objects.filter(pk=call.pk).update(opens_at=call.made_at)
    page.get_by_role("link", name="Publish it").click()
    page.get_by_role("button", name="Publish the call").click()
    expect(page.locator("main")).to_contain_text("The call has been published")
    call.refresh_from_db()
    return call


def score(page: Page) -> None:
    """Declare no conflict, give the second-best score everywhere, hand in."""
    page.goto("/tasks/")
    page.get_by_role("link", name="Score an entry").click()
    page.get_by_label("No: I have no tie").check(force=True)
    page.get_by_role("button", name="Continue").click()
    for group in page.locator("main .govuk-radios").all():
        group.locator("input[type=radio]").nth(3).check(force=True)
    for area in page.locator("main textarea").all():
        area.fill("Clear, cheap and easy to copy.")
    page.get_by_role("button", name="Hand in the scores").click()
    expect(page.locator("main")).to_contain_text("they stand")


def decide(page: Page, call: Call) -> None:
    """Fund the first entry with £1,000."""
    page.goto(f"/manage/{call.key}/ranking/")
    page.get_by_role("link", name="Decide A mending table").click()
    page.get_by_label("Fund", exact=True).check(force=True)
    page.get_by_label("Amount, if it is funded").fill("1,000")
    page.get_by_label("Reason").fill("Clear, cheap and easy to copy.")
    page.get_by_role("button", name="Keep this decision").click()
    expect(page.locator("main")).to_contain_text("Fund £1,000")


def test_what_is_typed_is_saved_without_pressing_anything(
    people: People, open_call: Call, full_draft: Entry, open_page: Open
) -> None:
    page = open_page(people.entrant)
    section = open_call.questions.get(key=open_call.title_question).section.key
    page.goto(f"/entries/{full_draft.key}/section/{section}/")

    page.locator(f"#{open_call.title_question}").fill("A table that mends everything")
    page.locator(f"#{open_call.title_question}").blur()

    expect(page.locator("#save-status")).to_contain_text("Saved at")
    page.goto(f"/entries/{full_draft.key}/check/")
    expect(page.locator("main")).to_contain_text("A table that mends everything")


def test_two_people_see_both_texts_when_they_clash(
    people: People, open_call: Call, full_draft: Entry, open_page: Open
) -> None:
    mine, theirs = open_page(people.entrant), open_page(people.colleague, width=320)
    key = open_call.title_question
    section = open_call.questions.get(key=key).section.key
    for page in (mine, theirs):
        page.goto(f"/entries/{full_draft.key}/section/{section}/")

    mine.locator(f"#{key}").fill("Mine came first")
    mine.get_by_role("button", name="Save", exact=True).click()
    expect(mine.locator("main")).to_contain_text("Saved")
    theirs.locator(f"#{key}").fill("Theirs came second")
    theirs.get_by_role("button", name="Save", exact=True).click()

    expect(theirs.locator("main")).to_contain_text("Mine came first")
    expect(theirs.locator(f"#{key}")).to_have_value("Theirs came second")
