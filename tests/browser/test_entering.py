"""The entrant: two people on one entry, a file, changes after sending, withdrawing."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from allotment.fund.models import Call, Entry
from tests.browser import walking as walk
from tests.browser.conftest import Open
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_two_people_write_one_entry(
    people: People, open_call: Call, full_draft: Entry, open_page: Open, width: int
) -> None:
    key = open_call.title_question
    mine = open_page(people.entrant, width=width)
    theirs = open_page(people.colleague, width=width)
    for page in (mine, theirs):
        walk.to_task(page, "Finish and send your entry")
        walk.follow(page, "Your idea")

    walk.fill(mine, "What do you call your idea?", "Mine came first")
    walk.press(mine, "Save")
    walk.sees(mine, "Saved.")
    walk.fill(theirs, "What do you call your idea?", "Theirs came second")
    walk.press(theirs, "Save")

    walk.sees(theirs, "Erin Entrant changed “Title” while you were writing", "Mine came first")
    expect(theirs.locator(f"#{key}")).to_have_value("Theirs came second")
    walk.fill(theirs, "What do you call your idea?", "Both of ours")
    walk.press(theirs, "Save and continue")
    mine.reload()
    expect(mine.locator(f"#{key}")).to_have_value("Both of ours")


def test_a_colleagues_save_is_announced_while_typing(
    people: People, open_call: Call, full_draft: Entry, open_page: Open
) -> None:
    mine, theirs = open_page(people.entrant), open_page(people.colleague)
    for page in (mine, theirs):
        walk.to_task(page, "Finish and send your entry")
        walk.follow(page, "Your idea")

    title = mine.get_by_label("What do you call your idea?")
    title.fill("A table that mends everything")
    title.blur()
    expect(mine.locator("#save-status")).to_contain_text("Saved at")
    late = theirs.get_by_label("What do you call your idea?")
    late.fill("Another name")
    late.blur()

    expect(theirs.locator("#save-status")).to_contain_text(
        "Erin Entrant changed “Title” at the same time."
    )


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_file_goes_with_the_entry(
    people: People, full_draft: Entry, open_page: Open, tmp_path: Path, width: int
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("Saturdays from ten to noon.")
    page = open_page(people.entrant, width=width)
    walk.to_task(page, "Finish and send your entry")
    walk.follow(page, "Could others do it?")

    walk.press(page, "Add the file")
    walk.sees(page, "Choose a file first")
    needs = page.get_by_label("Could others do it? What would they need?")
    needs.fill("A bench, and a friend.")
    for _ in range(2):
        page.get_by_label("Choose a file").set_input_files(plan)
        walk.press(page, "Add the file")
        walk.sees(page, "plan.txt has been added.")
    expect(needs).to_have_value("A bench, and a friend.")
    walk.press(page, "Remove plan.txt")
    walk.sees(page, "plan.txt has been removed.")
    walk.press(page, "Put it back", exact=False)
    walk.sees(page, "plan.txt is back.")
    expect(walk.main(page).get_by_role("link", name="plan.txt")).to_have_count(2)
    walk.press(page, "Remove plan.txt")
    walk.sees(page, "plan.txt has been removed.")
    expect(walk.main(page).get_by_role("link", name="plan.txt")).to_have_count(1)
    walk.back(page)
    walk.send(page)

    walk.sees(page, "plan.txt", "Download exactly what was sent")
    with page.expect_download() as download:
        walk.follow(page, "Download exactly what was sent")
    assert "plan.txt" in Path(download.value.path()).read_text()


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_an_entry_is_changed_after_it_was_sent_and_then_withdrawn(
    people: People, full_draft: Entry, open_page: Open, width: int
) -> None:
    page = open_page(people.entrant, width=width)
    walk.to_task(page, "Finish and send your entry")
    walk.send(page)

    walk.to_entry(page, "A mending table")
    walk.sees(page, "You sent it on", "You can still change it")
    walk.follow(page, "Your idea")
    walk.fill(page, "What do you call your idea?", "A better table")
    walk.press(page, "Save and continue")
    walk.back(page)
    walk.sees(page, "That version counts until you send it again.")
    walk.to_task(page, "Send your changed entry again")
    walk.send(page)
    expect(walk.main(page)).to_contain_text(re.compile(r"Version\s*2"))

    walk.to_entry(page, "A better table")
    walk.follow(page, "Withdraw this entry")
    walk.sees(page, "You cannot undo this.")
    walk.fill(page, "Why do you withdraw it?", "We found the money elsewhere.")
    walk.press(page, "Withdraw the entry")
    walk.sees(page, "The entry has been withdrawn.", "Withdrawn", "What you sent, and its receipt")
    full_draft.refresh_from_db()
    assert full_draft.state == "withdrawn"


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_what_is_missing_is_said_and_leads_to_its_place(
    people: People, open_call: Call, open_page: Open, width: int
) -> None:
    page = open_page(people.newcomer, width=width)
    page.goto("/")
    walk.follow(page, open_call.title)
    walk.press(page, "Start an entry")
    walk.sees(page, "To enter for an organisation, add it first")
    walk.press(page, "Start")

    walk.press(page, "Check your answers and send")
    walk.sees(page, "Some answers are still missing.")
    walk.press(page, "Send the entry")
    alert = walk.problem(page)
    expect(alert).to_contain_text("There is a problem")
    alert.get_by_role("link").first.click()
    walk.headed(page, "Your idea")
    walk.fill(page, "How many months has it been going?", "a while")
    walk.press(page, "Save")
    expect(walk.problem(page)).to_contain_text("There is a problem")
    expect(page.get_by_label("How many months has it been going?")).to_have_value("a while")
