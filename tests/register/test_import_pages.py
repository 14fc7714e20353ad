"""The pages for imports: a file sent, what came of it, what was turned away mended and sent again."""

import csv
import datetime as dt
import json
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from allotment.kernel.files.models import StoredFile
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.kernel.privacy.services import carry_out
from allotment.register.models import Award, ImportRun
from tests.files.scanners import EICAR, StandIn
from tests.people import People
from tests.register.grants import full_package, small_grant
from tests.register.tables import HEADINGS, as_csv, as_workbook, row

pytestmark = pytest.mark.django_db

GOOD, BAD = row(), row(id="360G-millbridge-2", amount="lots", title="=1+1")
#: Twice in a file, month first is certain; the row that is turned away could be read either way.
MONTH_FIRST = (row(id="m-1", date="12/25/2025"), row(id="m-2", date="03/04/2026", amount="lots"))


@pytest.fixture
def keeper(people: People) -> Client:
    client = Client()
    client.force_login(people.keeper)
    return client


def send(client: Client, content: bytes, name: str = "grants.csv", **also: str) -> Any:
    upload = SimpleUploadedFile(name, content)
    return client.post(reverse("register:import"), {"file": upload, **also})


def done(client: Client, content: bytes, name: str = "grants.csv") -> Job:
    """The job of a file that was sent, after it was run."""
    key = send(client, content, name)["Location"].rstrip("/").rpartition("/")[2]
    jobs.run(key)
    return Job.objects.get(key=key)


def result(client: Client) -> str:
    address = reverse("register:import_result", args=[ImportRun.objects.latest("pk").key])
    return client.get(address).content.decode()


def turned_away(client: Client) -> bytes:
    """The file of what the last import turned away, as the page gives it."""
    stored = StoredFile.objects.get(about_key=ImportRun.objects.latest("pk").key)
    address = reverse("files:download", args=[stored.key])
    assert address in result(client)
    return b"".join(client.get(address).streaming_content)  # type: ignore[attr-defined]


def test_a_sent_file_comes_in_and_its_page_says_what_was_read_how(keeper: Client) -> None:
    content = as_csv([row(date="25/12/2025"), row(id="b", date="03/04/2026")])
    job = done(keeper, content, "../Our grants.csv")

    page = keeper.get(reverse("jobs:job", args=[job.key])).content.decode()
    assert "2 grants read: 2 new" in page
    assert reverse("register:import_result", args=[job.result["run"]]) in page
    assert "“25/12/2025” in row 2 can only be day first." in result(keeper)
    assert "Our grants.csv" in keeper.get(reverse("register:imports")).content.decode()
    assert Award.objects.get(identifier="b").award_date == dt.date(2026, 4, 3)
    assert not StoredFile.objects.exists()


def test_csv_that_was_rejected_is_corrected_and_comes_in(keeper: Client) -> None:
    done(keeper, as_csv([GOOD, BAD, (*BAD, "and too", "many")]))
    text = turned_away(keeper).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))

    assert rows[0] == ["Why it was turned away", "Row in the file", *HEADINGS]
    assert [each[1] for each in rows[1:]] == ["3", "4"]
    assert "lots" in rows[1][0]
    assert rows[1][3] == "'=1+1"
    assert "lots" in result(keeper)
    mended = as_csv([[each.replace("lots", "75") for each in rows[1]]], rows[0])
    done(keeper, mended)
    run = ImportRun.objects.latest("pk")
    assert (run.imported, run.rejected) == (1, 0)
    assert Award.objects.get(identifier="360G-millbridge-2").title == "=1+1"


def test_what_alone_would_be_read_day_first_keeps_its_meaning(keeper: Client) -> None:
    done(keeper, as_workbook(MONTH_FIRST))
    book = load_workbook(BytesIO(turned_away(keeper)))
    sheet = book.active
    sheet.cell(2, 3 + HEADINGS.index("Amount Awarded")).value = 75
    mended = BytesIO()
    book.save(mended)
    done(keeper, mended.getvalue(), "mended.xlsx")

    assert ImportRun.objects.latest("pk").rejected == 0
    assert Award.objects.get(identifier="m-2").award_date == dt.date(2026, 3, 4)


def test_json_that_was_rejected_is_corrected_and_comes_in(keeper: Client) -> None:
    bad = small_grant(id="b", amountAwarded="lots")
    done(keeper, json.dumps(full_package(small_grant(), bad)).encode(), "grants.json")
    package = json.loads(turned_away(keeper))
    (grant,) = package["grants"]

    assert (grant["id"], grant["Row in the file"]) == ("b", 2)
    grant["amountAwarded"] = 75
    done(keeper, json.dumps(package).encode(), "mended.json")
    run, award = ImportRun.objects.latest("pk"), Award.objects.get(identifier="b")
    assert (run.imported, run.rejected) == (1, 0)
    assert "Row in the file" not in str(award.document)


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "Choose a file, or give the address of one"),
     ({"file": SimpleUploadedFile("a.csv", b"a"), "address": "https://example.org/a.csv"}, "not both"),
     ({"file": SimpleUploadedFile("a.csv", b"")}, "The file is empty")],
)  # fmt: skip
def test_one_file_must_be_given(given: dict[str, Any], said: str, keeper: Client) -> None:
    answer = keeper.post(reverse("register:import"), given)

    assert said in answer.content.decode()
    assert not Job.objects.exists()


def test_what_is_no_file_of_grants_is_said(keeper: Client) -> None:
    job = done(keeper, b"<html></html>")

    assert (job.status, StoredFile.objects.count()) == ("failed", 0)
    assert "web page" in job.error


def test_an_import_that_is_stopped_before_it_reads_changes_nothing(keeper: Client) -> None:
    key = send(keeper, as_csv([GOOD]))["Location"].rstrip("/").rpartition("/")[2]
    keeper.post(reverse("jobs:cancel", args=[key]))
    jobs.run(key)

    assert Job.objects.get(key=key).status == "cancelled"
    assert not ImportRun.objects.exists()
    assert (
        reverse("register:imports") in keeper.get(reverse("jobs:job", args=[key])).content.decode()
    )


def test_nothing_is_read_before_the_scanner_let_it_through(keeper: Client, settings: Any) -> None:
    scanner = StandIn()
    settings.CLAMAV_URL = scanner.address
    scanner.says = ""
    waiting = done(keeper, as_csv([GOOD]))
    assert (waiting.status, Award.objects.count()) == ("queued", 0)
    scanner.says = "a verdict"
    Job.objects.filter(key=waiting.key).update(run_after=None)
    jobs.run(waiting.key)
    assert Award.objects.count() == 1

    locked = done(keeper, EICAR)
    assert locked.status == "failed"
    assert "did not pass the check for viruses" in locked.error


def test_files_of_imports_go_when_their_time_is_over(keeper: Client) -> None:
    done(keeper, as_csv([GOOD, BAD]))
    send(keeper, as_csv([GOOD]))
    carry_out()
    assert StoredFile.objects.count() == 2
    StoredFile.objects.update(made_at=timezone.now() - dt.timedelta(days=31))
    carry_out()

    assert not StoredFile.objects.exists()
    assert "Download what was rejected" not in result(keeper)
