"""What a person does on a page: follow, press, choose, fill; and what the page answers."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

WIDTHS = [1280, 320]
REFERENCE = re.compile(r"[A-Z]{2,4}-[A-Z0-9]{6}-[A-Z0-9]")


def main(page: Page) -> Locator:
    return page.locator("main")


def sees(page: Page, *texts: str) -> None:
    """The page says each of these."""
    for text in texts:
        expect(main(page)).to_contain_text(text)


def sees_not(page: Page, *texts: str) -> None:
    for text in texts:
        expect(main(page)).not_to_contain_text(text)


def problem(page: Page) -> Locator:
    """The summary of what is wrong, at the top of the page."""
    return page.locator(".govuk-error-summary")


def headed(page: Page, name: str) -> None:
    """The page's heading says this."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def follow(page: Page, name: str, *, about: str = "", exact: bool = False) -> None:
    """Follow the first link of this name in the page's body; `about` says which of several."""
    links = main(page).get_by_role("link", name=name, exact=exact)
    links.filter(has_text=about).first.click()


def menu(page: Page, name: str, *, section: str = "Ideas and funding") -> None:
    """Go by the main menu to a section, and there to one of its pages."""
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name=section).click()
    follow(page, name)


def header(page: Page, name: str) -> None:
    """Follow a link of the header."""
    page.locator(".app-header").get_by_role("link", name=name).click()


def back(page: Page) -> None:
    """Follow the link at the top that leads back."""
    page.locator(".govuk-back-link").click()


def press(page: Page, name: str, *, exact: bool = True) -> None:
    main(page).get_by_role("button", name=name, exact=exact).first.click()


def choose(page: Page, label: str, *, exact: bool = False) -> None:
    """Choose a radio button or tick a box by its label."""
    main(page).get_by_label(label, exact=exact).first.check(force=True)


def fill(page: Page, label: str, text: str, *, exact: bool = False) -> None:
    main(page).get_by_label(label, exact=exact).first.fill(text)


def fill_date(page: Page, legend: str, day: Any) -> None:
    """Fill the three boxes of a date."""
    group = main(page).get_by_role("group", name=legend)
    for name, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(name).fill(str(value))


def to_task(page: Page, name: str) -> None:
    """Come in at Your tasks and take up the task of this name."""
    page.goto("/tasks/")
    follow(page, name)


def to_call(page: Page, title: str) -> None:
    """Come in at Your tasks and go by the menu to one of one's calls."""
    page.goto("/tasks/")
    menu(page, "Your calls")
    follow(page, title)


def to_entry(page: Page, title: str) -> None:
    """Come in at Your tasks and go by the menu to one of one's entries."""
    page.goto("/tasks/")
    menu(page, "Your entries")
    follow(page, title)


def answer_section(page: Page, title: str = "A mending table") -> None:
    """Type something valid into every question of the section on the page."""
    expect(main(page).get_by_role("button", name="Save and continue").last).to_be_visible()
    for box in page.locator("main input[type=text]:visible").all():
        name = box.get_attribute("name") or ""
        if name.endswith("-org_id"):
            continue
        money = box.locator("xpath=..").locator(".govuk-input__prefix").count() > 0
        number = box.get_attribute("inputmode") == "numeric"
        parts = {"-day": "2", "-month": "3", "-year": "2027"}
        part = next((v for k, v in parts.items() if name.endswith(k)), None)
        box.fill(part or ("1,240" if money else "3" if number else title))
    for area in page.locator("main textarea:visible").all():
        area.fill("We opened a mending table at the library, and people came back with friends.")
    for group in page.locator("main .govuk-radios").all():
        group.locator("input[type=radio]").first.check(force=True)
    for group in page.locator("main .govuk-checkboxes").all():
        group.locator("input[type=checkbox]").first.check(force=True)


def answer_form(page: Page, title: str = "A mending table") -> None:
    """From an entry's task list through every section and back to the list."""
    page.locator(".govuk-task-list__link").first.click()
    page.wait_for_url("**/section/**")
    while "/section/" in page.url:
        answer_section(page, title)
        before = page.url
        press(page, "Save and continue")
        page.wait_for_url(lambda url, before=before: url != before)


def send(page: Page) -> str:
    """From an entry's task list to the receipt; gives the reference."""
    press(page, "Check your answers and send")
    press(page, "Send the entry")
    expect(page.get_by_role("heading", name="Entry sent")).to_be_visible()
    found = REFERENCE.search(page.content())
    assert found is not None
    return found[0]


def enter(page: Page, call_title: str, organisation: str, title: str = "A mending table") -> str:
    """From the home page by the call's page to the receipt; gives the reference."""
    page.goto("/")
    follow(page, call_title)
    press(page, "Start an entry")
    choose(page, organisation)
    press(page, "Start")
    answer_form(page, title)
    return send(page)


def score(page: Page, place: int, reason: str, *, unable: str = "") -> None:
    """Fill the score sheet: the same place on every scale, and "not able" where asked for."""
    expect(main(page).get_by_label("Why?").last).to_be_visible()
    for group in page.locator("main .govuk-radios").all():
        group.locator("input[type=radio]").nth(place).check(force=True)
    for area in page.get_by_label("Why?").all():
        area.fill(reason)
    if unable:
        main(page).get_by_role("group", name=unable).get_by_label(
            "I am not able to judge this"
        ).check(force=True)
