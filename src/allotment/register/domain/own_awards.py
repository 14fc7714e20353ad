"""An award made on this site, as a grant of the 360Giving standard."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allotment.register.domain.reading.individuals import NAMELESS
from allotment.register.domain.standard.codes import GEO_CODE_TYPE

#: The first three characters of a GSS code tell what kind of area it names.
#: Source: Office for National Statistics, Register of Geographic Codes.
_KINDS = {
    "E05": "WD",
    "E06": "UA",
    "E07": "NMD",
    "E08": "MD",
    "E09": "LONB",
    "E10": "CTY",
    "E12": "RGN/GOR",
    "W05": "WD",
    "W06": "UA",
    "S12": "CA",
    "S13": "WD",
}

_NOT_IN_PREFIX = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation: its key on this site, its identifier in the org-id scheme or "", its name."""

    key: str
    org_id: str
    name: str


@dataclass(frozen=True, slots=True)
class HelpedPlace:
    """An area that an award helps: GSS code, its kind as the standard codes it, and its name.

    A kind that the standard does not list is replaced by what the code itself tells.
    """

    code: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class OwnAward:
    """What is published of an award; amounts in pence.

    `key` is the award's own on this site and never changes. `recipient` None is an individual, who
    is published without a name. `months` is how long the work lasts, `url` a public page about it.
    """

    key: str
    funder: Body
    recipient: Body | None
    title: str
    description: str
    amount_pence: int
    award_date: date
    applied_pence: int | None = None
    programme: str = ""
    programme_url: str = ""
    from_open_call: bool = True
    starts_on: date | None = None
    ends_on: date | None = None
    months: int | None = None
    places: tuple[HelpedPlace, ...] = field(default=())
    url: str = ""


def identifier_of(award: OwnAward) -> str:
    """The grant's identifier in all the world: 360G, the funder's prefix, the award's key."""
    return f"360G-{_prefix(award.funder)}-{award.key}"


def grant_of(award: OwnAward) -> dict[str, Any]:
    """The award as a grant, valid against the standard; what is not known is left out."""
    grant: dict[str, Any] = {
        "id": identifier_of(award),
        "title": award.title,
        "description": award.description or award.title,
        "currency": "GBP",
        "amountAppliedFor": None if award.applied_pence is None else _pounds(award.applied_pence),
        "amountAwarded": _pounds(award.amount_pence),
        "awardDate": award.award_date.isoformat(),
        "url": award.url,
        "plannedDates": _planned(award),
        **_recipient(award),
        "beneficiaryLocation": [_place(place) for place in award.places],
        "fundingOrganization": [_organisation(award.funder, award.funder)],
        "grantProgramme": _programme(award),
        "fromOpenCall": "Yes" if award.from_open_call else "No",
    }
    return {name: value for name, value in grant.items() if value not in (None, "", [])}


def _prefix(funder: Body) -> str:
    return _NOT_IN_PREFIX.sub("", (funder.org_id or funder.key).lower())


def _pounds(pence: int) -> int | float:
    return pence // 100 if pence % 100 == 0 else pence / 100


def _organisation(body: Body, funder: Body) -> dict[str, str]:
    return {
        "id": body.org_id or f"360G-{_prefix(funder)}-org:{body.key}",
        "name": body.name,
    }


def _recipient(award: OwnAward) -> dict[str, Any]:
    if award.recipient is not None:
        return {"recipientOrganization": [_organisation(award.recipient, award.funder)]}
    person = {"id": f"{identifier_of(award)}-individual", "name": NAMELESS}
    return {"recipientIndividual": person}


def _place(place: HelpedPlace) -> dict[str, str]:
    found = {
        "name": place.name,
        "countryCode": "GB",
        "geoCode": place.code,
        "geoCodeType": _area_kind(place),
    }
    return {name: value for name, value in found.items() if value}


def _area_kind(place: HelpedPlace) -> str:
    if place.kind in GEO_CODE_TYPE.codes:
        return place.kind
    return _KINDS.get(place.code[:3], "")


def _programme(award: OwnAward) -> list[dict[str, str]]:
    if not award.programme:
        return []
    programme = {"title": award.programme}
    if award.programme_url:
        programme["url"] = award.programme_url
    return [programme]


def _planned(award: OwnAward) -> list[dict[str, Any]]:
    dates: dict[str, Any] = {
        "startDate": award.starts_on.isoformat() if award.starts_on else None,
        "endDate": award.ends_on.isoformat() if award.ends_on else None,
        "duration": award.months,
    }
    dates = {name: value for name, value in dates.items() if value is not None}
    return [dates] if dates else []
