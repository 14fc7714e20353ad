"""What keeps a site in order, as people see it: a virus, two records of one, requests for information,
and who looked."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from allotment.fund.models import Call, Entry
from allotment.fund.services import assessment
from allotment.kernel.organisations.models import Membership, Organisation
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open, fine
from tests.files.scanners import EICAR, StandIn
from tests.fund.conftest import close
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scanner(settings: Any) -> Iterator[None]:
    """A scanner for viruses beside the site."""
    started = StandIn()
    settings.CLAMAV_URL = started.address
    yield
    started.close()


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_file_with_a_virus_is_blocked_and_its_owner_notified(
    people: People, full_draft: Entry, open_page: Open, tmp_path: Path, scanner: None, width: int
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_bytes(EICAR)
    page = open_page(people.entrant, width=width)
    walk.to_task(page, "Finish and send your entry")
    walk.follow(page, "Could others do it?")
    section = page.url
    page.get_by_label("Choose a file").set_input_files(plan)
    walk.press(page, "Add the file")
    walk.sees(page, "Being checked for viruses")

    scenes.worker()
    page.goto(section)

    walk.sees(page, "Blocked")
    expect(walk.main(page).get_by_role("link", name="plan.txt")).to_have_count(0)
    assert fine(page, width)
    page.goto("/messages/")
    walk.sees(page, "plan.txt")
    assert fine(page, width)


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_the_keeper_merges_two_records_of_one_organisation(
    people: People, open_page: Open, width: int
) -> None:
    twin = Organisation.objects.create(name=f"The {people.repair_cafe.name} Ltd", kind="charity")
    for person in (people.newcomer, people.outsider):
        Membership.objects.create(
            organisation=twin, person=person, role="organisations.administrator"
        )
    page = open_page(people.keeper, width=width)
    page.goto("/tasks/")
    walk.header(page, "Run this site")
    walk.follow(page, "Organisations")
    walk.follow(page, "Possible duplicate organisations")
    walk.headed(page, "Possible duplicate organisations")
    assert fine(page, width)
    walk.follow(page, "Look", about=twin.name)
    walk.sees(page, "This cannot be undone")
    assert fine(page, width)
    walk.choose(page, people.repair_cafe.name, exact=True)
    walk.choose(page, f"{people.outsider.name}: Administrator")
    walk.press(page, "Merge them")

    walk.headed(page, people.repair_cafe.name)
    walk.sees(
        page, f"{twin.name} has been merged into {people.repair_cafe.name}.", people.newcomer.name
    )
    page.goto(f"/organisations/{twin.key}/")
    walk.headed(page, people.repair_cafe.name)
    administers = "organisations.administrator"
    assert people.outsider.has_role(people.repair_cafe.pk, administers)
    assert not people.newcomer.has_role(people.repair_cafe.pk, administers)


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_request_for_information_is_answered_and_entrants_read_who_looked(
    people: People, open_call: Call, open_page: Open, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("allotment.fund.views.disclosure.SHOWN_AT_ONCE", 1)
    entry = scenes.sent(open_call, people.entrant, people.repair_cafe, "A mending table")
    scenes.sent(open_call, people.entrant, people.repair_cafe, "A seed library")
    close(open_call)
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    page = open_page(people.manager, width=width)
    walk.to_call(page, open_call.title)
    walk.follow(page, "Entries", exact=False)
    walk.follow(page, "A mending table")
    walk.to_call(page, open_call.title)
    walk.follow(page, "Answer a request for information")
    walk.press(page, "Make the file")
    expect(walk.problem(page)).to_be_visible()
    assert fine(page, width)
    walk.fill(page, "Reference of the request", "FOI 17")
    walk.fill(page, "Words that would harm", "mending table at the library")
    walk.press(page, "Show what is taken out")
    walk.sees(page, "What would be taken out", "mending table at the library", "1 to 1 of 2")
    assert fine(page, width)
    walk.press(page, "Show the next entries")
    walk.sees(page, "2 to 2 of 2", "The file has all of them")
    assert fine(page, width)
    walk.press(page, "Show the previous entries")
    walk.sees(page, "1 to 1 of 2")
    with page.expect_download() as download:
        walk.press(page, "Make the file")
    with zipfile.ZipFile(download.value.path()) as archive:
        given = archive.read("entries.csv").decode("utf-8-sig")
    assert entry.reference in given
    assert people.entrant.email not in given
    assert "mending table at the library" not in given

    entrant = open_page(people.entrant, width=width)
    entrant.goto("/account/")
    walk.follow(entrant, "data", exact=False)
    walk.follow(entrant, "Who viewed your information")
    walk.sees(entrant, people.manager.name, entry.reference)
    assert fine(entrant, width)
