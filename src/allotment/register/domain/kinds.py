"""What kind of award a grant is, and what kind of body receives it."""

from enum import StrEnum
from typing import Any

from allotment.kernel.domain.sentences import gettext_noop as _


class AwardKind(StrEnum):
    """How the money is given."""

    GRANT = "grant"
    LOAN = "loan"
    EQUITY = "equity"
    CONTRACT = "contract"
    REGRANT = "regrant"


class RecipientType(StrEnum):
    """What kind of body receives an award, as far as its identifier says."""

    CHARITY = "charity"
    COMPANY = "company"
    COUNCIL = "council"
    EDUCATION = "education"
    HEALTH = "health"
    OTHER = "other"
    INDIVIDUAL = "individual"
    NOT_SAID = "not-said"


KIND_TITLES = {
    AwardKind.GRANT: _("Grant"),
    AwardKind.LOAN: _("Loan"),
    AwardKind.EQUITY: _("Shares or equity"),
    AwardKind.CONTRACT: _("Contract"),
    AwardKind.REGRANT: _("Grant to be granted on"),
}

TYPE_TITLES = {
    RecipientType.CHARITY: _("Charity"),
    RecipientType.COMPANY: _("Company or mutual"),
    RecipientType.COUNCIL: _("Council"),
    RecipientType.EDUCATION: _("School, college or university"),
    RecipientType.HEALTH: _("Health service"),
    RecipientType.OTHER: _("Other organisation"),
    RecipientType.INDIVIDUAL: _("Individual"),
    RecipientType.NOT_SAID: _("Not stated"),
}

_BY_WORD = (
    ("loan", AwardKind.LOAN),
    ("repayable", AwardKind.LOAN),
    ("equity", AwardKind.EQUITY),
    ("share", AwardKind.EQUITY),
    ("contract", AwardKind.CONTRACT),
    ("procurement", AwardKind.CONTRACT),
)

#: The beginnings of identifiers by register, as org-id.guide lists them for the United Kingdom.
_REGISTERS = {
    "GB-CHC": RecipientType.CHARITY,
    "GB-SC": RecipientType.CHARITY,
    "GB-NIC": RecipientType.CHARITY,
    "GB-COH": RecipientType.COMPANY,
    "GB-MPR": RecipientType.COMPANY,
    "GB-CIC": RecipientType.COMPANY,
    "GB-LAE": RecipientType.COUNCIL,
    "GB-LAS": RecipientType.COUNCIL,
    "GB-PLA": RecipientType.COUNCIL,
    "GB-EDU": RecipientType.EDUCATION,
    "GB-UKPRN": RecipientType.EDUCATION,
    "GB-HESA": RecipientType.EDUCATION,
    "GB-NIEDU": RecipientType.EDUCATION,
    "GB-SCEDU": RecipientType.EDUCATION,
    "GB-WALEDU": RecipientType.EDUCATION,
    "GB-NHS": RecipientType.HEALTH,
    "GB-SHPE": RecipientType.OTHER,
}


def kind_of(grant: dict[str, Any]) -> AwardKind:
    """The kind that `fundingType` says; a grant where it says nothing that we know."""
    if grant.get("regrantType"):
        return AwardKind.REGRANT
    groups = grant.get("fundingType")
    if not isinstance(groups, list):
        return AwardKind.GRANT
    words = " ".join(
        str(group.get(name) or "")
        for group in groups
        if isinstance(group, dict)
        for name in ("title", "code")
    ).casefold()
    return next((kind for word, kind in _BY_WORD if word in words), AwardKind.GRANT)


def type_of(identifier: str) -> RecipientType:
    """The kind of organisation that an identifier's register tells."""
    parts = identifier.split("-", 2)
    return _REGISTERS.get("-".join(parts[:2]), RecipientType.OTHER)
