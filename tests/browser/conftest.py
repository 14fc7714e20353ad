"""A real browser against a real server. Pages are tried with and without JavaScript."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import Settings

from tests.fund.conftest import (  # noqa: F401  # fixtures of the fund
    draft_call,
    full_draft,
    open_call,
    pot,
    start_entry,
)
from tests.waiting import HANGS

#: Playwright's own loop runs in the tests' thread, which is all that Django sees of it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

expect.set_options(timeout=HANGS * 1000 / 5)

AXE = Path(__file__).resolve().parent.parent.parent / "node_modules/axe-core/axe.min.js"
ARGUMENTS = [
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine; as root it needs to run without its sandbox."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live_server: Any, db: None, settings: Settings) -> Iterator[Open]:
    """`open_page(person)` gives a page signed in as that person (None: a visitor).

    `width` is 1280 or 320; at 320 there is no JavaScript unless asked for. What a page writes to the
    console as an error, or fails to load, fails the test at its end; a 503 that says when to come
    again is no failure.
    """
    settings.BASE_URL = live_server.url  # which links in mails lead to
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def make(person: Any = None, *, width: int = 1280, scripts: bool | None = None) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=(width > 400) if scripts is None else scripts,
        )
        contexts.append(context)
        if person is not None:
            client = Client()
            client.force_login(person)
            context.add_cookies(
                [{"name": "sessionid", "value": client.cookies["sessionid"].value,
                  "url": live_server.url}]
            )  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(HANGS * 1000 / 5)
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on(
            "console",
            lambda m: (
                problems.append(f"console: {m.text}")
                if m.type == "error" and not re.search(r"40\d|410|503", m.text)
                else None
            ),
        )
        page.on(
            "response",
            lambda r: (
                problems.append(f"{r.status} {r.url}")
                if r.status >= 500 and "retry-after" not in r.headers
                else None
            ),
        )
        return page

    yield make
    for context in contexts:
        context.close()
    assert not problems, problems


def axe(page: Page) -> list[str]:
    """What axe finds on the page as it is: rule and element, empty when all is well."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(
        """async () => {
            const result = await axe.run(document, {
                runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                resultTypes: ["violations"],  // a third of the time: what passed is not described
            });
            return result.violations.flatMap((violation) => violation.nodes.map(
                (node) => `${violation.id} (${violation.impact}): ${node.html.slice(0, 160)}`));
        }"""
    )
    return found


def no_sideways_scrolling(page: Page) -> bool:
    """Does all of the page fit its width, what overflows included?"""
    page.wait_for_load_state()
    return bool(page.locator("html").evaluate("html => html.scrollWidth <= innerWidth"))


def fine(page: Page, width: int) -> bool:
    """Fits its width and, where scripts run, has nothing that axe finds."""
    return no_sideways_scrolling(page) and (width < 400 or axe(page) == [])
