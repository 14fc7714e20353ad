"""Which mail domains an organisation can call its own."""

import re

from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as _

_SHAPE = re.compile(r"(?=.{4,190}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")
#: Anybody can have an address here.
_PUBLIC = frozenset({
    "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com",
    "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "ymail.com", "rocketmail.com", "aol.com",
    "aol.co.uk", "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "pm.me",
    "gmx.com", "gmx.co.uk", "gmx.net", "mail.com", "zoho.com", "yandex.com", "tutanota.com",
    "fastmail.com", "hey.com", "btinternet.com", "btopenworld.com", "sky.com", "talktalk.net",
    "virginmedia.com", "ntlworld.com", "blueyonder.co.uk", "plusnet.com", "tiscali.co.uk",
    "o2.co.uk", "orange.net", "ee.co.uk", "vodafone.net", "duck.com", "mailinator.com",
})  # fmt: skip
#: Many organisations have their own domain, or their people, under these.
_SHARED = frozenset({
    "co.uk", "org.uk", "gov.uk", "ac.uk", "sch.uk", "nhs.uk", "nhs.net", "police.uk", "me.uk",
    "ltd.uk", "plc.uk", "net.uk", "gov.wales", "gov.scot", "cymru", "wales", "scot",
})  # fmt: skip


NO_DOMAIN = _("Enter what comes after the @ in your addresses, for example example.org.")
ANYBODYS = _("Anybody can have an address there, so it cannot be yours alone.")


class BadDomainError(RuleBrokenError):
    """It is no domain, or one at which anybody can have an address."""

    field = "name"


def check_domain(text: str) -> str:
    """The domain in small letters, without an @ before it. Raises BadDomainError."""
    domain = text.strip().casefold().rpartition("@")[2].rstrip(".")
    if not _SHAPE.fullmatch(domain):
        raise BadDomainError(NO_DOMAIN)
    if domain in _SHARED or any(f".{domain}".endswith(f".{each}") for each in _PUBLIC):
        raise BadDomainError(ANYBODYS)
    return domain


def domain_of(email: str) -> str:
    """The domain of an e-mail address."""
    return email.rpartition("@")[2].casefold()
