"""Tables of grants: CSV and workbooks, whatever their columns, encoding, separator and dates."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from allotment.register.domain.reading.date_order import DateOrder
from allotment.register.domain.reading.table_rows import Answers
from allotment.register.domain.standard.columns import heading_at, read_heading, single_columns
from allotment.register.readers.faults import Fault
from allotment.register.readers.grant_stream import GrantStream
from allotment.register.readers.judging import judge
from allotment.register.readers.opening import open_grants
from tests.register.grants import full_grant
from tests.register.tables import HEADINGS, as_csv, as_workbook, row, saved

SMALL = {
    "id": "360G-millbridge-1",
    "title": "Tools",
    "description": "Soldering irons",
    "currency": "GBP",
    "amountAwarded": 1250,
    "awardDate": "2026-01-05",
    "recipientOrganization": [{"id": "GB-CHC-9999999", "name": "Riverside Repair Café"}],
    "fundingOrganization": [{"id": "GB-LAE-ZZZ", "name": "Millbridge Council"}],
}


def grants(content: bytes, answers: Answers | None = None) -> list[Any]:
    return [item.value for item in open_grants(BytesIO(content), answers)]


def stream(content: bytes, answers: Answers | None = None) -> tuple[list[Any], GrantStream]:
    found = GrantStream(BytesIO(content), answers)
    return [each.reading and each.reading.facts for each in found], found


def said(found: GrantStream) -> dict[str, str]:
    return {kind.value: change.first for kind, change in found.tally.changes.items()}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252"])
def test_a_table_in_any_encoding_and_separator_is_read(separator: str, encoding: str) -> None:
    content = as_csv([row(), row(id="b")], separator=separator, encoding=encoding)

    assert grants(content) == [SMALL, SMALL | {"id": "b"}]
    _facts, found = stream(content)
    assert "10 columns in 3 of the first rows" in said(found)["separator"]


def test_a_workbook_is_read_with_its_types() -> None:
    content = as_workbook([row(amount=1250, date=dt.datetime(2026, 1, 5)), row(id="b")])

    assert grants(content) == [SMALL, SMALL | {"id": "b"}]


def test_every_column_of_the_standard_is_found_by_its_heading_and_by_its_name() -> None:
    columns = list(single_columns())

    assert len(columns) > 100
    for column in columns:
        assert read_heading(heading_at(column.path)) == column
        assert read_heading("/".join(map(str, column.path))) == column


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("Award Date", ("awardDate",)),
        ("award date ", ("awardDate",)),
        ("Recipient Org:Identifier", ("recipientOrganization", 0, "id")),
        ("Recipient Org:0:Name", ("recipientOrganization", 0, "name")),
        ("Recipient Organisation:1:Name", ("recipientOrganization", 1, "name")),
        (
            "Recipient Org:Location:2:Geographic Code",
            ("recipientOrganization", 0, "location", 2, "geoCode"),
        ),
        ("Planned Dates:0:Duration (months)", ("plannedDates", 0, "duration")),
        ("From an open call?", ("fromOpenCall",)),
        ("beneficiaryLocation/0/geoCodeType", ("beneficiaryLocation", 0, "geoCodeType")),
        ("Recipient Ind:Name", ("recipientIndividual", "name")),
        ("To Individuals Details:Grant Purpose", ("toIndividualsDetails", "grantPurpose")),
    ],
)
def test_headings_are_paths_in_words(heading: str, path: tuple[str | int, ...]) -> None:
    column = read_heading(heading)

    assert column.path == path
    assert column.field is not None


@pytest.mark.parametrize(
    "heading", ["Amount in pounds", "Recipient Org", "Recipient Org:999:Name", ""]
)
def test_other_headings_stay_what_they_are(heading: str) -> None:
    assert read_heading(heading).field is None


def test_several_groups_of_a_list_and_several_texts_are_read() -> None:
    places = ("Beneficiary Location:0:Name", "Beneficiary Location:2:Name")
    table = as_csv(
        [(*row(), "North", "South", "a; b", "kept")],
        (*HEADINGS, *places, "Related Activity", "Recipient Org:Colour"),
    )

    found = grants(table)[0]

    assert found["beneficiaryLocation"] == [{"name": "North"}, {"name": "South"}]
    assert found["relatedActivity"] == ["a", "b"]
    assert found["recipientOrganization"][0]["Colour"] == "kept"


def test_the_headings_may_stand_below_other_rows_and_rows_may_be_empty() -> None:
    lines = as_csv([(), row(), ("", ""), row(id="b")], HEADINGS).decode()
    content = ("Our grants,,\r\n,\r\n" + lines).encode()

    facts, found = stream(content)

    assert [each.identifier for each in facts] == ["360G-millbridge-1", "b"]
    assert found.tally.rejected == 0


@pytest.mark.parametrize(
    ("dates", "read", "words"),
    [
        (["05/03/2020", "25/03/2020"], ["2020-03-05", "2020-03-25"],
         "“25/03/2020” in row 3 can only be day first."),
        (["05/03/2020", "03/25/2020"], ["2020-05-03", "2020-03-25"],
         "“03/25/2020” in row 3 can only be month first."),
        (["05/03/2020", "06/03/2020"], ["2020-03-05", "2020-03-06"],
         "Nothing in the file shows whether “05/03/2020” in row 2 is day first. "
         "Such dates were read day first."),
        (["25/03/2020", "03/25/2020", "05/03/2020"], ["2020-03-25", "2020-03-25", "2020-03-05"],
         "“25/03/2020” in row 2 can only be day first, and “03/25/2020” in row 3 only month first. "
         "Such dates were read day first."),
        (["43895", "5 March 2020"], ["2020-03-05", "2020-03-05"], None),
    ],
)  # fmt: skip
def test_the_order_of_day_and_month_is_decided_for_the_whole_file(
    dates: list[str], read: list[str], words: str | None
) -> None:
    content = as_csv([row(id=str(n), date=date) for n, date in enumerate(dates)])

    facts, found = stream(content)

    assert [each.award_date.isoformat() for each in facts] == read
    assert said(found).get("order-of-day-and-month") == words


def test_a_person_can_say_the_order_that_the_file_does_not_show() -> None:
    content = as_csv([row(date="05/03/2020")])
    asked = open_grants(BytesIO(content)).survey.dates.must_be_asked  # type: ignore[union-attr]

    facts, found = stream(content, Answers(order=DateOrder.MONTH_FIRST))

    assert asked
    assert facts[0].award_date == dt.date(2020, 5, 3)
    assert said(found)["month-first-date"] == "row 2, awardDate: 05/03/2020 → 2020-05-03"


def test_a_funders_own_columns_are_read_as_they_were_explained() -> None:
    headings = ["Ref", "Project", "About", "£", "Decided", "Group", "Internal note"]
    table = as_csv([("1", "Tools", "Irons", "£1,250", "5 Jan 2026", "Repair Café", "x")], headings)
    answers = Answers(
        columns={
            "Ref": ("id",), "Project": ("title",), "About": ("description",),
            "£": ("amountAwarded",), "Decided": ("awardDate",),
            "Group": ("recipientOrganization", 0, "name"), "Internal note": (),
        },
        every_row={
            ("currency",): "GBP",
            ("fundingOrganization", 0, "id"): "GB-LAE-ZZZ",
            ("fundingOrganization", 0, "name"): "Millbridge Council",
        },
    )  # fmt: skip

    facts, _found = stream(table, answers)

    assert (facts[0].identifier, facts[0].amount_pence) == ("1", 125_000)
    assert facts[0].funder.name == "Millbridge Council"
    assert "Internal note" not in grants(table, answers)[0]


def test_what_the_standard_does_not_know_is_kept_and_said() -> None:
    _facts, found = stream(as_csv([(*row(), "9")], (*HEADINGS, "Our score")))

    assert said(found)["unknown-column"] == "Our score"
    assert grants(as_csv([(*row(), "9")], (*HEADINGS, "Our score")))[0]["Our score"] == "9"


def test_a_row_with_more_values_than_headings_is_rejected_alone() -> None:
    facts, found = stream(as_csv([row(), (*row(id="b"), "more"), row(id="c")]))

    assert [each and each.identifier for each in facts] == ["360G-millbridge-1", None, "c"]
    assert found.tally.rejections[0].row == 3


def test_a_quotation_mark_never_closed_keeps_what_came_before() -> None:
    content = as_csv([row(), row(id="b")]) + b'c,"never closed' + b"x" * 1_100_000

    facts, found = stream(content)

    assert [each and each.identifier for each in facts] == ["360G-millbridge-1", "b", None]
    assert found.fault is Fault.QUOTE_NOT_CLOSED


def test_sheets_without_grants_and_hidden_ones_are_left_out_and_said() -> None:
    book = Workbook()
    book.active.title = "Read me"
    book.active.append(["Hello", "there"])
    hidden = book.create_sheet("Old")
    hidden.append(list(HEADINGS))
    hidden.append(list(row(id="old")))
    hidden.sheet_state = "hidden"
    for name in ("2025", "2026"):
        sheet = book.create_sheet(name)
        sheet.append(list(HEADINGS))
        sheet.append(list(row(id=name)))

    facts, found = stream(saved(book))

    assert [each.identifier for each in facts] == ["2025", "2026"]
    assert (
        found.tally.changes[next(k for k in found.tally.changes if k == "sheet-not-read")].count
        == 2
    )


def test_a_table_is_judged_as_the_grants_that_it_holds() -> None:
    verdict = judge(BytesIO(as_csv([row(), row(id="b", amount="", date="05/03/2020")])))

    assert (verdict.grants, verdict.valid) == (2, 1)
    assert {error.first for error in verdict.errors} == {
        "/grants/1/amountAwarded",
        "/grants/1/awardDate",
    } or {error.first for error in verdict.errors} == {"/grants/1", "/grants/1/awardDate"}


def test_the_fullest_grant_passes_through_its_columns() -> None:
    """Every field of the standard, written under its heading by hand, comes back."""
    grant = full_grant()
    cells = {heading_at(path): value for path, value in _leaves(grant, ())}

    assert grants(as_csv([list(cells.values())], list(cells))) == [grant]
    assert grants(as_workbook([list(cells.values())], list(cells))) == [grant]


def _leaves(value: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], Any]]:
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in _leaves(inner, (*path, name))]
    if isinstance(value, list):
        return [leaf for n, inner in enumerate(value) for leaf in _leaves(inner, (*path, n))]
    return [(path, value)]
