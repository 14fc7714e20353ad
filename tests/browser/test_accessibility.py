"""axe finds nothing on any page that answers, at 1280 and at 320 px, and no page scrolls sideways.

Each address is looked at as the first role that may see it, and once more where it renders otherwise
for somebody else (`AGAIN`). What answers whom is the table in tests/house/access.tsv.
"""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests.browser.conftest import axe
from tests.house.test_access import ROLES, _address, _read, addresses
from tests.house.world import World, make_world
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Addresses that answer with something other than a page.
NO_PAGE = {
    "fund:document", "fund:feed", "fund:pack", "files:download", "site:live", "site:ready",
    "places:councils", "places:postcode", "register:open_data_file", "register:award_json",
    "register:open_data_file_of_funder",
}  # fmt: skip
AGAIN = {"fund:received": "board", "fund:inside": "assessor", "site:tasks": "manager",
         "site:home": "visitor", "fund:call": "manager"}  # fmt: skip


def _pages(world: World) -> list[tuple[str, str, str]]:
    """(role, address's name, address) of every page to look at."""
    table = _read()
    found: list[tuple[str, str, str]] = []
    for name, converters in addresses():
        if name in NO_PAGE or name not in table:
            continue
        seeing = [role for role, word in zip(ROLES, table[name], strict=True) if word == "200"]
        roles = seeing[:1] + ([AGAIN[name]] if name in AGAIN else [])
        found.extend((role, name, _address(world, name, converters)) for role in roles)
    return found


@pytest.mark.timeout(900)
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    people: People, browser: Browser, live_server: Any, width: int
) -> None:
    pages = _pages(make_world(people))
    problems: list[str] = []
    for role in sorted({role for role, _name, _at in pages}):
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}
        )
        if role != "visitor":
            client = Client()
            client.force_login(getattr(people, role))
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value,
                  "url": live_server.url}]
            )  # fmt: skip
        page = context.new_page()
        for _role, name, address in (p for p in pages if p[0] == role):
            response = page.goto(address)
            assert response is not None
            if "text/html" not in response.headers.get("content-type", ""):
                continue
            problems.extend(f"{name} as {role}: {found}" for found in axe(page))
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                problems.append(f"{name} as {role}: {wide} px wide")
        context.close()

    assert not problems, "\n".join(problems)
