"""Takes out of a text what must not be disclosed, and says what was taken out and why.

The reasons are exemptions of the Freedom of Information Act 2000: section 40 (personal information)
and section 43 (commercial interests). What is looked for is found by its form or because it was
named; what identifies somebody in other ways only a reader sees, so a person reads the result.
"""

import copy
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class What(StrEnum):
    """What was taken out."""

    NAME = "name"
    EMAIL = "e-mail address"
    PHONE = "telephone number"
    POSTCODE = "postcode"
    NATIONAL_INSURANCE = "National Insurance number"
    BANK = "bank details"
    PERSONAL = "personal words"
    COMMERCIAL = "commercial words"


@dataclass(frozen=True, slots=True)
class Taken:
    """One passage that was taken out: what it was, and its words with some on either side."""

    what: What
    words: str
    before: str
    after: str

    @property
    def section(self) -> int:
        """The section of the Freedom of Information Act 2000 that exempts it."""
        return section_of(self.what)


def section_of(what: What) -> int:
    """The section of the Act for what was taken out."""
    return 43 if what is What.COMMERCIAL else 40


def mark(what: What) -> str:
    """What stands in the text instead."""
    return f"[taken out: s.{section_of(what)}]"


_BY_FORM: Mapping[What, re.Pattern[str]] = {
    What.EMAIL: re.compile(r"[\w.+'’-]+@[\w-]+(?:\.[\w-]+)+"),
    What.NATIONAL_INSURANCE: re.compile(r"\b[a-z]{2} ?\d\d ?\d\d ?\d\d ?[a-d]\b"),
    What.BANK: re.compile(
        r"\b\d\d-\d\d-\d\d\b|\baccount(?: number| no\.?)?\W{0,3}\d[\d ]{5,8}\d\b"
        r"|\bgb\d\d ?[a-z]{4}(?: ?\d){14}\b"
    ),
    What.PHONE: re.compile(r"(?:\+44|\b0044|(?<![\d.,£-])\(?0\d)[\d ().-]{7,13}\d(?!\d)"),
    What.POSTCODE: re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2}\b"),
}
"""Forms, looked for in small letters. Postcodes as in BS 7666; telephone numbers of the United
Kingdom have ten or eleven digits (Ofcom, National Telephone Numbering Plan)."""

_RUN = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST_OF_A_NAME = 3
_AROUND = 40


@dataclass(frozen=True)
class Wanted:
    """What is to be taken out besides what is known by its form.

    `names` go whole and by their parts, `others` only whole; `personal` and `commercial` are words
    that a person named. `kept` are words that stay, though they are part of a name.
    """

    names: Iterable[str] = ()
    others: Iterable[str] = ()
    personal: Iterable[str] = ()
    commercial: Iterable[str] = ()
    kept: Iterable[str] = ()


@dataclass
class Redactor:
    """Redacts texts, all in the same way."""

    wanted: Wanted
    _whole: dict[str, frozenset[tuple[str, ...]]] = field(init=False, default_factory=dict)
    _parts: set[str] = field(init=False, default_factory=set)
    _phrases: list[tuple[What, re.Pattern[str]]] = field(init=False, default_factory=list)
    _kept: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        self._kept = {_plain(word)[0] for word in self.wanted.kept}
        for name in self.wanted.others:
            self._take_whole(_words(name))
        self._take(self.wanted.names)
        for what, phrases in (
            (What.PERSONAL, self.wanted.personal), (What.COMMERCIAL, self.wanted.commercial),
        ):  # fmt: skip
            for phrase in phrases:
                if parts := [re.escape(each) for each in _plain(phrase)[0].split()]:
                    pattern = r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)"
                    self._phrases.append((what, re.compile(pattern)))

    def with_names(self, names: Iterable[str]) -> "Redactor":
        """One that takes these names out too, whole and by their parts. Costs little beside many
        names that all share."""
        other = copy.copy(self)
        other._whole, other._parts = dict(self._whole), set(self._parts)
        other._take(names)
        return other

    def _take(self, names: Iterable[str]) -> None:
        for name in names:
            words = _words(name)
            self._take_whole(words)
            for word in words:
                self._parts.update(
                    part for part in (word, *re.split("['-]", word))
                    if len(part) >= _LEAST_OF_A_NAME and part not in self._kept
                )  # fmt: skip

    def _take_whole(self, words: Sequence[str]) -> None:
        if len(words) > 1:
            known = self._whole.get(words[0], frozenset())
            self._whole[words[0]] = known | {tuple(words)}

    def redact(self, text: str) -> tuple[str, list[Taken]]:
        """The text with marks in the place of what was taken out; and that, in order."""
        plain, places = _plain(text)
        spans = [*self._by_form(plain), *self._named(plain, places, text), *self._by_phrase(plain)]
        left: list[str] = []
        taken: list[Taken] = []
        end = 0
        for what, start, stop in _joined(spans, places, len(text)):
            left += [text[end:start], mark(what)]
            around = (text[max(0, start - _AROUND) : start], text[stop : stop + _AROUND])
            taken.append(Taken(what, text[start:stop], *around))
            end = stop
        return "".join([*left, text[end:]]), taken

    def _by_form(self, plain: str) -> Iterable[tuple[What, int, int]]:
        for what, pattern in _BY_FORM.items():
            for found in pattern.finditer(plain):
                digits = sum(c.isdigit() for c in found[0])
                if what is not What.PHONE or 10 <= digits <= 14:
                    yield what, found.start(), found.end()

    def _by_phrase(self, plain: str) -> Iterable[tuple[What, int, int]]:
        for what, pattern in self._phrases:
            for found in pattern.finditer(plain):
                yield what, found.start(), found.end()

    def _named(self, plain: str, places: list[int], text: str) -> Iterable[tuple[What, int, int]]:
        """Whole names however they are written; a part of one where it begins with a capital."""
        words = [(_bare(found[0]), found.start(), found.end()) for found in _WORD.finditer(plain)]
        for at, (word, start, end) in enumerate(words):
            for name in self._whole.get(word, ()):
                following = words[at : at + len(name)]
                if tuple(each[0] for each in following) == name:
                    yield What.NAME, start, following[-1][2]
            if text[places[start]].isupper() and self._parts & {word, *re.split("['-]", word)}:
                yield What.NAME, start, end


def _plain(text: str) -> tuple[str, list[int]]:
    """Small letters without accents and without signs that nobody sees, one for one, and the place
    of each in the text."""
    signs: list[str] = []
    places: list[int] = []
    for run in _RUN.finditer(text):
        if run[0].isascii():
            signs.append(run[0].lower())
            places.extend(range(*run.span()))
            continue
        for place, sign in enumerate(run[0], run.start()):
            for each in unicodedata.normalize("NFKD", sign):
                if unicodedata.category(each) in ("Mn", "Cf"):
                    continue
                small = each.lower()
                signs.append("'" if small in "’ʼ" else "-" if small in "‐‑" else small[:1])
                places.append(place)
    return "".join(signs), places


def _bare(word: str) -> str:
    return word.removesuffix("'s")


def _words(name: str) -> list[str]:
    return [_bare(found[0]) for found in _WORD.finditer(_plain(name)[0])]


def _joined(
    spans: Iterable[tuple[What, int, int]], places: list[int], length: int
) -> list[tuple[What, int, int]]:
    """The spans as places in the text, in order; those that touch each other are one."""
    found: list[tuple[What, int, int]] = []
    for what, start, stop in sorted(spans, key=lambda span: (span[1], -span[2])):
        first = places[start]
        last = places[stop] if stop < len(places) else length
        if found and first < found[-1][2]:
            found[-1] = (found[-1][0], found[-1][1], max(found[-1][2], last))
        else:
            found.append((what, first, max(last, first + 1)))
    return found
