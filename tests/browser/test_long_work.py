"""Work that takes long: the page says how far it is, and leads on when it has ended."""

import pytest
from playwright.sync_api import expect

from allotment.fund.models import Call, Letter
from allotment.fund.queries.packs import AT_ONCE
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open, axe, no_sideways_scrolling
from tests.fund.batches import declined, with_the_board
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_many_letters_are_sent_while_the_officer_watches(
    people: People, open_call: Call, open_page: Open, width: int
) -> None:
    declined(people, open_call, 60)
    page = open_page(people.manager, width=width)

    walk.to_task(page, "Send 60 letters")
    walk.press(page, "Send 60 letters")
    walk.headed(page, "Sending letters")
    walk.sees(page, "Waiting to start.", "Background work is not running at the moment.")
    assert axe(page) == [] if width > 400 else no_sideways_scrolling(page)
    jobs.beat("one")
    Job.objects.filter(steps=0).update(status="running", step=50, steps=60)
    if width < 400:
        walk.follow(page, "Check again")
    walk.sees(page, "50 of 60")
    walk.sees_not(page, "Background work is not running at the moment.")
    Job.objects.filter(step=50).update(status="queued")
    scenes.worker()
    if width < 400:
        walk.follow(page, "Check again")
    walk.sees(page, "Finished on", "60 letters were sent.")
    assert axe(page) == [] if width > 400 else no_sideways_scrolling(page)
    walk.follow(page, "Letters sent")
    walk.headed(page, "Letters sent")
    assert Letter.objects.count() == 60


def test_a_long_board_pack_is_made_and_fetched(
    people: People, open_call: Call, open_page: Open
) -> None:
    with_the_board(people, open_call, AT_ONCE + 1)
    page = open_page(people.board)
    page.goto(f"/manage/{open_call.key}/ranking/")

    walk.press(page, "Make the board pack (PDF)")
    walk.headed(page, "Making the board pack")
    scenes.worker()
    walk.sees(page, "Finished on", open_call.title)
    with page.expect_download() as download:
        walk.follow(page, "Download the board pack")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    walk.follow(page, "Ranked list")
    walk.sees(page, "made on")
    expect(page.get_by_role("button", name="Make a new board pack (PDF)")).to_be_visible()
    assert axe(page) == []
