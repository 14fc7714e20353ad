"""A column says once what the page and the file have of a row."""

import dataclasses

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from allotment.kernel.web.tables import Column, Empty, Money, Page, Table

pytestmark = pytest.mark.pure


@dataclasses.dataclass(frozen=True)
class Plot:
    name: str
    rent: int | None


@dataclasses.dataclass(frozen=True)
class Tenancy:
    plot: Plot


TABLE: Table[Tenancy] = Table(
    name="plots", caption="Plots", usual="name", empty=Empty("None."), counted=str,
    columns=[
        Column("Plot", "plot.name", sort="name"),
        Money("Rent", "plot.rent", sort="rent"),
        Money("Owed", lambda _row: -150, name="owed", in_file="Arrears"),
    ],
)  # fmt: skip
ROWS = [Tenancy(Plot("<North>", 1_250_000)), Tenancy(Plot("South", None))]


def test_money_is_written_for_people_on_the_page_and_as_pounds_in_the_file() -> None:
    shown = TABLE.shown(RequestFactory().get("/"), Page(ROWS, 2))
    file = TABLE.file(ROWS)

    cells = [shown.cells(row, "name", "rent", "owed") for row in ROWS]

    number = '<td class="govuk-table__cell govuk-table__cell--numeric">'
    assert cells == [
        f'<td class="govuk-table__cell">&lt;North&gt;</td>\n{number}£12,500</td>\n{number}−£1.50</td>',
        f'<td class="govuk-table__cell">South</td>\n{number}</td>\n{number}−£1.50</td>',
    ]
    assert [each.text for each in shown.headings] == ["Plot", "Rent", "Owed"]
    assert HttpResponse(b"".join(file)).content.decode("utf-8-sig").splitlines() == [
        "Plot,Rent (£),Arrears",
        "<North>,12500.0,-1.5",
        "South,,-1.5",
    ]


def test_a_name_that_a_row_does_not_have_is_no_empty_cell() -> None:
    table = dataclasses.replace(TABLE, columns=[Column("Plot", "plot.nmae")])

    with pytest.raises(AttributeError, match="nmae"):
        b"".join(table.file(ROWS))
