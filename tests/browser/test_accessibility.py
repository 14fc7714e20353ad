"""axe finds nothing on any page that answers, at 1280 and at 320 px, and no page scrolls sideways.

Each address is looked at as the first role that may see it, and once more where it renders otherwise
for somebody else (`AGAIN`). What answers whom is the table in tests/house/access.tsv.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from playwright.sync_api import Browser, Page

from allotment.evidence.models import Analysis, Edition, Picture, Review, ThemeEdit, Wording
from allotment.fund.models import Amendment, Call, Clarification, Decision, Entry, Score
from allotment.kernel.files.models import StoredFile
from allotment.kernel.notify.models import Message
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.money.models import Pot
from allotment.register.models import Award, Party
from tests.browser.conftest import axe
from tests.browser.walking import WIDTHS
from tests.house.test_access import ROLES, _address, _read, addresses
from tests.house.world import World, make_world
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Into how many tests the pages are divided, so that two workers share them.
SHARES = 2
#: Addresses that answer with something other than a page.
NO_PAGE = {
    "fund:document", "fund:feed", "fund:pack", "files:download", "site:live", "site:ready",
    "places:councils", "places:postcode", "register:open_data_file", "register:award_json",
    "register:open_data_file_of_funder", "evidence:pdf", "evidence:data", "evidence:picture",
    "evidence:preview_pdf", "evidence:draft_data",
}  # fmt: skip
AGAIN = {"fund:received": "board", "fund:inside": "assessor", "site:tasks": "manager",
         "site:home": "visitor", "fund:call": "manager",
         "evidence:analysis": "board"}  # fmt: skip


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


STRANGE = (
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch "
    "\U0001f389\U0001f469‍\U0001f469‍\U0001f467 مساعدة للجميع \u202eback\u202c " + "x" * 60
)
"""A word longer than a telephone is wide, pictures, and words that run from the right."""

TYPED: list[tuple[type[Model], list[str]]] = [
    (User, ["name"]), (Organisation, ["name"]), (Pot, ["name", "source"]),
    (Call, ["title", "summary", "purpose", "contact", "appeal"]),
    (Entry, ["title", "screening_reason"]), (Decision, ["reason"]), (Score, ["reason"]),
    (Clarification, ["question", "answer"]), (Amendment, ["what", "why"]),
    (Message, ["subject", "body"]), (StoredFile, ["name"]),
    (Award, ["title", "description", "funder_name", "recipient_name", "programme"]),
    (Party, ["name"]), (Analysis, ["title", "foreword"]), (Wording, ["words"]),
    (ThemeEdit, ["name"]), (Review, ["note", "comment"]), (Picture, ["alternative", "caption"]),
    (Edition, ["title", "changes", "taken_back_because"]),
]  # fmt: skip
"""What people type that pages show."""


def _type_strange_words() -> None:
    for model, name in ((model, name) for model, names in TYPED for name in names):
        longest = getattr(model._meta.get_field(name), "max_length", None)
        typed = model._base_manager.exclude(**{name: ""})  # past what guards its rows
        typed.update(**{name: STRANGE[:longest]})


def _each_page(
    people: People, world: World, browser: Browser, live_server: Any, share: int
) -> Iterator[tuple[str, Page]]:
    """Every page of a share, open at each width in turn, with its name and who looks at it."""
    pages = _pages(world)[share::SHARES]
    for role in sorted({role for role, _name, _at in pages}):
        context = browser.new_context(base_url=live_server.url)
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
            if "text/html" in response.headers.get("content-type", ""):
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": 900})
                    yield f"{name} as {role} at {width}", page
        context.close()


def _too_wide(what: str, page: Page) -> list[str]:
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{what}: {over} px too wide"] if over > 0 else []


@pytest.mark.parametrize("share", range(SHARES))
def test_axe_finds_nothing_and_no_words_make_a_page_scroll_sideways(
    people: People, browser: Browser, live_server: Any, share: int
) -> None:
    world = make_world(people)
    problems: list[str] = []

    for what, page in _each_page(people, world, browser, live_server, share):
        problems += [f"{what}: {found}" for found in axe(page)] + _too_wide(what, page)
    _type_strange_words()
    for what, page in _each_page(people, world, browser, live_server, share):
        problems += _too_wide(f"{what}, strange words", page)

    assert not problems, "\n".join(problems)
