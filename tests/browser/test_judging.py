"""Screening, assessors and their load, conflicts before reading, scores with reasons."""

import pytest
from playwright.sync_api import Page, expect

from allotment.fund.models import Assignment, Call, Entry
from allotment.fund.services import assessment
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open
from tests.fund.conftest import close
from tests.people import People

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def two_sent(people: People, open_call: Call) -> tuple[Entry, Entry]:
    """Two entries of two groups to a call that has just closed."""
    group, person = scenes.another_group(people, "Mill Lane Swap")
    first = scenes.sent(open_call, people.entrant, people.repair_cafe, "A mending table")
    second = scenes.sent(open_call, person, group, "A bench for one")
    close(open_call)
    return first, second


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_entries_are_screened_and_given_to_assessors(
    people: People, open_call: Call, two_sent: tuple[Entry, Entry], open_page: Open, width: int
) -> None:
    people.assessor, people.second_assessor  # noqa: B018  # they are there to be chosen
    page = open_page(people.manager, width=width)
    walk.to_task(page, "Screen 2 entries")
    walk.follow(page, "A mending table")
    walk.press(page, "Save and go to the next entry")
    walk.sees(page, "There is a problem")
    walk.choose(page, "Yes, it is eligible")
    walk.press(page, "Save")
    walk.headed(page, "A bench for one")
    walk.choose(page, "No, it is not eligible")
    walk.press(page, "Save and go to the next entry")
    walk.sees(page, "There is a problem")
    walk.choose(page, "No, it is not eligible")
    walk.fill(page, "Reason, if it is not eligible", "It has not been tried yet.")
    walk.press(page, "Save")
    walk.sees(page, "Every entry has been screened.")

    walk.to_task(page, "Find assessors for an entry")
    walk.follow(page, "A mending table")
    page.get_by_label("Assign to").select_option(label="Asa Assessor (has 0)")
    walk.press(page, "Assign")
    walk.sees(page, "Asa Assessor has been asked to score it.", "Ada Assessor (has 0)")
    walk.press(page, "Unassign Asa Assessor")
    walk.sees(page, "Asa Assessor has been unassigned.", "Nobody yet")
    walk.back(page)
    walk.sees(page, "Assessors and how many entries each has")
    walk.press(page, "Assign the rest evenly")
    walk.sees(page, "2 assignments were made.", "Asa Assessor", "0 of 2 scores submitted")
    assert Assignment.objects.count() == 2


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_assessors_score_and_see_others_only_after_their_own(
    people: People, open_call: Call, two_sent: tuple[Entry, Entry], open_page: Open, width: int
) -> None:
    for entry in two_sent:
        entry.refresh_from_db()
        assessment.screen(entry=entry, by=people.manager, eligible=True)
        for person in (people.assessor, people.second_assessor):
            assessment.assign(entry=entry, assessor=person, by=people.manager)
    asa = open_page(people.assessor, width=width)

    walk.to_task(asa, "Score an entry")
    walk.headed(asa, "Before you read it")
    walk.sees_not(asa, "What got better")
    walk.choose(asa, "No: I have no tie")
    walk.press(asa, "Continue")
    walk.sees(asa, "We opened a mending table at the library")
    walk.score(asa, 4, "Clear and cheap.")
    asa.get_by_label("Why?").first.fill("")
    walk.press(asa, "Submit scores")
    expect(walk.problem(asa)).to_contain_text("say why")
    walk.score(asa, 4, "Clear and cheap.", unable="Evidence")
    walk.press(asa, "Save for later")
    walk.sees(asa, "Your scores have been saved.", "Being scored")
    walk.follow(asa, "A mending table")
    walk.press(asa, "Submit scores")
    walk.sees(
        asa,
        "Your scores have been submitted.",
        "Not able to judge",
        "No other assessor has submitted scores",
    )

    declares_a_conflict(asa)
    ada = open_page(people.second_assessor, width=width)
    scores_after(ada)
    walk.sees(ada, "Asa Assessor", "Clear and cheap.")
    states = Assignment.objects.values_list("assessor__name", "state")
    assert sorted(states) == [
        ("Ada Assessor", "assigned"), ("Ada Assessor", "submitted"),
        ("Asa Assessor", "stepped_back"), ("Asa Assessor", "submitted"),
    ]  # fmt: skip
    finds_a_conflict_late(ada)
    walk.to_task(open_page(people.manager, width=width), "Find another assessor for 2 entries")


def finds_a_conflict_late(page: Page) -> None:
    walk.follow(page, "I have found a conflict of interest")
    walk.sees(page, "the scores that you gave it no longer count")
    walk.press(page, "Step back from this entry")
    expect(walk.problem(page)).to_contain_text("Say what your interest is")
    walk.fill(page, "What is your interest?", "The treasurer is my sister.")
    walk.press(page, "Step back from this entry")
    walk.sees(
        page, "Your conflict of interest has been recorded. Somebody else will score this entry."
    )
    walk.follow(page, "Scores submitted")
    walk.sees_not(page, "A mending table")


def declares_a_conflict(page: Page) -> None:
    walk.follow(page, "Score the next entry")
    walk.choose(page, "Yes: I know them")
    walk.press(page, "Continue")
    walk.sees(page, "There is a problem")
    walk.fill(page, "If yes, what is it?", "My brother built the bench.")
    walk.press(page, "Continue")
    walk.sees(
        page,
        "Your conflict of interest has been recorded. Somebody else will score this entry.",
        "You have no entries to score.",
    )


def scores_after(page: Page) -> None:
    page.goto("/tasks/")
    walk.follow(page, "Score an entry")
    walk.choose(page, "No: I have no tie")
    walk.press(page, "Continue")
    walk.headed(page, "A mending table")
    walk.sees_not(page, "Clear and cheap.")
    walk.score(page, 2, "Not much counted.")
    walk.press(page, "Submit scores")


def test_scores_are_kept_as_they_are_typed(
    people: People, open_call: Call, two_sent: tuple[Entry, Entry], open_page: Open
) -> None:
    entry = two_sent[0]
    entry.refresh_from_db()
    assessment.screen(entry=entry, by=people.manager, eligible=True)
    sheet = assessment.assign(entry=entry, assessor=people.assessor, by=people.manager)
    assessment.declare(assignment=sheet, by=people.assessor, conflict="")
    page = open_page(people.assessor)
    walk.to_task(page, "Score an entry")

    page.get_by_label("Why?").first.fill("They counted every visit.")
    page.get_by_label("Why?").first.blur()

    expect(page.locator("#save-status")).to_contain_text("Saved at")
    assert sheet.scores.filter(reason="They counted every visit.").exists()
