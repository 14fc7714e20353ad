"""Finds known organisations in texts by their whole names, only where that is sure.

A name counts with or without "the", "and" and its legal form. A council answers to its usual forms
("Leeds", as a council, to "Leeds City Council"), never to the bare name of its place. Not looked for
are names that two organisations share, that are one word (in running text) or only everyday words of
such names ("Community Association"). Where the text goes on in capitals before or after a name, it
may be the name of another ("Age UK Barnsley" is not Age UK), and nothing is found.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from allotment.evidence.domain.phrases import Token, tokens_of
from allotment.kernel.domain.sentences import gettext_noop as _


class PartnerKind(StrEnum):
    """What kind of body, or of people, takes part."""

    VOLUNTEERS = "volunteers"
    RESIDENTS = "residents"
    THIRD_SECTOR = "third-sector"
    FAITH = "faith"
    FUNDER = "funder"
    COUNCIL = "council"
    GOVERNMENT = "government"
    HEALTH = "health"
    POLICE = "police"
    SCHOOL = "school"
    UNIVERSITY = "university"
    BUSINESS = "business"
    OTHER = "other"


PARTNER_LABELS = {
    PartnerKind.VOLUNTEERS: _("Volunteers"),
    PartnerKind.RESIDENTS: _("Residents’ groups"),
    PartnerKind.THIRD_SECTOR: _("Charities and voluntary organisations"),
    PartnerKind.FAITH: _("Faith groups"),
    PartnerKind.FUNDER: _("Funders"),
    PartnerKind.COUNCIL: _("Other councils"),
    PartnerKind.GOVERNMENT: _("Central government"),
    PartnerKind.HEALTH: _("The NHS"),
    PartnerKind.POLICE: _("Police, fire and probation"),
    PartnerKind.SCHOOL: _("Schools and colleges"),
    PartnerKind.UNIVERSITY: _("Universities"),
    PartnerKind.BUSINESS: _("Businesses"),
    PartnerKind.OTHER: _("Other organisations"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation that is known: `ref` names it everywhere, an identifier or a GSS code."""

    ref: str
    name: str
    kind: PartnerKind


class Named(NamedTuple):
    """A known organisation in a text, from which token to before which of all its tokens."""

    known: Known
    first: int
    after: int


_LEFT_OUT = frozenset({"the", "and", "ltd", "limited", "plc", "cic", "cio", "llp", "inc"})
_COUNCIL_WORDS = frozenset(
    {"council", "city", "borough", "county", "district", "metropolitan", "london", "royal", "of"}
)
_BEFORE_COUNCIL = (
    "", "city ", "borough ", "county ", "district ", "metropolitan borough ", "metropolitan ", "mb ",
)  # fmt: skip
_ENDS = ("", " council")
_SMALL = frozenset(
    "a at by de for from in into near no of on or over to under upon with y".split()  # noqa: SIM905
)
_WHERE = frozenset({"in", "across", "throughout", "within", "around"})
_EVERYDAY = frozenset(
    "action advice advocacy age aid and arts association borough care carers centre charity"  # noqa: SIM905
    " children church city club college community company council county day disability district"
    " drop education families family first forum foundation fund group groups hall health help"
    " home hospital house housing in learning local men national network nhs of older on parish"
    " partners partnership people police primary project projects resource scheme school secondary"
    " service services social society support town training trust union united university up"
    " village voluntary volunteer volunteers welcome women work working young youth".split()
)


class KnownNames:
    """Known organisations made ready to be looked for.

    Of two councils of one name the one given first counts, so that the table of councils may come
    before organisations that are councils too. Looking takes steps for each word of the text,
    whatever the number of names.
    """

    def __init__(self, known: Iterable[Known]) -> None:
        shared: defaultdict[tuple[str, ...], list[Known]] = defaultdict(list)
        parted: dict[tuple[str, ...], tuple[bool, ...]] = {}
        for each in known:
            for tokens in _forms(each):
                key = tuple(token.word for token in tokens)
                shared[key].append(each)
                parted[key] = tuple(token.is_parted for token in tokens)
        self._known = {key: all_of[0] for key, all_of in shared.items() if key and _is_one(all_of)}
        self._parted = parted
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for key in self._known:
            lengths[key[0]].add(len(key))
        self._lengths = {word: sorted(each, reverse=True) for word, each in lengths.items()}

    def called(self, name: str) -> Known | None:
        """The organisation of which this is the whole name, also of one word; None if not sure."""
        return self._known.get(tuple(token.word for token in _bare(tokens_of(name))))

    def named_in(self, text: str, tokens: Sequence[Token]) -> Iterator[Named]:
        """The organisations named in a text, whose tokens these are; the longest names first."""
        places = [at for at, token in enumerate(tokens) if token.word not in _LEFT_OUT]
        bare = [tokens[at] for at in places]
        at = 0
        while at < len(bare):
            length = self._length_at(text, bare, at)
            if length:
                key = tuple(token.word for token in bare[at : at + length])
                yield Named(self._known[key], places[at], places[at + length - 1] + 1)
            at += length or 1

    def _length_at(self, text: str, bare: Sequence[Token], at: int) -> int:
        for length in self._lengths.get(bare[at].word, ()):
            found = bare[at : at + length]
            key = tuple(token.word for token in found)
            known = self._known.get(key)
            if known is None or len(key) != length or length < 2 or _EVERYDAY.issuperset(key):
                continue
            commas = zip(found[1:], self._parted[key][1:], strict=True)
            if any(token.is_parted and not named for token, named in commas):
                continue
            written = all(_is_name(text, token) for token in found)
            around = bare[max(0, at - 2) : at], bare[at + length : at + length + 2]
            is_place = known.kind == PartnerKind.COUNCIL and key[-1] != "council"
            if is_place and around[0] and around[0][-1].word in _WHERE:
                continue
            if written and not _goes_on(text, found, *around):
                return length
        return 0


def _is_name(text: str, token: Token) -> bool:
    return token.word in _SMALL or not text[token.start].islower()


def _goes_on(
    text: str, found: Sequence[Token], before: Sequence[Token], after: Sequence[Token]
) -> bool:
    """Whether the words on either side may belong to the name: in capitals, in the same phrase, and
    not in capitals because a sentence begins; or "for voluntary service" after "council"."""
    following = [token.word for token in after]
    if found[-1].word == "council":
        if following[:1] in (["for"], ["of"]) and following[-1].startswith("volunt"):
            return True
    elif after and not after[0].is_parted and text[after[0].start].isupper():
        return True
    if not before or found[0].is_parted or before[-1].word == ".":
        return False
    begins = len(before) == 1 or before[0].word == "."
    return text[before[-1].start].isupper() and not begins


def _is_one(known: Sequence[Known]) -> bool:
    kinds = {each.kind for each in known}
    return len({each.ref for each in known}) == 1 or kinds == {PartnerKind.COUNCIL}


def _bare(tokens: Iterable[Token]) -> list[Token]:
    return [token for token in tokens if token.word not in _LEFT_OUT and token.word != "."]


def _forms(known: Known) -> list[list[Token]]:
    """The ways of writing a name that are looked for."""
    whole = _bare(tokens_of(known.name))
    if known.kind != PartnerKind.COUNCIL:
        return [whole]
    words = [token.word for token in whole]
    while words and words[0] in _COUNCIL_WORDS:
        del words[0]
    while words and words[-1] in _COUNCIL_WORDS:
        del words[-1]
    place = " ".join(words)
    if not place:
        return []
    forms = [f"{place} {each}council" for each in _BEFORE_COUNCIL]
    forms += [f"{each} borough of {place}{end}" for each in ("london", "royal") for end in _ENDS]
    forms += [f"{each} of {place} council" for each in ("city", "county", "borough")]
    forms += [f"{place} {each}" for each in ("mbc", "bc", "cc", "dc", "lbc")]
    return [tokens_of(form) for form in forms]
