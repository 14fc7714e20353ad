"""Possible duplicate organisations: found by what they are called and known by, for a person to judge."""

import dataclasses
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

#: Why two may be one, the surest first.
IDENTIFIER, SAME_NAME, DOMAIN, NEAR_NAME = REASONS = ("identifier", "name", "domain", "near-name")
#: Words that one record has and the other leaves out.
_IDLE = frozenset({
    "the", "of", "and", "in", "for", "ltd", "limited", "plc", "llp", "cic", "cio", "company",
    "charity", "registered", "uk",
})  # fmt: skip
_SPELT = {"st": "saint", "assoc": "association", "ctr": "centre", "center": "centre"}
#: Sites where everybody has a page of their own.
_SHARED = frozenset({
    "facebook.com", "instagram.com", "twitter.com", "x.com", "linkedin.com", "youtube.com",
    "sites.google.com", "wordpress.com", "blogspot.com", "wixsite.com", "weebly.com",
})  # fmt: skip
#: More than so many with one thing in common have it by chance.
MOST_IN_COMMON = 12
#: Shorter names differ by a letter too easily.
_SHORTEST_NEAR = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """What is known of an organisation; `domains` are those of its site and of its people's mail."""

    key: str
    name: str
    org_id: str = ""
    domains: Sequence[str] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Alike:
    """Two that may be one, and why (of `REASONS`, the surest first)."""

    one: Known
    other: Known
    why: tuple[str, ...]


def plain_name(name: str) -> str:
    """The name as it is compared: small letters without accents, usual words left out, in order of
    the alphabet, so that "Swindon Borough Council" is "Council of the Borough of Swindon"."""
    for _round in range(2):  # a mathematical 𝑨 is a capital only once it is written plainly
        name = unicodedata.normalize("NFKD", name.casefold())
    letters = name.replace("&", " and ")
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", re.sub(r"[’'.]", "", bare))
    kept = [_SPELT.get(word, word) for word in words if word not in _IDLE]
    return " ".join(sorted(kept or words))


def plain_number(org_id: str) -> str:
    """The number in an identifier, without the register's code, noughts at its front and marks: a
    charity's number under the code of companies is still that number. "" where it is too short."""
    number = re.sub(r"[^0-9A-Za-z]", "", org_id.split("-", 2)[-1]).upper().lstrip("0")
    return number if sum(c.isdigit() for c in number) >= 5 else ""


def plain_domain(address: str) -> str:
    """The domain in a site's address; "" for one that many share."""
    host = address.casefold().split("://")[-1].split("/")[0].split(":")[0].removeprefix("www.")
    return "" if host in _SHARED or any(host.endswith(f".{s}") for s in _SHARED) else host


def find_alike(known: Iterable[Known]) -> list[Alike]:
    """Every two that may be one, those with the surest reasons first."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    all_known = {each.key: each for each in known}
    for reason in REASONS:
        shelves: dict[str, set[str]] = defaultdict(set)
        for each in all_known.values():
            for mark in _marks(each, reason):
                shelves[mark].add(each.key)
        for keys in shelves.values():
            if len(keys) <= MOST_IN_COMMON:
                for pair in itertools.combinations(sorted(keys), 2):
                    found[pair].add(reason)
    pairs = [
        Alike(all_known[one], all_known[other], _in_order(why))
        for (one, other), why in found.items()
    ]
    return sorted(pairs, key=lambda pair: (REASONS.index(pair.why[0]), pair.one.name, pair.one.key))


def _in_order(why: set[str]) -> tuple[str, ...]:
    kept = why - {NEAR_NAME} if SAME_NAME in why else why
    return tuple(reason for reason in REASONS if reason in kept)


def _marks(each: Known, reason: str) -> Iterator[str]:
    """What two must have in common to be alike for this reason."""
    if reason == IDENTIFIER:
        yield from filter(None, [plain_number(each.org_id)])
    elif reason == DOMAIN:
        yield from {plain_domain(domain) for domain in each.domains} - {""}
    elif reason == SAME_NAME:
        yield from filter(None, [plain_name(each.name)])
    else:
        yield from _without_one_letter(plain_name(each.name).replace(" ", ""))


def _without_one_letter(name: str) -> set[str]:
    """The name, and all that are left of it when a letter goes: two names that share one of these
    differ by a letter that is missing, added or wrong (symmetric delete, W. Garbe, 2012). Numbers
    tell branches and schools apart and stay whole."""
    if len(name) < _SHORTEST_NEAR:
        return set()
    return {name} | {
        name[:at] + name[at + 1 :] for at, letter in enumerate(name) if not letter.isdigit()
    }
