"""Tables with headings of a funder's own: asked about once, then read as was said."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from allotment import cli
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.register.domain.reading.guessing import guessed
from allotment.register.models import Award, ImportRun, TableAnswers
from tests.people import People
from tests.register.tables import HEADINGS, as_csv, as_workbook, row, saved
from tests.register.test_import_pages import done, keeper, result, turned_away

__all__ = ["keeper"]
pytestmark = pytest.mark.django_db

OWN = ("Our ref", "Awarded to", "Grant value (£)", "Date of decision", "Officer")
ROWS = [
    ("W-1", "Repair Café", "1,250", "03/04/2026", "Smith"),
    ("W-2", "Boat Club", "400", "05/04/2026", "Jones"),
]
FUNDER = "all-fundingOrganization-0-name"


def asked(job: Job) -> str:
    """The address of the page that asks, as the job's page gives it."""
    return reverse("register:import_columns", args=[job.result["asks"]])


def proposed(client: Client, address: str) -> dict[str, str]:
    """The form as the page has it, filled with what it proposes."""
    page = client.get(address).content.decode()
    selects = re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    found = {
        name: (re.search(r'<option value="([^"]*)" selected', options) or ["", ""])[1]
        for name, options in selects
    }
    return found | dict(re.findall(r'name="(all-[^"]+)"[^>]*value="([^"]*)"', page))


def answer(client: Client, job: Job, **said: str) -> Any:
    address = asked(job)
    return client.post(address, proposed(client, address) | said)


def ran(response: Any) -> Job:
    key = response["Location"].rstrip("/").rpartition("/")[2]
    jobs.run(key)
    return Job.objects.get(key=key)


@pytest.mark.parametrize(
    ("heading", "path"),
    [("Our ref", "id"), ("Grant value (£)", "amountAwarded"), ("Date of decision", "awardDate"),
     ("Name of organisation", "recipientOrganization/0/name"), ("Officer", None),
     ("Start date", "plannedDates/0/startDate"), ("Date of award", "awardDate"),
     ("Registered charity no.", "recipientOrganization/0/charityNumber"), ("£", "amountAwarded"),
     ("Given to", "recipientOrganization/0/name"), ("Ref no.", "id"), ("When", "awardDate"),
     ("Charity", "recipientOrganization/0/name"), ("Paid (£)", "amountAwarded")],
)  # fmt: skip
def test_headings_are_guessed(heading: str, path: str | None) -> None:
    found = guessed(heading)
    assert (found and "/".join(map(str, found))) == path


def test_own_headings_are_asked_about_once_and_then_known(
    keeper: Client, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    job = done(keeper, as_csv(ROWS, OWN))

    assert (job.status, ImportRun.objects.count()) == ("done", 0)
    assert asked(job) in keeper.get(reverse("jobs:job", args=[job.key])).content.decode()
    form = proposed(keeper, asked(job))
    assert [form[f"column-{n}"] for n in range(5)] == [
        "id", "recipientOrganization/0/name", "amountAwarded", "awardDate", "",
    ]  # fmt: skip
    assert form["all-currency"] == "GBP"
    page = keeper.get(asked(job)).content.decode()
    assert "For example: Smith; Jones" in page
    assert "What does “03/04/2026” mean?" in page
    ended = ran(answer(keeper, job, order="month-first", **{FUNDER: "Millbridge", "column-4": "-"}))

    assert ended.result["imported"] == 2
    award = Award.objects.get(identifier="W-1")
    assert (award.award_date, award.amount_pence) == (dt.date(2026, 3, 4), 125_000)
    assert (award.currency, award.funder_name) == ("GBP", "Millbridge")
    assert "Smith" not in str(award.document)
    assert "Grant value (£) → Amount Awarded" in result(keeper)

    later = tmp_path / "next.csv"
    later.write_bytes(as_csv([("W-3", "Allotments", "75", "06/13/2026", "Smith")], OWN))
    with pytest.raises(SystemExit) as caught:
        cli.main(["import", str(later)])
    assert caught.value.code == 0
    assert "Columns read as was said" in capsys.readouterr().out
    assert Award.objects.get(identifier="W-3").award_date == dt.date(2026, 6, 13)


@pytest.mark.parametrize("written", [as_csv, as_workbook])
def test_lines_above_a_funders_own_headings_are_passed_over(keeper: Client, written: Any) -> None:
    above = [("Grants of the Millbridge Trust",), (), ("Exported", "26 November 2026"), OWN]
    job = done(keeper, written([*above[1:], *ROWS], above[0]))

    assert "Grants of the Millbridge Trust" not in keeper.get(asked(job)).content.decode()
    ended = ran(answer(keeper, job, order="day-first", **{FUNDER: "Millbridge Trust"}))

    assert (ended.result["imported"], ended.result["rejected"]) == (2, 0)
    assert Award.objects.get(identifier="W-2").amount_pence == 40_000


def test_of_several_sheets_that_with_a_funders_headings_is_the_table(keeper: Client) -> None:
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["How to read this file"])
    book.active.append(["It lists what we gave", "and to whom"])
    for each in (("Our grants",), OWN, *ROWS):
        (book["2026"] if "2026" in book.sheetnames else book.create_sheet("2026")).append(each)
    book.create_sheet("Lookups").append(["Smith", "Officer"])

    job = done(keeper, saved(book))
    ended = ran(answer(keeper, job, order="day-first", **{FUNDER: "Millbridge Trust"}))

    assert (ended.result["imported"], ended.result["rejected"]) == (2, 0)
    assert "Read me" in result(keeper)


def test_a_sheet_for_each_year_and_a_line_that_groups_the_headings_are_one_table(
    keeper: Client,
) -> None:
    book = Workbook()
    book.active.title = "2025"
    book.active.append([None, "Who", None, "When", "Who"])
    book.active.merge_cells("B1:C1")
    for each in (OWN, *ROWS):
        book.active.append(each)
    later = book.create_sheet("2026")
    for each in (OWN, ("W-3", "Choir", 300, "25/04/2026", None)):
        later.append(each)

    job = done(keeper, saved(book))
    page = keeper.get(asked(job)).content.decode()
    ended = ran(answer(keeper, job, **{FUNDER: "Millbridge Trust"}))

    assert "For example: W-1; W-2; W-3" in page
    assert "Smith; Jones" in page
    assert (ended.result["imported"], ended.result["rejected"]) == (3, 0)


def test_evidence_in_a_later_file_beats_what_was_said_of_an_earlier_one(keeper: Client) -> None:
    job = done(keeper, as_csv(ROWS, OWN))
    ran(answer(keeper, job, order="month-first", **{FUNDER: "Millbridge"}))
    done(
        keeper,
        as_csv([("W-5", "A", "1", "25/12/2026", ""), ("W-6", "B", "1", "03/04/2026", "")], OWN),
    )

    assert Award.objects.get(identifier="W-6").award_date == dt.date(2026, 4, 3)


def test_what_was_rejected_of_such_a_table_comes_back_without_a_question(keeper: Client) -> None:
    rows = [*ROWS, ("W-9", "Choir", "lots", "25/04/2026", "Smith")]
    job = done(keeper, as_workbook(rows, OWN))
    ran(answer(keeper, job, **{FUNDER: "Millbridge"}))
    assert ImportRun.objects.latest("pk").rejected == 1
    assert turned_away(keeper).startswith(b"PK")
    headings = ("Why it was turned away", "Row in the file", *OWN)
    back = done(
        keeper, as_csv([("Why", "4", "W-9", "Choir", "50", "25/04/2026", "Smith")], headings)
    )

    assert (back.result["imported"], back.result["rejected"]) == (1, 0)


def test_the_order_of_dates_alone_is_asked(keeper: Client) -> None:
    job = done(keeper, as_csv([row(date="03/04/2026")]))
    without = answer(keeper, job)
    assert "Say whether the day comes first" in without.content.decode()
    ran(answer(keeper, job, order="day-first"))

    assert Award.objects.get().award_date == dt.date(2026, 4, 3)


def test_what_cannot_be_is_said_at_its_field(keeper: Client) -> None:
    job = done(keeper, as_csv(ROWS, OWN))
    page = answer(keeper, job, **{"column-0": "", "column-4": "amountAwarded"}).content.decode()

    assert "Every grant needs: Identifier" in page
    assert "Every grant needs: Funding Org:Name" in page
    assert "Another column holds this already" in page
    assert answer(keeper, job, **{"column-0": "no/such"}).status_code == 200
    assert not TableAnswers.objects.exists()


def test_a_table_as_the_standard_has_it_is_not_asked_about(keeper: Client) -> None:
    job = done(keeper, as_csv([(*row(), "")], (*HEADINGS, "")))

    assert job.result["imported"] == 1


def test_a_file_that_was_imported_is_no_longer_asked_about(keeper: Client, people: People) -> None:
    job = done(keeper, as_csv(ROWS, OWN))
    ran(answer(keeper, job, order="day-first", **{FUNDER: "Millbridge"}))

    assert keeper.get(asked(job)).status_code == 404


def test_what_stands_below_the_headings_is_not_taken_for_them(keeper: Client) -> None:
    headings = ("No", "Who", "What", "How much", "Day")
    row = ("1", "Organisation of neighbours", "Project for the council", "£50", "Youth programme")
    rows = [row, ("2", *row[1:])]

    job = done(keeper, as_csv(rows, headings))

    assert "How much" in keeper.get(asked(job)).content.decode()
