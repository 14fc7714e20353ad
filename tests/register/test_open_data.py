"""The open data: every format, whole and of one funder, with what they say of themselves."""

import csv
import datetime as dt
import io
import json
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from allotment import cli
from allotment.kernel.guards.rows import writing
from allotment.kernel.jobs import services as jobs
from allotment.kernel.jobs.models import Job
from allotment.register.models import Award, Party
from allotment.register.queries import export
from allotment.register.readers.judging import judge
from allotment.register.services import open_files
from allotment.register.services.awards import publish_award, withdraw_award
from allotment.register.services.parties import merge_parties
from allotment.register.writers.grant_columns import ChangedMeanwhileError, columns_in, rows
from allotment.register.writers.workbook import workbook
from tests.people import People
from tests.register.conftest import Importer
from tests.register.grants import full_grant, full_package, small_grant
from tests.register.test_own_awards import AWARD

pytestmark = pytest.mark.django_db

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
OTHER = [{"id": "GB-CHC-1", "name": "Hilltop Trust"}]


def get(form: str = "", funder: str = "", **headers: str) -> Any:
    name = "register:open_data" + ("_file" if form else "") + ("_of_funder" if funder else "")
    address = reverse(name, args=[each for each in (funder, form) if each])
    return Client(headers=headers).get(address)


def content(form: str, funder: str = "") -> bytes:
    response = get(form, funder)
    assert response.status_code == 200
    return bytes(response.getvalue())


def table(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data: bytes, name: str) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(data))
    return [list(row) for row in book[name].iter_rows(values_only=True)]


@pytest.fixture
def three(bring_in: Importer) -> list[dict[str, Any]]:
    grants = [full_grant(), small_grant(id="b", fundingOrganization=OTHER, amountAwarded=-12.5),
              full_grant(to_individual=True) | {"id": "c"}]  # fmt: skip
    bring_in(content=json.dumps({"license": LICENCE, "grants": grants}).encode())
    return grants


def test_the_json_file_is_valid_and_has_everything(three: list[dict[str, Any]]) -> None:
    response = get("json")
    data = response.getvalue()

    assert json.loads(data)["grants"] == three
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    verdict = judge(io.BytesIO(data))
    assert (verdict.grants, verdict.valid, verdict.errors) == (3, 3, [])


@pytest.mark.usefixtures("three")
def test_csv_and_xlsx_have_the_standard_s_headings_and_a_row_for_each_grant() -> None:
    written, data = table(content("csv")), content("xlsx")
    in_sheet = sheet(data, "grants")

    assert written[0][:7] == ["Identifier", "Title", "Description", "Currency",
                              "Amount Applied For", "Amount Awarded", "Amount Disbursed"]  # fmt: skip
    for heading in ("Recipient Org:0:Name", "Recipient Org:0:Location:0:Geographic Code",
                    "Recipient Ind:Identifier", "Funding Org:0:Identifier", "From An Open Call?",
                    "Planned Dates:0:Duration (months)", "To Individuals Details:Grant Purpose",
                    "Grant Programme:0:Title", "Disbursement Transaction:0:Value"):  # fmt: skip
        assert heading in written[0]
    assert in_sheet[0] == written[0]
    assert [row[5] for row in written[1:]] == ["1250", "-12.5", "1250"]
    assert [row[5] for row in in_sheet[1:]] == [1250, -12.5, 1250]
    assert written[1][written[0].index("To Individuals Details:Grant Purpose")] == "GTIP020;GTIP070"


def test_an_empty_register_gives_files_without_grants() -> None:
    assert json.loads(content("json"))["grants"] == []
    assert table(content("csv")) == [[]]
    assert sheet(content("xlsx"), "grants") == [[]] or sheet(content("xlsx"), "grants") == []
    assert get().status_code == 200


def test_what_a_spreadsheet_would_run_is_kept_from_it(bring_in: Importer) -> None:
    evil = ['=HYPERLINK("http://evil.example")', "+1", "-1+1", "@SUM(A1)", "\t=1", "'=1", "＝1"]
    bring_in(*(small_grant(id=str(n), title=each) for n, each in enumerate(evil)))

    assert [row[1] for row in table(content("csv"))[1:]] == [f"'{each}" for each in evil]
    cells = load_workbook(io.BytesIO(content("xlsx")))["grants"]["B"][1:]
    assert [(cell.value, cell.data_type) for cell in cells[:3]] == [
        (each, "s") for each in evil[:3]
    ]


@pytest.mark.usefixtures("three")
def test_every_file_says_whose_it_is_and_how_it_may_be_used(settings: Any) -> None:
    settings.SITE_NAME, settings.OPEN_DATA_LICENCE = "Millbridge", "https://licence.example/"

    head = json.loads(content("json"))
    meta = dict(sheet(content("xlsx"), "Meta"))
    beside = json.loads(content("csv-metadata.json"))

    address = f"{settings.BASE_URL}/open-data/"
    assert (
        head["publisher"]["name"]
        == meta["Publisher:Name"]
        == beside["dc:publisher"]
        == "Millbridge"
    )
    assert head["license"] == meta["License"] == beside["dc:license"] == "https://licence.example/"
    assert head["accessURL"] == meta["Access URL"] == beside["dc:source"] == address
    assert head["modified"] == meta["Modified"] == beside["dc:modified"]
    assert meta["Download URL"] == f"{address}360giving.xlsx"
    assert (meta["Number of grants"], beside["dc:extent"], beside["url"]) == (
        "3", "3 grants", "360giving.csv")  # fmt: skip
    assert 'rel="describedby"' in get("csv")["Link"]


@pytest.mark.usefixtures("three")
def test_a_funder_s_files_hold_its_awards_alone_under_their_own_licence() -> None:
    hilltop = Party.objects.get(ref="GB-CHC-1")

    head, meta = (
        json.loads(content("json", hilltop.key)),
        sheet(content("xlsx", hilltop.key), "Meta"),
    )

    assert [grant["id"] for grant in head["grants"]] == ["b"]
    assert [row[0] for row in table(content("csv", hilltop.key))[1:]] == ["b"]
    assert head["title"] == "Awards of Hilltop Trust, from Allotment"
    assert head["license"] == dict(meta)["License"] == LICENCE
    assert f"360giving-{hilltop.key}.json" in get("json", hilltop.key)["Content-Disposition"]
    page = get(funder=hilltop.key).content.decode()
    assert LICENCE in page
    assert f'href="/open-data/funders/{hilltop.key}/360giving.xlsx"' in page


@pytest.mark.usefixtures("three")
def test_what_is_not_there_is_not_found_and_a_merged_funder_leads_on(people: People) -> None:
    keep, gone = Party.objects.get(ref="GB-LAE-ZZZ"), Party.objects.get(ref="GB-CHC-1")
    merge_parties(keep=keep, gone=gone, by=people.keeper, why="One")

    assert [get(form, key).status_code for form, key in (
        ("pdf", ""), ("", "nobody"), ("json", "nobody"), ("ods", keep.key))] == [404] * 4  # fmt: skip
    assert get(funder=gone.key)["Location"] == f"/open-data/funders/{keep.key}/"
    assert len(json.loads(content("json", gone.key))["grants"]) == 3


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "csv-metadata.json"])
def test_whoever_has_the_same_already_is_sent_nothing(form: str, bring_in: Importer) -> None:
    first = get(form)
    tag, changed = first["ETag"], first["Last-Modified"]

    same = get(form, **{"If-None-Match": tag})
    later = get(form, **{"If-Modified-Since": changed})
    peek = Client().head(reverse("register:open_data_file", args=[form]))
    bring_in(small_grant(id="new"))
    again = get(form, **{"If-None-Match": tag})

    assert changed == format_datetime(Award.objects.earliest("changed_at").changed_at, usegmt=True)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert later.status_code == 304
    assert (peek.status_code, peek["ETag"], b"".join(peek)) == (200, tag, b"")
    assert (again.status_code, again["ETag"] == tag) == (200, False)


def test_an_award_that_is_withdrawn_makes_another_file(people: People) -> None:
    publish_award(award=AWARD, funder=people.wexcombe, by=people.manager)
    before, changed = get("json"), Award.objects.get().changed_at
    grants = json.loads(before.getvalue())["grants"]

    withdraw_award(own_key=AWARD.key, funder=people.wexcombe, by=people.manager, why="A mistake")

    after = get("json")
    assert [grant["title"] for grant in grants] == [AWARD.title]
    assert json.loads(after.getvalue())["grants"] == []
    assert after["ETag"] != before["ETag"]
    assert after["Last-Modified"] == format_datetime(Award.objects.get().changed_at, usegmt=True)
    assert Award.objects.get().changed_at > changed


@pytest.mark.parametrize("count", [1, 30])
def test_pages_and_files_take_as_many_statements_for_many_awards_as_for_one(
    bring_in: Importer, count: int
) -> None:
    bring_in(*(small_grant(id=str(number)) for number in range(count)))
    funder = Party.objects.get(is_funder=True).key
    made = []

    for form in ("", "json", "csv", "xlsx"):
        for key in ("", funder):
            with CaptureQueriesContext(connection) as statements:
                b"".join(get(form, key))
            made.append(sum("register_" in each["sql"] for each in statements))

    assert made == [3, 5, 4, 6, 6, 8, 4, 6]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.usefixtures("three")
def test_nobody_waits_untold_while_a_large_register_is_looked_at(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_files, "MOST_AT_ONCE", 2)

    waiting = [get(form), get(form), get(form, **{"HX-Request": "true"})]
    peek = Client().head(reverse("register:open_data_file", args=[form]))
    queued = Job.objects.filter(kind=open_files.JOB)
    asked_for = [job.key for job in queued]
    jobs.run(asked_for[0])
    ready = get(form, **{"HX-Request": "true"})

    assert [each.status_code for each in waiting] == [503, 503, 200]
    assert waiting[0]["Retry-After"] == "10"
    assert all("The file is being made ready" in each.content.decode() for each in waiting)
    assert "hx-get" in waiting[2].content.decode()
    assert len(asked_for) == 1
    assert peek.status_code == get("json").status_code == 200
    assert f'href="/open-data/360giving.{form}"' in ready.content.decode()
    assert "hx-get" not in ready.content.decode().partition("<main")[2]
    assert get(form).status_code == 200


def test_after_a_change_only_what_changed_is_looked_at(bring_in: Importer) -> None:
    site = export.Site("x", "https://x.example", "")
    bring_in(full_grant(), small_grant(id="b"), small_grant(id="c"))
    with writing("register"):
        Award.objects.update(changed_at=timezone.now() - dt.timedelta(days=2))
        Award.objects.filter(identifier="c").update(
            changed_at=timezone.now() - dt.timedelta(days=1)
        )
    all_at_once = open_files.columns(export.everything(site))
    bring_in(small_grant(id="d", actualDates=[{"title": "New"}]))

    found = open_files.columns(export.everything(site), most=2)

    assert found is not None
    assert {*found} == {*(all_at_once or ()), ("actualDates", 0, "title")}
    assert {*found} == {*columns_in(export.documents())}


@pytest.mark.usefixtures("three")
def test_a_cache_that_keeps_json_gives_the_same_table_again() -> None:
    first = content("csv")
    name = f"{open_files.JOB}:"
    cache.set(name, json.loads(json.dumps(cache.get(name))))

    assert content("csv") == first


def test_the_page_says_how_large_the_files_are(
    bring_in: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_in(*(small_grant(id=f"{n:04}") for n in range(400)))
    site = export.Site("Allotment", "http://127.0.0.1:8000", "")
    whole = export.everything(site)

    exact = open_files.sizes(whole, site)
    monkeypatch.setattr(open_files, "SAMPLE", 100)
    cache.clear()
    about = open_files.sizes(whole, site)

    assert exact["csv"] == len(content("csv"))
    for form in ("json", "csv", "xlsx"):
        assert about[form] == pytest.approx(exact[form], rel=0.2)
        assert f"360giving.{form}" in (page := get().content.decode())
    assert "KB)</a>" in page


def test_more_rows_than_a_sheet_holds_go_on_in_the_next() -> None:
    documents = [json.dumps(small_grant(id=str(number))) for number in range(7)]
    said: list[int] = []

    def about(count: int) -> list[tuple[str, str]]:
        said.append(count)
        return [("Number of grants", str(count))]

    book = b"".join(workbook(columns_in(documents), documents, about, most_rows=4))
    names = load_workbook(io.BytesIO(book)).sheetnames

    assert names == ["grants", "grants 2", "grants 3", "Meta"]
    assert said == [7]
    assert [row[0] for name in names[:3] for row in sheet(book, name)[1:]] == list("0123456")


def test_a_field_that_comes_while_the_file_is_written_is_never_left_out() -> None:
    columns = columns_in([json.dumps(small_grant())])

    with pytest.raises(ChangedMeanwhileError, match="Actual Dates:0:Title"):
        list(rows(columns, [json.dumps(small_grant(actualDates=[{"title": "New"}]))]))


def test_awards_are_read_in_pieces_none_twice_and_none_left_out(
    bring_in: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_AT_ONCE", 3)
    bring_in(*(small_grant(id=str(n), awardDate=f"2026-01-0{n % 3 + 1}") for n in range(11)))
    site = export.Site("x", "https://x.example", "")
    one = export.of_funder(Party.objects.get(is_funder=True).key, site)

    for extent in (export.everything(site), one):
        found = [json.loads(each)["id"] for each in export.documents(extent)]
        assert sorted(found, key=int) == [str(number) for number in range(11)]


@pytest.mark.parametrize("ending", ["json", "csv", "xlsx"])
@pytest.mark.usefixtures("three")
def test_the_command_writes_by_the_file_s_ending(
    ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, one = tmp_path / f"whole.{ending.upper()}", tmp_path / f"one.{ending}"

    codes = [run("export", whole), run("export", one, "--funder", "GB-CHC-1")]

    assert codes == [0, 0]
    said = capsys.readouterr().out
    assert "3 awards written" in said
    assert "1 award written" in said
    rows_of = {"json": lambda data: json.loads(data)["grants"],
               "csv": lambda data: table(data)[1:],
               "xlsx": lambda data: sheet(data, "grants")[1:]}[ending]  # fmt: skip
    assert [len(rows_of(path.read_bytes())) for path in (whole, one)] == [3, 1]
    if ending == "csv":
        beside = json.loads((tmp_path / "one.csv-metadata.json").read_text())
        assert (beside["url"], beside["dc:license"]) == ("one.csv", LICENCE)


def test_the_command_says_where_there_is_no_such_funder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("export", tmp_path / "x.csv", "--funder", "GB-CHC-0") == 2
    assert "no awards of a funder GB-CHC-0" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def run(*words: str | Path) -> int:
    with pytest.raises(SystemExit) as caught:
        cli.main([str(word) for word in words])
    return int(caught.value.code or 0)


def test_the_page_leads_to_files_list_and_description(bring_in: Importer) -> None:
    bring_in(content=json.dumps(full_package()).encode())
    page = get().content.decode()

    for address in ("/open-data/360giving.json", "/open-data/360giving.csv",
                    "/open-data/360giving.xlsx", "/open-data/360giving.csv-metadata.json",
                    "/open-data/standard/", "/register/", "/register/funders/",
                    "/api/v1/openapi.json"):  # fmt: skip
        assert f'href="{address}"' in page
    assert "open-government-licence" in page
