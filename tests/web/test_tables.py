"""A column says once what the page and the file have of a row."""

import dataclasses
import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from allotment.kernel.web.cells import link
from allotment.kernel.web.tables import Column, Empty, Money, Page, Table


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


@dataclasses.dataclass(frozen=True)
class Harvest:
    key: str
    name: str
    on: dt.date | None
    weight: int


def test_a_column_says_what_the_page_shows_and_the_file_has_the_plain_value() -> None:
    rows = [Harvest("k1", "<Leeks>", dt.date(2026, 3, 2), 12_500), Harvest("k2", "Kale", None, 0)]
    table: Table[Harvest] = Table(
        name="harvests", caption="Harvests", usual="name", empty=Empty("None."), counted=str,
        columns=[
            Column("What", "name", sort="name", href=lambda h: f"/{h.key}/", under="key"),
            Column("On", "on"),
            Column("Grams", "weight", numeric=True),
            Column("Loud", "name", show=str.upper),
            Column("Hidden", "key", on_page=False),
            Column("Weigh", show=lambda h: link("Weigh", "/weigh/", h.name) if h.weight else ""),
        ],
    )  # fmt: skip
    shown = table.shown(RequestFactory().get("/"), Page(rows, 2))

    first, second = (shown.all_cells(row).splitlines() for row in rows)

    cell, hint = '<td class="govuk-table__cell', '<br><span class="govuk-hint">'
    hidden = '<span class="govuk-visually-hidden"> &lt;Leeks&gt;</span>'
    assert first == [
        '<th scope="row" class="govuk-table__header">'
        f'<a class="govuk-link" href="/k1/">&lt;Leeks&gt;</a>{hint}k1</span></th>',
        f'{cell}">2 Mar 2026</td>',
        f'{cell} govuk-table__cell--numeric">12,500</td>',
        f'{cell}">&lt;LEEKS&gt;</td>',
        f'{cell}"><a class="govuk-link" href="/weigh/">Weigh{hidden}</a></td>',
    ]
    assert second[1:3] == [f'{cell}"></td>', f'{cell} govuk-table__cell--numeric">0</td>']
    assert second[4] == f'{cell}"></td>'
    assert b"".join(table.file(rows)).decode("utf-8-sig").splitlines() == [  # type: ignore[arg-type]
        "What,On,Grams,Loud,Hidden",
        "<Leeks>,2026-03-02,12500,<Leeks>,k1",
        "Kale,,0,Kale,k2",
    ]
