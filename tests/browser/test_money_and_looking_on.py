"""The finance officer's pots, the auditor who changes nothing, the site administrator."""

import pytest
from playwright.sync_api import Page, expect

from allotment.fund.domain.moves import Outcome
from allotment.fund.models import Award, Call
from allotment.fund.services import awards, decisions, letters
from allotment.kernel.jobs.models import Job
from allotment.money.models import Pot
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def accepted(people: People, pot: Pot, open_call: Call) -> Award:
    """An award of £1,000 that was accepted; another entry waits for the board."""
    first, _second = scenes.before_the_board(people, open_call)
    decisions.decide(
        entry=first, by=people.board, outcome=Outcome.FUND, amount=100_000, pot=pot,
        reason="Clear and cheap.",
    )  # fmt: skip
    letters.send_letters(call=open_call, by=people.manager)
    award = Award.objects.get()
    awards.accept(award=award, by=people.entrant)
    return award


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_pot_is_opened_and_money_put_in(people: People, open_page: Open, width: int) -> None:
    page = open_page(people.finance, width=width)
    page.goto("/tasks/")
    walk.menu(page, "Pots")
    walk.sees(page, "There are no pots yet.")

    walk.press(page, "Open a pot for Wexcombe Borough Council")
    walk.fill(page, "Name of the pot", "High streets")
    walk.fill(page, "Where does the money come from?", "Discretionary budget, line 4417")
    walk.press(page, "Open the pot")
    walk.sees(page, "The pot is open. Now put money in.")
    walk.press(page, "Put money in")
    walk.fill(page, "Amount", "a lot")
    walk.press(page, "Continue")
    expect(walk.problem(page)).to_contain_text("amount in pounds")
    walk.fill(page, "Amount", "12,500")
    walk.press(page, "Continue")
    walk.sees(page, "Check before money moves", "£12,500")
    walk.press(page, "Put £12,500 in")

    walk.sees(page, "£12,500 has been put in.", "Where the money is")
    expect(page.get_by_role("img").first).to_be_visible()
    page.get_by_text("Show the numbers as a table").click()
    expect(page.get_by_role("cell", name="£12,500").first).to_be_visible()
    assert Pot.objects.get().available == 1_250_000


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_an_accepted_award_is_paid(
    people: People, pot: Pot, accepted: Award, open_page: Open, width: int
) -> None:
    page = open_page(people.finance, width=width)
    walk.to_task(page, "Pay an award and record it")
    walk.sees(page, "A mending table")
    walk.follow(page, "Record a payment")
    walk.fill(page, "Amount", "1,000")
    walk.press(page, "Continue")
    walk.sees(page, "No money is sent from here.")
    walk.press(page, "Record £1,000 as paid")

    walk.sees(page, "The payment of £1,000 has been recorded.", "Nothing to pay")
    walk.follow(page, "See every movement")
    walk.sees(page, "£1,000", "£10,000")
    page.goto("/tasks/")
    walk.sees_not(page, "Pay an award")


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_the_auditor_reads_all_and_changes_nothing(
    people: People, pot: Pot, accepted: Award, open_page: Open, width: int
) -> None:
    page = open_page(people.auditor, width=width)
    page.goto("/tasks/")
    walk.follow(page, accepted.entry.call.title)
    walk.sees(page, "What happened", "Being decided")
    walk.follow(page, "Entries")
    walk.follow(page, "A mending table")
    walk.sees(page, "Scores", "Clear and cheap.", "What happened", "Accepted")
    only_looks(page)
    walk.back(page)
    only_looks(page)
    walk.back(page)
    walk.follow(page, "Ranked list and decisions")
    only_looks(page)
    walk.back(page)
    walk.follow(page, "Questions about the call")
    only_looks(page)
    walk.menu(page, "Pots")
    walk.follow(page, pot.name)
    walk.sees(page, "£1,000")
    only_looks(page)
    walk.follow(page, "See every movement")
    walk.sees(page, "£10,000")


def only_looks(page: Page) -> None:
    """There is no form on the page that changes anything."""
    expect(walk.main(page).locator("form[method=post]")).to_have_count(0)
    for name in ("Decide", "Correct", "Assign", "Put money in", "Answer to everybody"):
        expect(walk.main(page).get_by_role("button", name=name)).to_have_count(0)
        expect(walk.main(page).get_by_role("link", name=name, exact=True)).to_have_count(0)


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_the_keeper_of_the_site_looks_after_work_and_organisations(
    people: People, open_page: Open, width: int
) -> None:
    people.wexcombe, people.repair_cafe  # noqa: B018
    Job.objects.create(kind="fund.close_due_calls", status="failed", error="The disk was full.")
    page = open_page(people.keeper, width=width)
    page.goto("/tasks/")

    walk.follow(page, "Check a background job that failed")
    walk.sees(page, "The disk was full.")
    walk.header(page, "Run this site")
    walk.follow(page, "Organisations")
    walk.sees(page, "Wexcombe Borough Council", "Wexcombe Repair Café")
    walk.follow(page, "Wexcombe Repair Café")
    walk.headed(page, "Wexcombe Repair Café")
