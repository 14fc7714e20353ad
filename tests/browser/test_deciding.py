"""The board decides within the money there is, letters go out, applicants answer, the public reads."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Call, Entry, Letter
from allotment.fund.services import decisions, letters
from allotment.money.models import Pot
from allotment.money.services import ledger
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def with_board(people: People, open_call: Call) -> tuple[Entry, Entry]:
    return scenes.before_the_board(people, open_call)


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_the_board_decides_within_the_pot(
    people: People, pot: Pot, with_board: tuple[Entry, Entry], open_page: Open, width: int
) -> None:
    ledger.take_out(pot=pot, pence=800_000, once="less", by=people.finance, why="Cut.")
    page = open_page(people.board, width=width)
    walk.to_task(page, "Decide 2 entries")
    walk.sees(page, "£2,000", "100.0", "60.0", "Here the money ends")

    walk.follow(page, "Decide A mending table")
    walk.sees(page, "Small ideas has £2,000 left to commit.")
    decide(page, "Fund", "Clear and cheap.", "1,700")
    walk.sees(page, "The decision on A mending table has been saved.", "Fund £1,700")
    walk.follow(page, "Decide A swap shelf")
    decide(page, "Fund", "Good too.", "1,500")
    expect(walk.problem(page)).to_contain_text("£300")
    expect(page.get_by_label("Amount, if it is funded")).to_have_value("1,500")
    decide(page, "Keep in reserve", "Good too.")
    walk.sees(page, "The decision on A swap shelf has been saved.", "Keep in reserve")
    walk.sees_not(page, "Decide A swap shelf")
    pot.refresh_from_db()
    assert pot.available == 30_000


def decide(page: Page, outcome: str, reason: str, amount: str = "") -> None:
    walk.choose(page, outcome, exact=True)
    if amount:
        walk.fill(page, "Amount, if it is funded", amount)
    walk.fill(page, "Reason", reason)
    walk.press(page, "Save this decision")


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_whoever_declares_a_conflict_does_not_decide(
    people: People, with_board: tuple[Entry, Entry], open_page: Open, width: int
) -> None:
    page = open_page(people.board, width=width)
    walk.to_task(page, "Decide 2 entries")

    walk.follow(page, "Declare a conflict", about="A mending table")
    walk.sees(page, "You will not be able to decide this entry.")
    walk.fill(page, "What is your interest?", "My sister is a trustee.")
    walk.press(page, "Declare it")

    walk.sees(
        page,
        "The conflict of interest has been recorded. Others will decide this entry.",
        "You declared a conflict",
    )
    expect(page.get_by_role("link", name="Decide A mending table")).to_have_count(0)
    walk.follow(page, "A mending table")
    walk.sees(page, "You have a conflict of interest in this entry, so others decide it.")
    expect(walk.main(page).get_by_role("button", name="Decide")).to_have_count(0)
    walk.to_task(page, "Decide an entry")


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_the_manager_takes_the_pack_sends_the_letters_and_corrects_a_decision(
    people: People, pot: Pot, with_board: tuple[Entry, Entry], open_page: Open, width: int
) -> None:
    for entry in with_board:
        decisions.decide(
            entry=entry, by=people.board, outcome=Outcome.FUND, amount=100_000, pot=pot,
            reason="Clear and cheap.",
        )  # fmt: skip
    page = open_page(people.manager, width=width)
    walk.to_task(page, "Send 2 letters")
    walk.sees(page, "offer you £1,000", "Well done.", "Clear and cheap.")
    walk.press(page, "Send 2 letters")
    walk.sees(page, "2 letters were sent.")

    walk.follow(page, "Ranked list and decisions")
    with page.expect_download() as download:
        walk.follow(page, "Board pack (PDF)")
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    walk.follow(page, "Correct A swap shelf")
    walk.sees(page, "What you save now is a correction")
    decide(page, "Decline", "The sum was read wrongly.")
    walk.sees(page, "Decline")
    walk.to_task(page, "Send a letter")
    walk.sees(page, "The sum was read wrongly.")
    walk.press(page, "Send 1 letter")
    walk.sees(page, "1 letter was sent.")
    assert Letter.objects.filter(entry=with_board[1]).count() == 2


@pytest.fixture
def offered(people: People, pot: Pot, with_board: tuple[Entry, Entry]) -> tuple[Entry, Entry]:
    for entry in with_board:
        decisions.decide(
            entry=entry, by=people.board, outcome=Outcome.FUND, amount=100_000, pot=pot,
            reason="Clear and cheap.",
        )  # fmt: skip
    letters.send_letters(call=with_board[0].call, by=people.manager)
    return with_board


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_offers_are_answered_and_everybody_reads_the_result(
    people: People, pot: Pot, offered: tuple[Entry, Entry], open_page: Open, width: int
) -> None:
    accepts(open_page(people.entrant, width=width))
    second = offered[1].owner
    turns_down(open_page(second, width=width))
    scenes.worker()
    manager = open_page(people.manager, width=width)
    walk.to_task(manager, "Close the decisions")
    walk.fill(manager, "Summary of the results", "A good year for *mending*.")
    walk.press(manager, "Close the decisions")
    walk.sees(manager, "The decisions have been closed.")

    visitor = open_page(None, width=width)
    visitor.goto("/")
    walk.sees(visitor, "A mending table")
    walk.follow(visitor, "All calls and their results")
    walk.follow(visitor, offered[0].call.title)
    walk.sees(visitor, "Results", "A good year for mending.", "1 award, £1,000")
    walk.sees(visitor, "If you disagree with a decision")
    walk.follow(visitor, "A mending table")
    walk.headed(visitor, "A mending table")
    walk.sees(visitor, "Wexcombe Repair Café", "£1,000")
    walk.menu(visitor, "Awards")
    walk.sees(visitor, "A mending table")
    entrant = open_page(people.entrant, width=width)
    walk.to_entry(entrant, "A mending table")
    walk.follow(entrant, "The published award")
    walk.headed(entrant, "A mending table")
    pot.refresh_from_db()
    assert pot.available == 900_000


def accepts(page: Page) -> None:
    walk.to_task(page, "Answer the offer")
    walk.headed(page, "You have been offered £1,000")
    walk.press(page, "Send the answer")
    expect(walk.problem(page)).to_contain_text("Choose whether you accept the offer.")
    walk.choose(page, "Yes, we accept")
    walk.press(page, "Send the answer")
    walk.sees(page, "You have accepted the award.", "You accepted an award of £1,000.")


def turns_down(page: Page) -> None:
    walk.to_task(page, "Answer the offer")
    walk.choose(page, "No, we turn it down")
    walk.fill(page, "If you turn it down, tell us why", "Our landlord said no.")
    walk.press(page, "Send the answer")
    walk.sees(page, "You have turned down the award.", "You turned down an award of £1,000.")


def test_a_visitor_follows_open_calls_as_a_feed(open_call: Call, open_page: Open) -> None:
    page = open_page(None)
    page.goto("/calls/")
    address = walk.main(page).get_by_role("link", name="Follow open calls as a feed")

    feed = page.request.get(str(address.get_attribute("href")))

    assert "atom+xml" in feed.headers["content-type"]
    assert re.search(rf"<title>[^<]*{open_call.title}", feed.text())
