"""Grants for the tests: a small one, and one in which every field of the standard is given."""

from copy import deepcopy
from typing import Any

Grant = dict[str, Any]

_MOMENT = "2026-01-05T09:30:00Z"

_PLACE: Grant = {
    "id": "place-1",
    "name": "Riverside ward",
    "countryCode": "GB",
    "latitude": 53.8,
    "longitude": -1.55,
    "description": "Three streets by the river",
    "geoCode": "E05009999",
    "geoCodeType": "WD",
    "dateModified": _MOMENT,
}

_ORGANISATION: Grant = {
    "id": "GB-CHC-9999999",
    "name": "Riverside Repair Café",
    "department": "Volunteers",
    "contactName": "The secretary",
    "charityNumber": "9999999",
    "companyNumber": "09999999",
    "streetAddress": "1 Mill Lane",
    "addressLocality": "Millbridge",
    "addressRegion": "Northshire",
    "addressCountry": "England",
    "postalCode": "ZZ1 1ZZ",
    "telephone": "0300 000 0000",
    "alternateName": "The Café",
    "email": "hello@repair.example",
    "description": "Mends what others throw away",
    "organisationType": "Registered charity",
    "url": "https://repair.example/",
    "location": [_PLACE],
    "dateModified": _MOMENT,
}

_FUNDER: Grant = _ORGANISATION | {
    "id": "GB-LAE-ZZZ",
    "name": "Millbridge Council",
    "department": "Shops",
}

_EVENT: Grant = {
    "title": "The work",
    "startDate": "2026-02",
    "endDate": "2026-12-31",
    "duration": 11,
    "description": "Spring to winter",
    "dateModified": _MOMENT,
}

_CLASSIFICATION: Grant = {
    "vocabulary": "own list",
    "code": "R1",
    "title": "Repair",
    "description": "Mending things",
    "url": "https://council.example/list",
    "dateModified": _MOMENT,
}

_DOCUMENT: Grant = {
    "id": "doc-1",
    "title": "Report",
    "url": "https://council.example/report.pdf",
    "description": "What came of it",
    "documentType": "report",
    "dateModified": _MOMENT,
}

_TRANSACTION: Grant = {
    "id": "t-1",
    "transactionDate": "2026-03-01",
    "currency": "GBP",
    "value": 500.5,
    "valueDate": "2026-03-01",
    "description": "First half",
    "provider": "GB-LAE-ZZZ",
    "recipient": "GB-CHC-9999999",
    "dateModified": _MOMENT,
}

_PROGRAMME: Grant = {
    "code": "SI",
    "title": "Small ideas",
    "description": "Small ideas of small groups",
    "url": "https://council.example/small-ideas",
    "dateModified": _MOMENT,
}

_SMALL: Grant = {
    "id": "360G-millbridge-1",
    "title": "Tools for the repair café",
    "description": "Soldering irons and a sewing machine",
    "currency": "GBP",
    "amountAwarded": 1250,
    "awardDate": "2026-01-05",
    "recipientOrganization": [{"id": "GB-CHC-9999999", "name": "Riverside Repair Café"}],
    "fundingOrganization": [{"id": "GB-LAE-ZZZ", "name": "Millbridge Council"}],
}

_FULL: Grant = {
    **_SMALL,
    "amountAppliedFor": 1500,
    "amountDisbursed": 500.5,
    "url": "https://council.example/awards/1",
    "plannedDates": [_EVENT],
    "actualDates": [_EVENT],
    "toIndividualsDetails": {
        "primaryGrantReason": "GTIR010",
        "secondaryGrantReason": "GTIR080",
        "grantPurpose": ["GTIP020", "GTIP070"],
    },
    "recipientOrganization": [_ORGANISATION],
    "beneficiaryLocation": [_PLACE],
    "fundingOrganization": [_FUNDER],
    "grantProgramme": [_PROGRAMME],
    "fromOpenCall": "Yes",
    "fundingType": [_CLASSIFICATION],
    "classifications": [_CLASSIFICATION],
    "relatedDocument": [_DOCUMENT],
    "applicationTransaction": [_TRANSACTION],
    "commitmentTransaction": [_TRANSACTION],
    "disbursementTransaction": [_TRANSACTION],
    "relatedActivity": ["360G-millbridge-0"],
    "dateModified": _MOMENT,
    "dataSource": "https://council.example/open-data",
    "regrantType": "FRG030",
    "locationScope": "GLS060",
}

_INDIVIDUAL: Grant = {"id": "360G-millbridge-IND-0001", "name": "Individual recipient"}
_COARSE_PLACE: Grant = {
    name: _PLACE[name] for name in ("name", "countryCode", "geoCode", "geoCodeType")
}


def small_grant(**changes: Any) -> Grant:
    """A valid grant with nothing but the required fields, changed as asked."""
    return deepcopy(_SMALL) | changes


def full_grant(*, to_individual: bool = False) -> Grant:
    """A valid grant in which every field is given that a grant of its kind can have."""
    grant = deepcopy(_FULL)
    if to_individual:
        del grant["recipientOrganization"]
        grant["recipientIndividual"] = dict(_INDIVIDUAL)
        grant["beneficiaryLocation"] = [dict(_COARSE_PLACE)]
    return grant


def full_package(*grants: Grant) -> Grant:
    """A valid file in which every field about the file is given."""
    return {
        "version": "1.4",
        "extensions": ["https://extension.example/one"],
        "title": "Awards of Millbridge Council",
        "description": "All of them",
        "issued": "2026-01-01",
        "modified": "2026-02-01T10:00:00Z",
        "identifier": "millbridge-awards",
        "publisher": {
            "identifier": "GB-LAE-ZZZ",
            "name": "Millbridge Council",
            "website": "https://council.example/",
            "logo": "https://council.example/logo.svg",
        },
        "downloadURL": "https://council.example/awards.json",
        "accessURL": "https://council.example/awards",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "grants": list(grants) or [full_grant()],
    }
