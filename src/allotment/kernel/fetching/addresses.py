"""Which web addresses may be fetched: what they say, and where they lead."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LONGEST = 2_000
PORTS = (80, 443, 8080, 8443)
_USUAL = {"http": 80, "https": 443}

#: The special-purpose registries of IANA (RFC 6890), multicast, and the address at which Azure
#: answers its machines.
_CLOSED_4 = tuple(
    ipaddress.IPv4Network(each)
    for each in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32",
        "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
#: The one range of IPv6 from which public addresses are given out, and what in it is something
#: else: Teredo and other protocols' own, documentation, 6to4.
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    ipaddress.IPv6Network(each) for each in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
#: Networks without IPv4 reach an IPv4 address through this prefix (RFC 6052).
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_ENDS_IN_A_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0x[0-9a-f]*)\.?$")
_NOT_IN_ADDRESSES = re.compile(r"[\x00-\x1f\x7f\\\u2028\u2029]")


_NO_ADDRESS = _("Enter a web address that begins with https:// or http://.")


class FetchError(RuleBrokenError):
    """Nothing was fetched."""

    field = "address"


class RefusedError(FetchError):
    """The address, or what is there, is not one that we take; asking again would not help."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address, taken apart: `host` is a name in ASCII or an IP address without brackets."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def host_header(self) -> str:
        """The host as the request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.target}"

    def redirected(self, location: str) -> "WebAddress":
        """Where an answer sends us on to; raises `RefusedError` where we do not follow."""
        onward = read_address(urljoin(str(self), location))
        if (self.scheme, onward.scheme) == ("https", "http"):
            raise RefusedError(_("The address redirects to one that is not encrypted."))
        return onward


def read_address(text: str) -> WebAddress:
    """Take an address apart. Raises `RefusedError` for all but plain http and https addresses."""
    text = text.strip()
    if len(text) > LONGEST:
        raise RefusedError(_("The address is too long."))
    try:
        parts = urlsplit(text)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise RefusedError(_NO_ADDRESS) from None
    is_plain = ("[" in parts.netloc) == (":" in host) and not _NOT_IN_ADDRESSES.search(text)
    if parts.scheme not in _USUAL or not host or not is_plain:
        raise RefusedError(_NO_ADDRESS)
    if "@" in parts.netloc:
        raise RefusedError(_("Leave user name and password out of the address."))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return WebAddress(
        scheme=parts.scheme,
        host=_host(host),
        port=_USUAL[parts.scheme] if port is None else port,
        target=f"{path}?{query}" if query else path,
    )


def _host(host: str) -> str:
    """A name in ASCII, or an IP address in its usual form; anything between is refused."""
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError:
            raise RefusedError(_NO_ADDRESS) from None
    try:
        name = host.encode("idna").decode().lower()
    except UnicodeError:
        raise RefusedError(_NO_ADDRESS) from None
    if not _NAME.fullmatch(name):
        raise RefusedError(_NO_ADDRESS)
    if _ENDS_IN_A_NUMBER.search(name):
        # 2130706433, 0x7f.1 and 0177.0.0.1 are ways to hide 127.0.0.1.
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            raise RefusedError(_NO_ADDRESS) from None
    return name


def is_public(address: Address) -> bool:
    """Whether an IP address is one that anybody in the world reaches as the same machine."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(address.packed[-4:]))
    return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)


def checked(address: WebAddress, found: Sequence[Address], also: Sequence[Network]) -> None:
    """Raise `RefusedError` unless each IP address that a name has, and the port, may be asked.

    `also` lists networks that are asked although they are not public, at any port.
    """
    if found and all(any(each in network for network in also) for each in found):
        return
    if not found or not all(is_public(each) for each in found):
        raise RefusedError(_("The address does not lead to a public server."))
    if address.port not in PORTS:
        ports = ", ".join(map(str, PORTS))
        raise RefusedError(_("Only the ports {ports} are asked."), ports=ports)
