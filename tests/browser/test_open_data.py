"""Taking the open data away, as anybody may."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page

from allotment.register.services import open_files
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open, axe, fine, no_sideways_scrolling
from tests.register.conftest import bring
from tests.register.grants import full_grant, small_grant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OTHER = [{"id": "GB-CHC-1", "name": "Hilltop Trust"}]


def taken(page: Page, link: str) -> bytes:
    """The file behind a link, as it arrives on a visitor's disk."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_visitor_takes_every_format_of_everything_and_of_one_funder(
    width: int, open_page: Open
) -> None:
    bring(full_grant(), small_grant(id="b", fundingOrganization=OTHER))
    page = open_page(width=width)

    page.goto("/")
    page.get_by_role("link", name="Open data").click()
    walk.headed(page, "Open data")
    found: list[Any] = [axe(page) if width > 400 else [], no_sideways_scrolling(page)]
    whole = json.loads(taken(page, "360Giving JSON"))
    table = taken(page, "CSV, for programs and spreadsheets").decode("utf-8-sig")
    book = load_workbook(io.BytesIO(taken(page, "XLSX, for spreadsheets")))
    page.get_by_role("link", name="Funders", exact=True).click()
    page.get_by_role("link", name="Hilltop Trust").first.click()
    page.get_by_role("link", name="Open data of this funder").click()
    one = json.loads(taken(page, "360Giving JSON"))
    found += [axe(page) if width > 400 else [], no_sideways_scrolling(page)]

    assert found == [[], True, [], True]
    assert [grant["id"] for grant in whole["grants"]] == ["360G-millbridge-1", "b"]
    assert [row[0] for row in csv.reader(io.StringIO(table))][1:] == ["360G-millbridge-1", "b"]
    assert book.sheetnames == ["grants", "Meta"]
    assert [grant["id"] for grant in one["grants"]] == ["b"]
    assert page.get_by_role("heading", level=1).inner_text() == "Hilltop Trust"


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_visitor_waits_for_a_large_table_and_takes_it(
    width: int, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_files, "MOST_AT_ONCE", 2)
    bring(*[small_grant(id=f"g{number}") for number in range(3)])
    page = open_page(width=width)
    page.goto("/open-data/")

    walk.follow(page, "CSV, for programs and spreadsheets")

    walk.headed(page, "The file is being made ready")
    assert fine(page, width)
    scenes.worker()
    if width > 400:
        walk.headed(page, "The file is ready")
        assert fine(page, width)
    table = taken(page, "Download it" if width > 400 else "Try again").decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(table))][1:] == ["g0", "g1", "g2"]
