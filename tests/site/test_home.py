"""The home page: what this is, what is open, what came of it, how to try it; and it is light."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from allotment.kernel.people.models import User
from tests.people import People

BUILT = Path(__file__).resolve().parents[2] / "src/allotment/kernel/web/static"
MOST_BYTES = 100_000
FILLED = 10_000
"""What calls, reports and awards add to the page of a site that has none yet."""


def size_as_sent(path: Path) -> int:
    """Fonts are compressed already; everything else is sent compressed."""
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content))


@pytest.mark.django_db
def test_all_that_the_home_page_brings_is_at_most_100_kb(client: Client) -> None:
    page = client.get("/").content

    named = set(re.findall(r'"/static/([^"]+)"', page.decode()))
    style = (BUILT / "built/allotment.css").read_text()
    fonts = {f"built/{each}" for each in re.findall(r'url\("?([^")]+\.woff2)', style)}
    assert {"built/allotment.css", "built/allotment.js"} <= named
    assert len(fonts) == 2
    sent = len(page) + sum(size_as_sent(BUILT / each) for each in named | fonts)
    assert sent <= MOST_BYTES - FILLED


@pytest.mark.django_db
def test_the_picture_of_the_way_has_a_title_and_a_description_for_each_step(client: Client) -> None:
    page = client.get("/").content.decode()

    steps = re.findall(r'aria-labelledby="(way-\d-title) (way-\d-desc)"', page)
    assert len(steps) == 4
    for title, description in steps:
        assert re.search(f'<title id="{title}">[^<]+</title>', page)
        assert re.search(f'<desc id="{description}">[^<]+</desc>', page)


def test_a_demonstration_s_people_are_grouped_by_who_they_are(
    people: People, settings: Settings
) -> None:
    settings.DEMO = True
    for name in ("entrant", "manager", "board", "finance", "auditor", "keeper"):
        User.objects.filter(pk=getattr(people, name).pk).update(is_demonstration=True)
    User.objects.filter(pk=people.auditor.pk).update(is_active=False)

    home, choice = (Client().get(each).content.decode() for each in ("/", "/demonstration/"))

    assert "For councils: try it" in home
    groups = re.findall(r'<h2 class="govuk-heading-m" id="\d+">([^<]+)</h2>', choice)
    assert groups[0] == "Somebody with an idea"
    assert groups[-1] == "Keeper of the site"
    assert "Auditor" not in groups, "nobody is left to be one"
    assert {"Fund manager", "Board member", "Finance officer"} <= set(groups)
    for person in User.objects.filter(is_demonstration=True, is_active=True):
        assert choice.count(f"/demonstration/{person.pk}/") == 1
    assert all(f'/demonstration/#{number}"' in home for number in range(1, len(groups) + 1))


@pytest.mark.django_db
def test_home_sets_no_cookie_in_a_demonstration_either(client: Client, settings: Settings) -> None:
    settings.DEMO = True

    assert not client.get("/").cookies
