"""Councils as plain rows, and finding one by what a person types."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

#: What is longer than this is no name of a council.
LONGEST_TYPED = 120


class Kind(StrEnum):
    """The kinds of principal council in the United Kingdom."""

    UNITARY = "unitary"
    DISTRICT = "district"
    METROPOLITAN = "metropolitan"
    LONDON = "london"
    COUNTY = "county"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern-ireland"


@dataclass(frozen=True, slots=True)
class Council:
    """One local authority under one GSS code.

    `upper_tier` is the code of the county council above a district, else empty; `ended` is the
    first day on which the code no longer stands, and `successors` the codes that took over.
    """

    code: str
    name: str
    kind: Kind
    upper_tier: str
    region: str
    country: str
    ended: date | None
    successors: tuple[str, ...]
    also: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Whether the council exists under this code today."""
        return self.ended is None


@dataclass(frozen=True, slots=True)
class Match:
    """A council that answers to what was typed; `formerly` where an ended one's name did."""

    council: Council
    formerly: str = ""


_PUNCTUATION = re.compile(r"[^\w\s]|_")
_NOISE = frozenset(
    {"the", "of", "and", "council", "councils", "authority", "unitary", "borough", "district"}
    | {"county", "city", "metropolitan", "royal", "london", "cyngor", "sir", "bwrdeistref"}
    | {"dinas"}
)


def words(text: str) -> list[str]:
    """Lower-case words without accents, apostrophes and full stops; "&" becomes "and"."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_TYPED]).replace("&", " and ")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = plain.replace("'", "").replace("’", "").replace(".", "")
    return _PUNCTUATION.sub(" ", plain).casefold().split()


def significant_words(text: str) -> list[str]:
    """The words that tell one council from another; all of them if none would be left."""
    found = words(text)
    return [word for word in found if word not in _NOISE] or found


class Finder:
    """Finds councils by name as one types; built once from all rows."""

    def __init__(self, councils: Iterable[Council]) -> None:
        self.by_code = {council.code: council for council in councils}
        self._names = [
            (council, name, significant_words(name))
            for council in self.by_code.values()
            for name in (council.name, *council.also)
        ]

    def now(self, code: str) -> list[Council]:
        """The councils of today that stand where `code` stood; itself if it still does."""
        council = self.by_code.get(code)
        if council is None:
            return []
        if council.is_current:
            return [council]
        return [later for successor in council.successors for later in self.now(successor)]

    def find(self, typed: str, limit: int = 10) -> list[Match]:
        """Councils of today whose name has words beginning with all the words typed, best first.

        The name of an ended council finds its successors, after those that bear the name now.
        """
        asked = significant_words(typed)
        if not asked:
            return []
        return self._ranked(asked)[:limit]

    def _ranked(self, asked: list[str]) -> list[Match]:
        hits = [
            (_rank(asked, council, spelt), name, council)
            for council, name, spelt in self._names
            if _answers(asked, spelt)
        ]
        hits.sort(key=lambda hit: (hit[0], hit[1], hit[2].code))
        found: dict[str, Match] = {}
        for _, _, council in hits:
            for current in self.now(council.code):
                formerly = "" if current.name == council.name else council.name
                found.setdefault(current.code, Match(current, formerly))
        return list(found.values())


def _answers(asked: list[str], spelt: list[str]) -> bool:
    return all(any(word.startswith(part) for word in spelt) for part in asked)


def _rank(asked: list[str], council: Council, spelt: list[str]) -> tuple[bool, bool, bool, int]:
    begins = len(spelt) >= len(asked) and all(
        word.startswith(part) for part, word in zip(asked, spelt, strict=False)
    )
    return (not council.is_current, spelt != asked, not begins, len(spelt))
