"""What awards of the register and of files tell whoever analyses many of them."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from allotment.register.domain.filters import AwardFilter, read_filter
from allotment.register.queries.for_analysis import (
    AwardForAnalysis,
    asked_pence,
    awards_for_analysis,
    count,
    known_parties,
    months_planned,
    of_address,
)
from allotment.register.queries.narrowing import narrowed
from allotment.register.services.reading import GrantsRead
from tests.register.conftest import Importer
from tests.register.grants import Grant, full_grant, small_grant
from tests.register.tables import as_csv, as_workbook, row

INDIVIDUAL = {"id": "360G-millbridge-IND-1", "name": "Jo Bloggs"}


def to_individual() -> Grant:
    grant = small_grant(id="360G-millbridge-9", recipientIndividual=INDIVIDUAL)
    del grant["recipientOrganization"]
    return grant


def in_file(*grants: Grant) -> bytes:
    return json.dumps({"grants": list(grants)}).encode()


def read(content: bytes) -> tuple[GrantsRead, list[AwardForAnalysis]]:
    reading = GrantsRead(BytesIO(content))
    return reading, list(reading)


def everything() -> list[AwardForAnalysis]:
    return list(awards_for_analysis(AwardFilter()))


@pytest.mark.parametrize(
    ("grant", "currency", "pence"),
    [
        ({"amountAppliedFor": 1500.5}, "GBP", 150_050),
        ({"amountAppliedFor": 0}, "GBP", 0),
        ({"amountAppliedFor": 1500}, "EUR", None),
        ({"amountAppliedFor": "1500"}, "GBP", None),
        ({"amountAppliedFor": True}, "GBP", None),
        ({}, "GBP", None),
    ],
)
def test_what_was_asked_for_is_exported_in_pence_of_pounds(
    grant: dict[str, Any], currency: str, pence: int | None
) -> None:
    assert asked_pence(grant, currency) == pence


@pytest.mark.parametrize(
    ("dates", "months"),
    [
        ([{"duration": 11}], 11.0),
        ([{"duration": 1.5}, {"duration": 9}], 1.5),
        ([{"duration": 1_200}], 1_200.0),
        ([{"duration": 1_201}], None),
        ([{"duration": 0}], None),
        ([{"duration": -3}], None),
        ([{"duration": True}], None),
        ([{"duration": "11"}], None),
        ([{"startDate": "2026-01"}], None),
        (["2026"], None),
        ([], None),
        ("2026", None),
        (None, None),
    ],
)
def test_months_are_exported_where_the_grant_has_some_that_make_sense(
    dates: object, months: float | None
) -> None:
    assert months_planned({"plannedDates": dates}) == months


def test_an_award_is_the_same_from_the_register_and_from_its_file(bring_in: Importer) -> None:
    grants = [full_grant(), small_grant(id="360G-millbridge-2", currency="EUR"), to_individual()]
    bring_in(*grants)

    from_file = read(in_file(*grants))[1]

    assert len(from_file) == 3
    assert everything() == from_file


def test_a_full_grant_has_who_what_when_and_how_much(bring_in: Importer) -> None:
    bring_in(full_grant())

    (award,) = everything()

    assert (award.awarded, award.asked, award.months) == (125_000, 150_000, 11.0)
    assert (award.year, award.programme, award.funder) == (
        2026,
        "Small ideas",
        "Millbridge Council",
    )
    assert (award.recipient, award.is_individual) == ("Riverside Repair Café", False)
    assert award.recipient_ref


def test_an_award_in_another_currency_has_no_amount(bring_in: Importer) -> None:
    bring_in(full_grant() | {"currency": "EUR"})

    (award,) = everything()

    assert (award.currency, award.awarded, award.asked) == ("EUR", None, None)


def test_an_individual_is_not_named(bring_in: Importer) -> None:
    bring_in(to_individual())

    (award,) = everything()

    assert award.is_individual
    assert (award.recipient, award.recipient_ref) == ("", "")
    assert "Bloggs" not in repr(award)


def test_areas_are_councils_and_regions_of_today(bring_in: Importer) -> None:
    place = {"id": "p", "name": "Leeds", "geoCode": "E08000035", "geoCodeType": "MD"}
    bring_in(small_grant(beneficiaryLocation=[place]), small_grant(id="360G-millbridge-2"))

    helped, unknown = everything()

    assert "E08000035" in helped.areas
    assert list(helped.areas) == sorted(helped.areas)
    assert unknown.areas == ()


@pytest.mark.parametrize(
    "query",
    ["", "year=2025", "min=1000", "q=clocks", "year=nonsense", "programme=Small+ideas", "area=x",
     "funder=nobody"],
)  # fmt: skip
def test_an_address_leaves_what_the_list_itself_leaves(bring_in: Importer, query: str) -> None:
    bring_in(
        full_grant(),
        small_grant(id="360G-millbridge-2", title="Clocks", awardDate="2025-02-03"),
        small_grant(id="360G-millbridge-3", amountAwarded=10),
    )

    wanted = of_address(query)

    assert wanted == read_filter(QueryDict(query)).wanted
    listed = set(narrowed(wanted).values_list("identifier", flat=True))
    assert {each.identifier for each in awards_for_analysis(wanted)} == listed
    assert count(wanted) == len(listed)


def test_fifty_awards_take_as_many_statements_as_one(bring_in: Importer) -> None:
    bring_in(full_grant())
    with CaptureQueriesContext(connection) as one:
        everything()

    bring_in(*[full_grant() | {"id": f"360G-millbridge-{n}"} for n in range(2, 51)])
    with CaptureQueriesContext(connection) as fifty:
        found = everything()

    assert len(found) == 50
    assert len(fifty) == len(one)


def test_parties_are_exported_with_whether_they_fund_in_one_statement(
    bring_in: Importer, django_assert_num_queries: Any
) -> None:
    bring_in(small_grant())

    with django_assert_num_queries(1):
        found = {name: funds for _ref, name, funds in known_parties()}

    assert found == {"Millbridge Council": True, "Riverside Repair Café": False}


@pytest.mark.parametrize(
    "content",
    [
        in_file(small_grant(title="Tools", description="Soldering irons")),
        as_csv([row()]),
        as_csv([row()], separator=";", encoding="cp1252"),
        as_workbook([row()]),
    ],
    ids=["json", "csv", "csv-of-a-spreadsheet", "xlsx"],
)
def test_a_file_of_every_format_gives_the_same(content: bytes) -> None:
    reading, (award,) = read(content)

    assert (award.identifier, award.title, award.awarded) == ("360G-millbridge-1", "Tools", 125_000)
    assert (award.recipient, award.year) == ("Riverside Repair Café", 2026)
    assert (reading.fault, reading.rejected, reading.repeats) == ("", 0, 0)


@pytest.mark.django_db
def test_reading_a_file_sends_no_statement(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        found = read(in_file(full_grant(), to_individual()))[1]

    assert len(found) == 2


def test_a_grant_that_is_there_twice_is_exported_once_and_counted() -> None:
    reading, found = read(in_file(small_grant(), small_grant(), small_grant(id="360G-m-2")))

    assert [each.identifier for each in found] == ["360G-millbridge-1", "360G-m-2"]
    assert reading.repeats == 1


def test_a_grant_that_cannot_be_read_is_counted_with_its_reason() -> None:
    reading, found = read(in_file(small_grant(amountAwarded="much"), small_grant(id="360G-m-2")))

    assert [each.identifier for each in found] == ["360G-m-2"]
    assert reading.rejected == 1
    assert reading.rejections[0].reason


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"grants": [', b"PK\x03\x04 no workbook", b"\x00\x01\x02", b"%PDF-1.7"],
)
def test_a_broken_file_gives_no_rows_and_the_reason(content: bytes) -> None:
    reading, found = read(content)

    assert found == []
    assert reading.fault or reading.rejections


def test_a_file_that_is_cut_off_gives_what_came_before() -> None:
    whole = in_file(small_grant(), small_grant(id="360G-millbridge-2"))

    reading, found = read(whole[:-20])

    assert [each.identifier for each in found] == ["360G-millbridge-1"]
    assert reading.fault
