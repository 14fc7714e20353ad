"""The site administrator sends a file of grants, mends what was turned away, and sends it again."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from allotment.register.models import Award
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open, axe, no_sideways_scrolling
from tests.people import People
from tests.register.tables import as_csv

OWN = ("Our ref", "Awarded to", "Grant value", "Date of decision")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_what_was_rejected_is_corrected_and_sent_again(
    people: People, open_page: Open, tmp_path: Path, width: int
) -> None:
    bad = ("b", "Boat Club", "lots", "25/12/2025")
    sent = tmp_path / "grants.csv"
    sent.write_bytes(as_csv([("a", "Choir", "£50", "03/04/2026"), bad], OWN))
    page = open_page(people.keeper, width=width)

    def fine() -> bool:
        return axe(page) == [] if width > 400 else no_sideways_scrolling(page)

    page.goto("/register/")
    walk.follow(page, "Import grants")
    walk.press(page, "Import")
    walk.sees(page, "Choose a file, or give the address of one")
    assert fine()
    page.get_by_label("File of grants").set_input_files(sent)
    walk.press(page, "Import")
    walk.headed(page, "Importing a file of grants")
    scenes.worker()
    if width < 400:
        walk.follow(page, "Check again")
    walk.follow(page, "Say what the columns hold")
    walk.headed(page, "Say what the columns hold")
    walk.sees(page, "For example: Choir; Boat Club")
    expect(page.get_by_label("Awarded to")).to_have_value("recipientOrganization/0/name")
    walk.press(page, "Save and import")
    expect(walk.problem(page)).to_contain_text("Every grant needs: Funding Org:Name")
    assert fine()
    page.get_by_label("Funding Org:Name, if no column holds it").fill("Millbridge Council")
    walk.press(page, "Save and import")
    walk.headed(page, "Importing a file of grants")
    scenes.worker()
    if width < 400:
        walk.follow(page, "Check again")
    walk.sees(page, "2 grants read: 1 new, 0 updated, 0 unchanged, 1 rejected.")
    walk.follow(page, "Result")
    walk.headed(page, "Import of grants.csv")
    walk.sees(page, "“25/12/2025” in row 3 can only be day first.", "We cannot read the amount")
    assert fine()
    with page.expect_download() as download:
        walk.follow(page, "Download what was rejected")
    mended = tmp_path / "mended.csv"
    mended.write_bytes(Path(download.value.path()).read_bytes().replace(b"lots", b"75"))
    walk.follow(page, "Send a corrected file")
    page.get_by_label("File of grants").set_input_files(mended)
    walk.press(page, "Import")
    walk.headed(page, "Importing a file of grants")
    scenes.worker()
    if width < 400:
        walk.follow(page, "Check again")
    walk.sees(page, "1 grant read: 1 new, 0 updated, 0 unchanged, 0 rejected.")
    walk.follow(page, "Result")
    walk.sees_not(page, "What was rejected")
    walk.back(page)
    walk.sees(page, "2 imports", "mended.csv", "grants.csv")
    assert fine()
    assert Award.objects.get(identifier="b").amount_pence == 7_500
