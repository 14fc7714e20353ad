"""Who else took part: kinds of partner and known organisations that the texts of a row name."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from allotment.evidence.domain.names import Known, KnownNames, PartnerKind
from allotment.evidence.domain.passages import sentence_around
from allotment.evidence.domain.phrases import Phrases, Token, tokens_of
from allotment.evidence.domain.rows import Row

MOST = 40
"""Mentions of one row that are kept; a text that names more is a list of members."""

_KINDS: dict[PartnerKind, tuple[str, ...]] = {
    PartnerKind.VOLUNTEERS: ("volunteers", "volunteer"),
    PartnerKind.RESIDENTS: (
        "residents association*|group*", "tenants association*|group*", "residents", "tenants",
        "neighbourhood forum*", "community group*", "friends group*", "friends of the",
        "local people", "youth council*",
    ),
    PartnerKind.THIRD_SECTOR: (
        "charities", "other|local|partner charit*", "third sector", "voluntary sector",
        "voluntary organisation*", "voluntary group*",
        "voluntary and community sector", "community and voluntary sector", "VCS", "VCSE", "CVS",
        "council for voluntary service", "social enterprise*", "citizens advice", "age uk",
        "age concern", "housing association*", "home start", "women's aid", "mencap", "barnardo's",
        "nonprofit*", "not for profit", "voluntary action", "groundwork", "wildlife trust*",
    ),
    PartnerKind.FAITH: (
        "church", "churches", "faith group*|communit*|organisation*", "mosque*", "synagogue*",
        "temple*", "gurdwara*", "diocese", "parish priest*", "salvation army", "chaplain*",
    ),
    PartnerKind.FUNDER: (
        "funder*", "lottery", "grant from", "grants from", "funded by", "sponsor*", "funding from",
        "charitable trusts", "community foundation*", "match funding", "match funded", "donors",
    ),
    PartnerKind.COUNCIL: (
        "other|neighbouring|both|partner council*", "other|neighbouring|partner local authorit*",
        "other|neighbouring|partner authorit*", "county council*", "district council*",
        "borough council*", "parish council*", "town council*", "city council*",
        "unitary authorit*", "councils", "local authorities", "boroughs", "districts",
    ),
    PartnerKind.GOVERNMENT: (
        "central government", "government department*", "home office", "jobcentre*", "job centre*",
        "DWP", "DEFRA", "DCLG", "MHCLG", "HMRC", "department for|of", "environment agency",
        "natural england", "historic england", "english heritage", "arts council", "sport england",
        "network rail", "national highways", "highways agency", "public health england",
        "ministry of", "welsh government", "cabinet office",
    ),
    PartnerKind.HEALTH: (
        "NHS", "PCT", "PCTs", "primary care trust*", "hospital*", "GP", "GPs", "health service*",
        "clinical commissioning group*", "CCG", "CCGs", "integrated care board*", "ICB", "health trust*",
        "foundation trust*", "ambulance service*", "health visitor*", "district nurse*", "surgeries",
        "health board*", "mental health trust*", "pharmac*",
    ),
    PartnerKind.POLICE: (
        "police*", "constabular*", "PCSO*", "fire service*", "fire and rescue", "fire brigade",
        "probation", "youth offending team*", "prison service", "crime commissioner*",
    ),
    PartnerKind.SCHOOL: (
        "school", "schools", "college", "colleges", "academy trust*", "teachers", "headteacher*",
        "sixth form*", "nurser*", "children's centre*",
    ),
    PartnerKind.UNIVERSITY: ("universit*", "academics", "medical school", "business school"),
    PartnerKind.BUSINESS: (
        "businesses", "company|companies", "employers", "private sector", "retailer*", "shopkeeper*",
        "traders", "chamber of commerce", "local firms", "contractor*", "developers", "supermarket*",
        "bank", "banks", "pub", "pubs", "landlords", "BID", "farmers", "bus operator*",
    ),
}  # fmt: skip

_EVERYWHERE = frozenset({PartnerKind.VOLUNTEERS})
"""Who takes part wherever they are spoken of."""

_TOGETHER = (
    "partner*", "together with", "jointly", "joint*", "in conjunction", "collaborat*", "alongside",
    "work* with", "worked closely", "support* by", "supported by", "with support", "with the support",
    "help of", "help from", "with help", "funded by", "funding from", "grant from", "sponsored by",
    "led by", "run by", "delivered by", "delivered with", "hosted by", "provided by", "commissioned by",
    "link* with", "involv*", "consortium", "alliance", "joined forces", "on behalf of", "contributed",
    "donated by", "team* up", "multi agency", "referred by", "referrals from", "shared with",
)  # fmt: skip

_IN_ANSWERS: dict[PartnerKind, tuple[str, ...]] = {
    PartnerKind.COUNCIL: ("council", "local authority", "authorities", "LA", "county", "borough"),
    PartnerKind.THIRD_SECTOR: ("charity", "trust", "association", "foundation", "society"),
    PartnerKind.BUSINESS: ("business", "firm*", "shop*", "plc"),
}
"""Words that tell of a partner only where the question was who took part."""


class _Text(NamedTuple):
    text: str
    is_answer: bool


class _Spot(NamedTuple):
    at: int
    known: Known | None
    kind: PartnerKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A partner that a row names, the row by its key.

    A known organisation has `ref` and `name`, one named in the list of partners but not known only
    `name`, a kind of partner neither. `sentence` is the one that names it.
    """

    row: str
    ref: str
    name: str
    kind: PartnerKind
    sentence: str


def mentions_of(
    rows: Sequence[Row], known: Sequence[Known], listed: Mapping[str, Sequence[str]]
) -> tuple[Mention, ...]:
    """Who else each row names, each partner once with the first sentence that does.

    `listed` has, by the key of a row, names that were given as a list of partners. Other texts count
    where they answer the question who else took part; elsewhere a kind of partner counts in a
    sentence about working together only (volunteers always), a known organisation wherever it is
    named. Applicant and funder of a row are not its partners.
    """
    names = KnownNames(known)
    reader = _Reader(names)
    found: list[Mention] = []
    for row in rows:
        by_list = _from_list(row, listed.get(row.key, ()), names, reader)
        seen: dict[str, Mention] = {}
        for each in [*by_list, *reader.read(row)]:
            seen.setdefault(each.ref or each.name or each.kind, each)
        found.extend(list(seen.values())[:MOST])
    return tuple(found)


def kind_of_name(name: str) -> PartnerKind:
    """The kind of body that a name tells of by its last telling words: "Leeds City Council" is a
    council, "Leeds Council for Voluntary Service" is not."""
    return _Reader(KnownNames(())).kind_of(name)


class _Reader:
    def __init__(self, names: KnownNames) -> None:
        self._names = names
        self._kinds = list(_KINDS)
        self._together = len(self._kinds)
        owned = [(at, each) for at, kind in enumerate(self._kinds) for each in _KINDS[kind]]
        owned += [(self._together, each) for each in _TOGETHER]
        self._phrases = Phrases(owned)
        more = [
            (self._kinds.index(kind), each)
            for kind, all_of in _IN_ANSWERS.items()
            for each in all_of
        ]
        self._answers = Phrases([*owned, *more])

    def read(self, row: Row) -> Iterator[Mention]:
        """The partners that the texts of a row name, in their order; some more than once."""
        for each in _texts(row):
            for spot in self._spots(row, each):
                yield Mention(
                    row=row.key,
                    ref=spot.known.ref if spot.known else "",
                    name=spot.known.name if spot.known else "",
                    kind=spot.kind,
                    sentence=sentence_around(each.text, spot.start, spot.end),
                )

    def kind_of(self, name: str) -> PartnerKind:
        """The kind that a name tells of: what ends last in it, the longest first."""
        found = list(self._answers.found_in(tokens_of(name)))
        kinds = [each for each in found if each.owner < self._together]
        if not kinds:
            return PartnerKind.OTHER
        return self._kinds[max(kinds, key=lambda each: (each.after, -each.first)).owner]

    def _spots(self, row: Row, text: _Text) -> list[_Spot]:
        tokens = tokens_of(text.text)
        if not tokens:
            return []
        named = list(self._names.named_in(text.text, tokens))
        taken = {at for each in named for at in range(each.first, each.after)}
        taken |= _own_places(row, tokens)
        spots = [
            _Spot(each.first, each.known, each.known.kind, *_span(tokens, each.first, each.after))
            for each in named
            if not _is_own(row, each.known, self._names)
        ]
        phrases = self._answers if text.is_answer else self._phrases
        found = list(phrases.found_in(tokens))
        sentences = _sentence_numbers(tokens)
        together = {sentences[each.first] for each in found if each.owner == self._together}
        for each in found:
            if each.owner == self._together or taken.intersection(range(each.first, each.after)):
                continue
            kind = self._kinds[each.owner]
            if text.is_answer or kind in _EVERYWHERE or sentences[each.first] in together:
                spots.append(_Spot(each.first, None, kind, *_span(tokens, each.first, each.after)))
        return sorted(spots, key=lambda spot: (spot.at, spot.known is None))


def _texts(row: Row) -> Iterator[_Text]:
    if row.partners.strip() and not row.named:
        yield _Text(row.partners, True)
    for text in (row.text, row.outcome, row.evidence, row.barrier, row.replicability):
        if text.strip():
            yield _Text(text, False)


def _from_list(
    row: Row, listed: Sequence[str], names: KnownNames, reader: _Reader
) -> Iterator[Mention]:
    for name in listed:
        written = " ".join(name.split())
        known = names.called(written)
        if known is not None and not _is_own(row, known, names):
            yield Mention(row.key, known.ref, known.name, known.kind, written)
        elif known is None and written and written.casefold() != row.who.casefold():
            yield Mention(row.key, "", written, reader.kind_of(written), written)


def _is_own(row: Row, known: Known, names: KnownNames) -> bool:
    """Whether it is the applicant or the funder of the row."""
    if row.who_ref and known.ref == row.who_ref:
        return True
    return any(name and names.called(name) == known for name in (row.who, row.funder))


def _own_places(row: Row, tokens: Sequence[Token]) -> set[int]:
    """The tokens that are the applicant's own name."""
    own = [token.word for token in tokens_of(row.who)]
    if not own:
        return set()
    words = [token.word for token in tokens]
    starts = [at for at, word in enumerate(words) if word == own[0]]
    return {
        place
        for at in starts
        if words[at : at + len(own)] == own
        for place in range(at, at + len(own))
    }


def _sentence_numbers(tokens: Sequence[Token]) -> list[int]:
    numbers, now = [], 0
    for token in tokens:
        now += token.word == "."
        numbers.append(now)
    return numbers


def _span(tokens: Sequence[Token], first: int, after: int) -> tuple[int, int]:
    return tokens[first].start, tokens[after - 1].end
