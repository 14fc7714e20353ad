"""Every list fits a sheet of paper: whole, without what only a screen needs."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from allotment.money.models import Pot
from tests.house.many import make_many
from tests.house.test_lists import LISTS, at
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: A sheet of A4 between its usual margins, in CSS pixels.
PAPER = {"width": 718, "height": 1047}
LOOK = """() => ({
    over: document.documentElement.scrollWidth - window.innerWidth,
    addresses: [...document.querySelectorAll("table[data-list] a, .app-card a")].filter(
        (a) => getComputedStyle(a, "::after").content.includes("/")).length,
    left: [...document.querySelectorAll(".app-filters, .govuk-pagination, .govuk-button, .app-footer")]
        .filter((e) => getComputedStyle(e).display !== "none").length,
})"""


def test_every_list_fits_a_sheet_of_paper(
    people: People, browser: Browser, live_server: Any
) -> None:
    world = make_many(people)
    problems = []
    for role in sorted({one.role for one in LISTS}):
        context = browser.new_context(base_url=live_server.url, viewport=PAPER)  # type: ignore[arg-type]
        if role != "visitor":
            client = Client()
            client.force_login(getattr(people, role))
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value,
                  "url": live_server.url}]
            )  # fmt: skip
        page = context.new_page()
        page.emulate_media(media="print")
        for one in (each for each in LISTS if each.role == role):
            page.goto(at(world, one))
            found = page.evaluate(LOOK)
            if found["over"] > 0 or found["addresses"] or found["left"]:
                problems.append((one.url, found))
        context.close()

    assert not problems


@pytest.mark.parametrize("scripts", [True, False])
def test_the_numbers_of_a_chart_are_on_paper_with_and_without_scripts(
    people: People, pot: Pot, browser: Browser, live_server: Any, scripts: bool
) -> None:
    client = Client()
    client.force_login(people.finance)
    context = browser.new_context(
        base_url=live_server.url,
        viewport=PAPER,
        java_script_enabled=scripts,  # type: ignore[arg-type]
    )
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"/pots/{pot.key}/")
    table = page.locator(".app-chart__numbers table")
    on_screen = table.is_visible()

    page.emulate_media(media="print")

    assert not on_screen
    assert table.is_visible()
    assert page.locator(".app-chart__picture").is_visible()
    assert not page.locator(".app-chart__numbers summary").is_visible()
    assert not page.locator(".govuk-breadcrumbs, .govuk-service-navigation").first.is_visible()
    context.close()
