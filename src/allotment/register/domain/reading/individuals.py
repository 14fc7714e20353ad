"""Takes what might tell who received a grant out of grants to individuals.

What is left is what 360Giving's guidance for publishers of grants to individuals lets stand: a
wording instead of a name, places no smaller than a ward and without postcodes, the standard's own
fields.
"""

import re
from collections.abc import Iterator
from typing import Any

from allotment.register.domain.standard import GRANT, SHAPES, Kind, Shape

Names = re.Pattern[str] | None

NAMELESS = "Individual recipient"
TAKEN_OUT = "[…]"

_PLACE_FIELDS = frozenset({"name", "countryCode", "geoCode", "geoCodeType"})
#: Kinds of areas smaller than a ward, and how codes of such areas begin (Office for National
#: Statistics, Register of Geographic Codes).
_SMALL_KINDS = frozenset({"OA", "LSOA", "MSOA", "SA", "DZ", "IG", "WZ", "AgricSmall", "PC"})
_SMALL_CODES = ("E00", "E01", "E02", "E33", "W00", "W01", "W02", "W35", "S00", "S01", "S02",
                "N00", "N20", "N21")  # fmt: skip
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>()\[\]]+@[^\s@<>()\[\]]+\.[^\s@<>()\[\].,;]+")
_MADE_FOR_THIS = re.compile(r"^360G-", re.IGNORECASE)
#: Fields, as paths, in which nothing is ever taken out.
MAY_BE_SHOWN = frozenset(
    (field.name,)
    for field in GRANT.fields
    if field.name not in {"recipientIndividual", "beneficiaryLocation", "title", "description"}
    and not field.shape
)
_TEXTS = frozenset({"title", "description"})
_GENERAL = re.compile("individual|recipient", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def withheld(grant: dict[str, Any]) -> dict[str, Any]:
    """A grant to an individual without what might tell who it is; the same object where nothing
    was to be taken out. Taking out twice is taking out once."""
    person = grant.get("recipientIndividual")
    if person is None:
        return grant
    names = _names(person)
    nameless = _nameless(person, grant.get("id"))
    found = _known(grant | {"recipientIndividual": nameless}, GRANT, names)
    if "beneficiaryLocation" in found:
        places = [_coarse(place) for place in found["beneficiaryLocation"]]
        found["beneficiaryLocation"] = [place for place in places if set(place) - {"countryCode"}]
        if not found["beneficiaryLocation"]:
            del found["beneficiaryLocation"]
    return grant if found == grant else found


def _names(person: Any) -> Names:
    """What finds the names of a person, or of several that were given where one is wanted, in a
    text; None where there is none, or only a general wording."""
    found = [_SPACES.sub(" ", name).strip() for name in _named(person)]
    full = [name for name in found if " " in name and not _GENERAL.search(name)]
    if not full:
        return None
    return re.compile(
        "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in full), re.IGNORECASE
    )


def _named(person: Any) -> Iterator[str]:
    if isinstance(person, str):
        yield person
    elif isinstance(person, list):
        for each in person:
            yield from _named(each)
    elif isinstance(person, dict):
        yield from _named(person.get("name"))


def _nameless(person: Any, grant_id: object) -> dict[str, str]:
    """The person by an identifier that a publisher made for this, or by the grant's own."""
    identifier = person.get("id") if isinstance(person, dict) else None
    is_made = (
        isinstance(identifier, str) and _MADE_FOR_THIS.match(identifier) and "@" not in identifier
    )
    return {"id": str(identifier) if is_made else f"{grant_id}-individual", "name": NAMELESS}


def _known(group: dict[str, Any], shape: Shape, names: Names) -> dict[str, Any]:
    """What of a group the standard knows; anything else may say anything of the person."""
    fields = {field.name: field for field in shape.fields}
    found: dict[str, Any] = {}
    for name, value in group.items():
        field = fields.get(name)
        if field is None:
            continue
        if field.kind is Kind.ONE and isinstance(value, dict):
            found[name] = _known(value, SHAPES[field.shape], names)
        elif field.kind is Kind.MANY and isinstance(value, list):
            groups = [each for each in value if isinstance(each, dict)]
            found[name] = [_known(each, SHAPES[field.shape], names) for each in groups]
        elif not field.shape and not isinstance(value, dict):
            found[name] = _without(value, names) if name in _TEXTS else value
    return found


def _coarse(place: dict[str, Any]) -> dict[str, Any]:
    found = {name: place[name] for name in place if name in _PLACE_FIELDS and place[name]}
    code, kind = str(found.get("geoCode") or ""), str(found.get("geoCodeType") or "")
    if kind in _SMALL_KINDS or code.upper().startswith(_SMALL_CODES) or _POSTCODE.search(code):
        found.pop("geoCode", None)
        found.pop("geoCodeType", None)
    if _POSTCODE.search(str(found.get("name") or "")):
        del found["name"]
    return found


def _without(text: Any, names: Names) -> Any:
    if not isinstance(text, str):
        return text
    text = _MAIL.sub(TAKEN_OUT, _POSTCODE.sub(TAKEN_OUT, text))
    return names.sub(TAKEN_OUT, text) if names else text
