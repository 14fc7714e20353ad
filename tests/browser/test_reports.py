"""What a call or any grants tell: from one button to a published report, a reader, a colleague."""

import csv
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from allotment.evidence.models import Analysis, Edition
from tests.browser import scenes, walking as walk
from tests.browser.conftest import Open, axe, fine
from tests.people import People
from tests.register.conftest import bring
from tests.register.grants import small_grant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LLOYDS = "360giving/lloyds-bank-foundation-2010-2015.json"


def read(page: Page, width: int) -> None:
    """Let the worker read the source, and go on from the job's page."""
    walk.headed(page, "Analysing entries or awards")
    scenes.worker()
    if width < 400:
        walk.follow(page, "Check again")
    walk.sees(page, "Everything has been read.")


def test_a_fund_manager_goes_from_one_button_to_a_published_report_on_real_grants(
    people: People, open_page: Open, shared_data: Path
) -> None:
    page = open_page(people.manager)
    page.goto("/analyses/")
    walk.follow(page, "See what entries or awards say")
    walk.follow(page, "Send a file")
    page.get_by_label("Title of the report").fill("What five years of grants say")
    page.get_by_label("File of grants").set_input_files(shared_data / LLOYDS)
    walk.press(page, "Analyse")
    read(page, 1280)
    walk.follow(page, "What five years of grants say")
    walk.headed(page, "What five years of grants say")
    walk.sees(page, "4,116", "Service areas", "How this was done")
    assert axe(page) == []

    finding = page.locator("#finding-given-median")
    finding.locator("summary").click()
    finding.get_by_label("Your own text").fill("Half got less than a modest salary.")
    finding.get_by_role("button", name="Use my words").click()
    expect(finding).to_contain_text("Half got less than a modest salary.")
    expect(finding).to_contain_text("£23,600")

    walk.follow(page, "Themes", exact=True)
    walk.headed(page, "Themes")
    assert axe(page) == []
    theme = walk.main(page).locator("tbody a").first
    name = theme.inner_text()
    theme.click()
    walk.headed(page, name)
    page.get_by_label("Name of the theme").fill("Growing up well")
    walk.press(page, "Rename")
    walk.sees(page, "Growing up well")
    walk.press(page, "Merge themes")
    boxes = walk.main(page).get_by_role("checkbox")
    boxes.nth(1).check(force=True)
    boxes.nth(2).check(force=True)
    page.get_by_label("Name of the merged theme").fill("Two in one")
    walk.press(page, "Merge")
    walk.sees(page, "Two in one")

    walk.follow(page, "Foreword")
    page.get_by_label("Foreword (optional)").fill("We looked back, to see where to go.")
    walk.press(page, "Save")
    walk.follow(page, "Publish", exact=True)
    walk.headed(page, "Publish the report")
    walk.sees(page, "Sentences that nobody has looked at yet", "No colleague has looked at it.")
    assert axe(page) == []
    walk.press(page, "Publish")
    walk.headed(page, "What five years of grants say")
    walk.sees(page, "We looked back", "Half got less than a modest salary.", "Growing up well",
              "Two in one")  # fmt: skip
    assert axe(page) == []

    visitor = open_page()
    visitor.goto("/reports/")
    walk.follow(visitor, "What five years of grants say")
    answer = visitor.request.get(f"{visitor.url}1/report.pdf")
    with pikepdf.open(io.BytesIO(answer.body())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]) == "What five years of grants say"
    rows = csv.reader(io.StringIO(visitor.request.get(f"{visitor.url}1/data/years.csv").text()))
    assert sum(int(count.replace(",", "")) for _year, count in list(rows)[1:]) == 4_116


@pytest.fixture
def awards(db: None) -> None:
    """Awards with texts enough for themes."""
    kinds = {
        "Lunch club": "A lunch club for older people in the village hall, with volunteers who cook.",
        "Youth club": "Young people run a youth club with sport, music and a mentor each evening.",
        "Repair café": "Volunteers repair furniture and bicycles, so that less is thrown away.",
    }
    bring(
        *(
            small_grant(
                id=f"360G-r-{number:03}", title=f"{title} {number}",
                description=f"{text} For the {number}th time.", awardDate=f"{2020 + number % 5}-05-01",
                amountAwarded=500 + 10 * number,
                fundingOrganization=[{"id": "GB-LAE-MIL", "name": "Millbridge Council"}],
                recipientOrganization=[{"id": f"GB-CHC-{200000 + number}", "name": f"Group {number}"}],
            )
            for number, (title, text) in enumerate(list(kinds.items()) * 14)
        )
    )  # fmt: skip


@pytest.fixture
def analysis(people: People, open_page: Open, awards: None) -> Any:
    """The register's awards, analysed by the fund manager."""
    page = open_page(people.manager)
    page.goto("/register/")
    walk.follow(page, "Analyse these awards")
    walk.sees(page, "42 published awards are in the list")
    page.get_by_label("Title of the report").fill("What neighbours fund")
    walk.press(page, "Analyse")
    read(page, 1280)
    return Analysis.objects.get()


def publish(page: Page, analysis: Analysis) -> None:
    page.goto(f"/analyses/{analysis.key}/publish/")
    walk.press(page, "Publish")
    walk.headed(page, "What neighbours fund")


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_reader_reads_a_report_on_a_telephone(
    people: People, open_page: Open, analysis: Analysis, width: int
) -> None:
    publish(open_page(people.manager), analysis)
    page = open_page(width=width)

    page.goto("/")
    page.goto("/reports/")
    walk.sees(page, "1 report")
    assert fine(page, width)
    walk.follow(page, "What neighbours fund")
    walk.headed(page, "What neighbours fund")
    walk.sees(page, "Key findings", "42 awards", "Ten to read", "How this was done")
    assert fine(page, width)
    tables = page.locator("figure.app-chart")
    assert tables.count() > 5
    for chart in tables.all():
        chart.locator("summary").click()
        expect(chart.locator("table")).to_be_visible()
        assert chart.locator("svg title").count() == 1
    assert fine(page, width)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="The report as a PDF")).to_be_hidden()


@pytest.mark.parametrize("width", walk.WIDTHS)
def test_a_colleague_looks_and_the_report_is_corrected_and_taken_back(
    people: People, open_page: Open, analysis: Analysis, width: int
) -> None:
    reviewer = people.board
    manager = open_page(people.manager, width=width)
    manager.goto(f"/analyses/{analysis.key}/review/")
    walk.sees(manager, "Nobody has been asked yet.")
    walk.press(manager, "Ask a colleague to look")
    walk.choose(manager, reviewer.name)
    manager.get_by_label("What should they look at? (optional)").fill("Is the money right?")
    walk.press(manager, "Ask")
    walk.sees(manager, reviewer.name, "Is the money right?")
    assert fine(manager, width)
    scenes.worker()
    assert any("look at a report" in each.subject for each in mail.outbox)

    colleague = open_page(reviewer, width=width)
    colleague.goto("/messages/")
    walk.sees(colleague, "You are asked to look at a report")
    colleague.goto(f"/analyses/{analysis.key}/review/")
    walk.follow(colleague, "Read it as it would be published")
    walk.sees(colleague, "Nobody outside sees it yet.")
    assert fine(colleague, width)
    colleague.goto(f"/analyses/{analysis.key}/review/")
    walk.follow(colleague, "Review the report")
    walk.choose(colleague, "Ready to be published")
    colleague.get_by_label("Comments (optional)").fill("It reads well.")
    walk.press(colleague, "Send")
    walk.sees(colleague, "It reads well.", "Ready to be published")
    assert fine(colleague, width)

    publish(manager, analysis)
    manager.goto(f"/analyses/{analysis.key}/front/")
    manager.get_by_label("Foreword (optional)").fill("A first word.")
    walk.press(manager, "Save")
    walk.follow(manager, "Publish", exact=True)
    walk.press(manager, "Publish")
    expect(walk.problem(manager)).to_contain_text("Say what has changed since the last edition")
    manager.get_by_label("What has changed since the last edition?").fill("A foreword was added.")
    walk.press(manager, "Publish")
    walk.sees(manager, "What has changed in edition 2", "A foreword was added.", "A first word.")
    assert fine(manager, width)

    manager.goto(f"/analyses/{analysis.key}/versions/")
    walk.follow(manager, "Withdraw", about="edition 2")
    manager.get_by_label("Why are you withdrawing it?").fill("The foreword was another's.")
    walk.press(manager, "Withdraw")
    visitor = open_page(width=width)
    visitor.goto(f"/reports/{analysis.key}/")
    walk.sees_not(visitor, "A first word.")
    answer = visitor.goto(f"/reports/{analysis.key}/2/")
    assert answer is not None
    assert answer.status == 410
    walk.sees(visitor, "withdrawn", "The foreword was another's.")
    assert Edition.objects.count() == 2
