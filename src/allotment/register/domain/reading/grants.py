"""Reads one grant: the document as the register keeps it, and the facts it files it under."""

from datetime import date
from enum import StrEnum
from hashlib import blake2b
from json import dumps
from typing import Any, NamedTuple

import orjson

from allotment.register.domain.kinds import AwardKind, RecipientType, kind_of, type_of
from allotment.register.domain.reading.amounts import AmountTooLargeError, read_amount
from allotment.register.domain.reading.changes import (
    Change,
    ChangeKind,
    Notes,
    Refusal,
    UnreadableError,
)
from allotment.register.domain.reading.cleaning import cleaned, depth
from allotment.register.domain.reading.groups import GRANTS
from allotment.register.domain.reading.individuals import MAY_BE_SHOWN, withheld
from allotment.register.domain.standard import GRANT

LONGEST_IDENTIFIER = 250
"""Characters: what both database engines index without trouble."""

LONGEST_DOCUMENT = 8 * 1024 * 1024
"""Bytes of one grant's document."""

DEEPEST = 100
"""Groups within groups."""


_RANK = {field.name: place for place, field in enumerate(GRANT.fields)}
_LAST = len(_RANK)
_REMEMBERED = 1_000
_orders: dict[tuple[str, ...], tuple[str, ...]] = {}
_LONGEST_CURRENCY = 20


class RecipientKind(StrEnum):
    """Who received a grant."""

    ORGANISATION = "organisation"
    INDIVIDUAL = "individual"
    NOT_SAID = "not-said"


class Named(NamedTuple):
    """An organisation as a grant names it; the identifier is empty where there is none."""

    identifier: str
    name: str

    @property
    def ref(self) -> str:
        """What tells it from others: its identifier or, failing that, its name in small letters."""
        return self.identifier or "name:" + " ".join(self.name.casefold().split())


class Place(NamedTuple):
    """An area that a grant helps: code and name as published."""

    code: str
    kind: str
    name: str


class Facts(NamedTuple):
    """What the register files a grant under. Amounts are hundredths of the currency's unit.

    `postcode` is the recipient organisation's, as published.
    """

    identifier: str
    title: str
    description: str
    currency: str
    amount_pence: int
    award_date: date
    funder: Named
    recipient_kind: RecipientKind
    recipient: Named | None
    recipient_name: str
    programme: str
    places: tuple[Place, ...]
    kind: AwardKind
    recipient_type: RecipientType
    postcode: str


class Reading(NamedTuple):
    """A grant read: its document (JSON), the digest of its content, its facts, the changes."""

    document: bytes
    digest: bytes
    facts: Facts
    changes: tuple[Change, ...]


def read_grant(value: object) -> Reading:
    """Read a parsed grant; raises UnreadableError where it cannot be taken into the register."""
    notes = Notes()
    if not isinstance(value, dict):
        raise UnreadableError(Refusal.NOT_A_GROUP, value)
    grant = _read(value, notes)
    document = _encoded(grant)
    if document is None:
        if depth(value) > DEEPEST:
            raise UnreadableError(Refusal.TOO_DEEP)
        notes = Notes()
        grant = _read(cleaned(value, notes), notes)
        document = dumps(grant, ensure_ascii=False, separators=(",", ":")).encode()
    if len(document) > LONGEST_DOCUMENT:
        raise UnreadableError(Refusal.TOO_LONG)
    facts = _facts(grant, value, notes)
    if "currency" not in grant:
        grant = _in_order(grant | {"currency": facts.currency})
        document = dumps(grant, ensure_ascii=False, separators=(",", ":")).encode()
    return Reading(document, _digest(grant, document), facts, tuple(notes.changes))


def _read(value: Any, notes: Notes) -> dict[str, Any]:
    grant = _in_order(GRANTS.read(value, (), notes))
    if "recipientIndividual" not in grant:
        return grant
    without = withheld(grant)
    if without is not grant:
        # What was changed in them would say what is withheld.
        notes.changes[:] = [each for each in notes.changes if each.path[:1] in MAY_BE_SHOWN]
        notes.add(ChangeKind.PERSON_WITHHELD, ("recipientIndividual",), "")
    return without


def _in_order(grant: dict[str, Any]) -> dict[str, Any]:
    """The grant with the standard's fields first, in its order, and all others after."""
    names = tuple(grant)
    order = _orders.get(names)
    if order is None:
        order = tuple(sorted(names, key=lambda name: _RANK.get(name, _LAST)))
        if len(_orders) < _REMEMBERED:
            _orders[names] = order
    return grant if order == names else {name: grant[name] for name in order}


def _encoded(grant: dict[str, Any]) -> bytes | None:
    """The grant as JSON; None where it holds characters or numbers that need a closer look."""
    try:
        document = orjson.dumps(grant)
    except TypeError:
        return None
    return None if b"\\u0000" in document else document


def _digest(grant: dict[str, Any], document: bytes) -> bytes:
    try:
        content = orjson.dumps(grant, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        content = document
    return blake2b(content, digest_size=16).digest()


def _facts(grant: dict[str, Any], value: dict[str, Any], notes: Notes) -> Facts:
    kind, recipient, recipient_name = _recipient(grant, notes)
    return Facts(
        identifier=_identifier(grant),
        title=_text(grant.get("title")),
        description=_text(grant.get("description")),
        amount_pence=_pence(grant),
        currency=_currency(grant, value, notes),
        award_date=_day(grant),
        funder=_funder(grant),
        recipient_kind=kind,
        recipient=recipient,
        recipient_name=recipient_name,
        programme=_programme(grant),
        places=_places(grant),
        kind=kind_of(grant),
        recipient_type=_type(kind, recipient),
        postcode=_text(_first(grant.get("recipientOrganization")).get("postalCode"))[:10],
    )


def _type(kind: RecipientKind, recipient: Named | None) -> RecipientType:
    if recipient is not None:
        return type_of(recipient.identifier)
    return RecipientType(kind.value)


def _identifier(grant: dict[str, Any]) -> str:
    identifier = grant.get("id")
    if not isinstance(identifier, str) or not identifier:
        raise UnreadableError(Refusal.NO_IDENTIFIER)
    if len(identifier) > LONGEST_IDENTIFIER:
        raise UnreadableError(Refusal.IDENTIFIER_TOO_LONG, identifier)
    return identifier


def _pence(grant: dict[str, Any]) -> int:
    written = grant.get("amountAwarded")
    if written is None:
        raise UnreadableError(Refusal.NO_AMOUNT)
    try:
        amount = read_amount(written)
    except AmountTooLargeError:
        raise UnreadableError(Refusal.AMOUNT_TOO_LARGE, written) from None
    if amount is None:
        raise UnreadableError(Refusal.BAD_AMOUNT, written)
    return amount.pence


def _currency(grant: dict[str, Any], value: dict[str, Any], notes: Notes) -> str:
    currency = grant.get("currency")
    if isinstance(currency, str) and currency.strip():
        return currency[:_LONGEST_CURRENCY]
    if any(change.kind is ChangeKind.MONEY_WITH_POUND_SIGN for change in notes.changes):
        notes.add(ChangeKind.CURRENCY_FROM_SIGN, ("currency",), value.get("currency"), "GBP")
        grant.pop("currency", None)
        return "GBP"
    raise UnreadableError(Refusal.NO_CURRENCY)


def _day(grant: dict[str, Any]) -> date:
    written = grant.get("awardDate")
    if written is None:
        raise UnreadableError(Refusal.NO_DATE)
    try:
        return date.fromisoformat(written[:10])
    except (ValueError, TypeError):
        raise UnreadableError(Refusal.BAD_DATE, written) from None


def _funder(grant: dict[str, Any]) -> Named:
    funder = _first(grant.get("fundingOrganization"))
    named = _named(funder)
    if named is None:
        raise UnreadableError(Refusal.NO_FUNDER)
    return named


def names_in(grant: dict[str, Any]) -> dict[str, str]:
    """What tells the "funder" and the "recipient" that a grant names from others."""
    groups = {
        "funder": grant.get("fundingOrganization"),
        "recipient": grant.get("recipientOrganization"),
    }
    named = {side: _named(_first(group)) for side, group in groups.items()}
    return {side: each.ref for side, each in named.items() if each is not None}


def _recipient(grant: dict[str, Any], notes: Notes) -> tuple[RecipientKind, Named | None, str]:
    organisation = _named(_first(grant.get("recipientOrganization")))
    individual = grant.get("recipientIndividual")
    if organisation is not None and individual is not None:
        notes.add(ChangeKind.TWO_RECIPIENTS, (), organisation.name)
    if organisation is not None:
        return RecipientKind.ORGANISATION, organisation, organisation.name
    if isinstance(individual, dict):
        return RecipientKind.INDIVIDUAL, None, _text(individual.get("name"))
    notes.add(ChangeKind.REQUIRED_MISSING, ("recipientOrganization",), "")
    return RecipientKind.NOT_SAID, None, ""


def _named(group: dict[str, Any]) -> Named | None:
    identifier = _text(group.get("id"))
    name = _text(group.get("name"))
    if not identifier and not name:
        return None
    return Named(identifier[:LONGEST_IDENTIFIER], (name or identifier)[:500])


def _programme(grant: dict[str, Any]) -> str:
    programme = _first(grant.get("grantProgramme"))
    return (_text(programme.get("title")) or _text(programme.get("code")))[:500]


def _places(grant: dict[str, Any]) -> tuple[Place, ...]:
    locations = grant.get("beneficiaryLocation")
    if not locations or not isinstance(locations, list):
        return ()
    places = {
        Place(
            _text(location.get("geoCode"))[:50],
            _text(location.get("geoCodeType"))[:50],
            _text(location.get("name"))[:200],
        )
        for location in locations
        if isinstance(location, dict)
    }
    return tuple(sorted(places - {Place("", "", "")}, key=lambda place: (place.code, place.name)))


def _first(value: Any) -> dict[str, Any]:
    """The first group of a list, or an empty one."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return value[0]
    return {}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
