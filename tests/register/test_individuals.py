"""Grants to individuals: who received them is never taken in."""

import json
from typing import Any

import pytest
from django.test import Client

from allotment.register.domain.reading.grants import read_grant
from allotment.register.domain.reading.individuals import withheld
from allotment.register.domain.validation import grant_problems
from allotment.register.models import Award, Party
from tests.register.conftest import Importer
from tests.register.grants import full_grant

NAME, POSTCODE, MAIL = "Jonquil Peabody-Smythe", "ZE1 0AA", "jonquil@peabody.example"


def revealing_grant() -> dict[str, Any]:
    """A grant by which its recipient could be identified in many ways."""
    return full_grant(to_individual=True) | {
        "title": f"Wheelchair for {NAME.upper()}",
        "description": f"{NAME} of {POSTCODE.lower()}, {MAIL}, needs it.\nJonquil  Peabody-Smythe!",
        "recipientIndividual": {"id": MAIL, "name": NAME, "postcode": POSTCODE, "age": 83},
        "beneficiaryLocation": [
            {"name": "Shetland", "geoCode": "S12000027", "geoCodeType": "CA", "latitude": 60.15,
             "longitude": -1.14, "description": "the blue door", "address": "3 Peabody Lane"},
            {"name": f"near {POSTCODE}", "geoCode": "S01012388", "geoCodeType": "DZ"},
            {"geoCode": "E05009999", "geoCodeType": "WD", "countryCode": "GB"},
            {"geoCode": "E01000001"}, {"geoCode": POSTCODE, "name": "Lerwick"},
        ],
        "plannedDates": [{"title": f"When {NAME} moves", "startDate": "2026-02"}],
        "Home address": f"3 Peabody Lane, {POSTCODE}",
        "awardDate": "05/01/2026",
    }  # fmt: skip


def test_name_address_and_whatever_the_standard_does_not_know_are_not_taken_in() -> None:
    reading = read_grant(revealing_grant())
    grant = json.loads(reading.document)

    everything = (
        reading.document.decode() + repr(reading.facts) + repr(reading.changes)
    ).casefold()
    for told in ("jonquil", "peabody", "ze1", "blue door", "83", "60.15", "s01012388"):
        assert told not in everything
    assert grant["recipientIndividual"] == {
        "id": "360G-millbridge-1-individual", "name": "Individual recipient"}  # fmt: skip
    assert grant["beneficiaryLocation"] == [
        {"name": "Shetland", "geoCode": "S12000027", "geoCodeType": "CA"},
        {"countryCode": "GB", "geoCode": "E05009999", "geoCodeType": "WD"},
        {"name": "Lerwick"},
    ]
    assert grant["title"] == "Wheelchair for […]"
    assert grant["description"] == "[…] of […], […], needs it.\n[…]!"
    assert grant["toIndividualsDetails"] == full_grant()["toIndividualsDetails"]
    assert {change.kind.value for change in reading.changes} == {
        "day-first-date", "person-withheld"}  # fmt: skip
    assert grant_problems(grant) == []


def test_taking_out_twice_is_taking_out_once_and_nothing_else_is_touched() -> None:
    once = withheld(revealing_grant())
    plain = full_grant(to_individual=True) | {"beneficiaryLocation": [{"name": "Leeds"}]}
    plain["recipientIndividual"] = {"id": "360G-x-IND-0001", "name": "Individual recipient"}

    assert withheld(once) is once
    assert withheld(plain) is plain
    assert withheld(full_grant()) == full_grant()


@pytest.mark.parametrize(
    "person",
    [NAME, [NAME], [{"name": NAME}], [[{"Name": NAME}], NAME], {"Name": NAME, "Identifier": "NI 83"},
     [{"name": NAME}, {"name": "Bob Peabody"}]],
)  # fmt: skip
def test_whoever_is_named_in_another_way_than_the_standard_s_is_not_told_either(
    person: Any,
) -> None:
    reading = read_grant(revealing_grant() | {"recipientIndividual": person})

    assert reading.facts.recipient_name == "Individual recipient"
    everything = reading.document.decode() + repr(reading.facts) + repr(reading.changes)
    for told in ("jonquil", "peabody", "bob", "ni 83"):
        assert told not in everything.casefold()


@pytest.mark.django_db
def test_no_page_file_list_or_search_knows_who_it_is(bring_in: Importer) -> None:
    report = bring_in(revealing_grant())
    award, funder = Award.objects.get(), Party.objects.get(is_funder=True)

    assert report.imported == 1
    base = "/open-data/360giving"
    for address in (f"/register/awards/{award.key}/", f"/register/awards/{award.key}/grant.json",
                    "/register/", "/register/?format=csv", f"/register/funders/{funder.key}/",
                    "/api/v1/awards", f"{base}.json", f"{base}.csv", "/register/?q=Peabody"):  # fmt: skip
        response = Client().get(address)
        assert response.status_code == 200, address
        page = response.getvalue().decode().casefold().replace('value="peabody"', "")
        assert "peabody" not in page.replace("“peabody”", ""), address
        assert "ze1" not in page, address
    assert "peabody" not in (award.words + award.recipient_name + award.notes).casefold()
