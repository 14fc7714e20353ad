"""The register as people use it: found, narrowed, compared, tidied, framed elsewhere, read by a program."""

import csv
import io
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from allotment.register.models import Party
from tests.browser import walking as walk
from tests.browser.conftest import Open, fine
from tests.people import People
from tests.register.conftest import bring
from tests.register.grants import Grant, small_grant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MILL = {"id": "GB-LAE-MIL", "name": "Millbridge Council"}
HILL = {"id": "GB-CHC-1", "name": "Hilltop Trust"}
SWIM = {"id": "GB-CHC-1136419", "name": "Swimming Club Ltd"}
AGAIN = {"id": "GB-COH-01136419", "name": "The Swimming Club"}


def to(number: int, **more: Any) -> Grant:
    year = 2024 + number % 2
    return small_grant(
        id=f"360G-j-{number:02}", title=f"Lesson {number:02}", awardDate=f"{year}-05-01",
        amountAwarded=100 * number, fundingOrganization=[MILL], recipientOrganization=[SWIM],
        grantProgramme=[{"code": "P", "title": "Small ideas"}],
    ) | more  # fmt: skip


@pytest.fixture
def grants(db: None) -> None:
    bring(
        *(to(number) for number in range(1, 31)),
        to(31, fundingOrganization=[HILL], recipientOrganization=[AGAIN], title="A boat"),
        to(32, fundingOrganization=[HILL], title="A rope"),
    )  # fmt: skip


@pytest.mark.parametrize("width", walk.WIDTHS)
@pytest.mark.usefixtures("grants")
def test_a_visitor_narrows_the_awards_and_reads_who_gave_whom(open_page: Open, width: int) -> None:
    page = open_page(width=width)
    page.goto("/register/")
    walk.sees(page, "32 awards")
    expect(page.get_by_label("Funder", exact=True)).to_contain_text("Millbridge Council (30)")
    page.get_by_label("Funder", exact=True).select_option(label="Millbridge Council (30)")
    page.get_by_label("Year").select_option("2025")
    walk.press(page, "Show")
    walk.sees(page, "15 awards", "Lesson 29")
    walk.sees_not(page, "Lesson 30", "A boat")
    assert fine(page, width)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == 15
    page.goto("/register/?q=lesson&sort=smallest")
    walk.sees(page, "30 awards", "Lesson 01", "Lesson 25")
    page.get_by_role("link", name="Next").first.click()
    walk.sees(page, "Lesson 30")
    walk.sees_not(page, "Lesson 25")
    walk.follow(page, "Lesson 30")
    walk.follow(page, "Swimming Club Ltd")
    walk.headed(page, "Swimming Club Ltd")
    walk.sees(page, "Millbridge Council", "Hilltop Trust")
    assert fine(page, width)
    walk.follow(page, "Millbridge Council")
    walk.sees(page, "Awards by year", "Small ideas")
    assert fine(page, width)
    walk.follow(page, "Compare with another funder")
    page.get_by_label("Another funder").select_option(label="Hilltop Trust")
    walk.press(page, "Compare")
    walk.sees(page, "30 from Millbridge Council, 1 from Hilltop Trust")
    assert fine(page, width)


@pytest.mark.parametrize("width", walk.WIDTHS)
@pytest.mark.usefixtures("grants")
def test_the_keeper_merges_two_names_and_separates_them(
    people: People, open_page: Open, width: int
) -> None:
    page = open_page(people.keeper, width=width)
    page.goto("/register/alike/")
    walk.sees(page, SWIM["name"], AGAIN["name"])
    assert fine(page, width)
    page.locator("main tbody a").first.click()
    walk.headed(page, "Is this the same organisation?")
    assert fine(page, width)
    walk.press(page, "Save")
    expect(walk.problem(page)).to_contain_text("Say whether they are the same")
    main = page.locator("main")
    main.locator("label", has_text=SWIM["name"]).first.click()
    walk.fill(page, "How do you know?", "The same charity number")
    walk.press(page, "Save")
    old, kept = (Party.objects.get(identifier=each["id"]) for each in (AGAIN, SWIM))
    page.goto(f"/register/recipients/{old.key}/")
    walk.headed(page, SWIM["name"])
    assert page.url.endswith(f"/{kept.key}/")
    walk.sees(page, "A boat")
    walk.follow(page, "A boat")
    walk.sees(page, AGAIN["name"])
    page.goto("/register/merged/")
    walk.follow(page, AGAIN["name"])
    walk.sees(page, "Why are they different?")
    assert fine(page, width)
    walk.fill(page, "Why are they different?", "They only share a pool")
    walk.press(page, "Separate")
    page.goto(f"/register/recipients/{old.key}/")
    walk.headed(page, AGAIN["name"])


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """A site of somebody else, with the files of a folder."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.usefixtures("grants")
def test_a_funder_frames_its_chart_and_reads_the_rest_with_a_key(
    people: People, open_page: Open, elsewhere: str, tmp_path: Path, live_server: Any
) -> None:
    page = open_page(people.manager)
    page.goto("/register/?q=lesson")
    walk.follow(page, "Lesson 30")
    walk.follow(page, "Millbridge Council")
    page.get_by_text("Put these charts on a page of your own").click()
    line = page.locator("code").first.inner_text()
    assert line.startswith("<iframe src=")
    address = line.split('"')[1]
    there = live_server.url + "/embed/" + address.partition("/embed/")[2]
    (tmp_path / "index.html").write_text(f"<!doctype html>{line.replace(address, there)}")
    other = open_page()
    other.goto(f"{elsewhere}/index.html")
    framed = other.frame_locator("iframe")
    expect(framed.get_by_role("heading", level=1)).to_have_text("Millbridge Council")
    expect(framed.locator("main")).to_contain_text("2025")

    page.goto("/open-data/keys/")
    page.locator("main input[type=text]").first.fill("Our web site")
    walk.press(page, "Create a key")
    expect(page.locator("main code").first).to_be_attached()
    assert fine(page, 1280)
    secret = page.locator("main code").first.inner_text()
    hill = Party.objects.get(identifier=HILL["id"]).key
    request = urllib.request.Request(  # our own server
        f"{live_server.url}/api/v1/awards?funder={hill}",
        headers={"Authorization": f"Bearer {secret}"},
    )
    with urllib.request.urlopen(request) as answer:
        found, etag = json.load(answer), answer.headers["ETag"]
    assert len(found["results"]) == 2
    request.add_header("If-None-Match", etag)
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(request)
    assert unchanged.value.code == 304
    page.goto("/open-data/keys/")
    walk.sees(page, "Our web site")
    walk.follow(page, "Revoke")
    expect(page.locator("main form button").first).to_be_attached()
    assert fine(page, 1280)
    page.locator("main form button").first.click()
    walk.headed(page, "API keys")
    with pytest.raises(urllib.error.HTTPError) as ended:
        urllib.request.urlopen(
            urllib.request.Request(request.full_url, headers={"Authorization": f"Bearer {secret}"})
        )
    assert ended.value.code == 401
