"""Which categories the words of a text tell of, and how plainly."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from allotment.evidence.domain.passages import sentence_around
from allotment.evidence.domain.phrases import Found, Phrases, Token, tokens_of
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.taxonomy import Categories, Scheme

HINT = 0.5
"""What a hint weighs beside a phrase that tells on its own."""

IN_TITLE = 2.0
"""How much more a phrase weighs in a title."""

ENOUGH = 1.0
"""The weight from which on a category is said to be found in a text of ordinary length."""

ORDINARY = 150
"""Words of a text beyond which one passing mention is no longer enough."""

EARLY = 0.3
"""How much less a phrase weighs at the end of a text than at its start, where two are compared."""

PASSING = 0.2
"""Below this share of the weightiest category's weight another one is mentioned in passing."""


class Part(NamedTuple):
    """A text that is read, and what is read into it: `strict` where it answers another question."""

    text: str
    is_title: bool
    strict: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """A category (its place in the scheme) that a text tells of.

    `weight` is 1 for one plain phrase; `rank` orders the findings of one text; `sentence` is the one
    around the first phrase.
    """

    category: int
    weight: float
    rank: float
    sentence: str

    @property
    def score(self) -> float:
        """How plainly it is told, from 0 to below 1: 1 − exp(−weight)."""
        return 1 - math.exp(-self.weight)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A phrase that counts: what it weighs, how far into the text, and in which part."""

    phrase: str
    weight: float
    far: float
    part: int
    start: int
    end: int


def parts_of(row: Row, scheme: Scheme) -> tuple[Part, ...]:
    """What is read for a scheme: title and text for the service; else the answer to its question, and
    where there is none the text, strictly."""
    if scheme == Scheme.SERVICE:
        return Part(row.title, True, False), Part(row.text, False, False)
    answer = row.outcome if scheme == Scheme.OUTCOME else row.barrier
    if answer.strip():
        return (Part(answer, False, False),)
    return (Part(row.text or row.title, False, True),)


class Rulebook:
    """The rules of one scheme, ready to read texts."""

    def __init__(self, scheme: Categories) -> None:
        self.scheme = scheme
        self._phrases = Phrases(_owned(scheme))

    def read(self, parts: Sequence[Part]) -> tuple[Finding, ...]:
        """The categories that the parts of one row tell of, the main one first."""
        seen: defaultdict[int, list[_Seen]] = defaultdict(list)
        words = 0
        for number, part in enumerate(parts):
            tokens = tokens_of(part.text)
            words += len(tokens)
            for category, each in self._seen_in(number, part, tokens):
                seen[category].append(each)
        return _findings(self.scheme, seen, parts, words)

    def _seen_in(
        self, number: int, part: Part, tokens: Sequence[Token]
    ) -> Iterator[tuple[int, _Seen]]:
        sorts: defaultdict[int, list[Found]] = defaultdict(list)
        for found in self._phrases.found_in(tokens):
            sorts[found.owner].append(found)
        if not sorts:
            return
        context = self._context(part, tokens, sorts.get(_CONTEXT, ()))
        for category in sorted({owner // len(_SORTS) for owner in sorts if owner != _CONTEXT}):
            for found, weight in _counting(category, sorts, part.is_title):
                if context is None or any(low <= found.first < high for low, high in context):
                    start, end = tokens[found.first].start, tokens[found.after - 1].end
                    phrase = " ".join(each.word for each in tokens[found.first : found.after])
                    far = found.first / len(tokens)
                    yield category, _Seen(phrase, weight, far, number, start, end)

    def _context(
        self, part: Part, tokens: Sequence[Token], found: Sequence[Found]
    ) -> list[tuple[int, int]] | None:
        """The sentences, from token to token, in which phrases count; None where all do."""
        if not (part.strict and self.scheme.context):
            return None
        stops = [-1, *(at for at, each in enumerate(tokens) if each.word == "."), len(tokens)]
        sentences = [(low + 1, high) for low, high in pairwise(stops)]
        firsts = sorted({each.first for each in found})
        held = np.searchsorted(firsts, np.asarray(sentences).ravel()).reshape(-1, 2)
        return [
            sentence
            for sentence, (low, high) in zip(sentences, held.tolist(), strict=True)
            if low < high
        ]


_SORTS = ("says", "titles", "hints", "unless")
_CONTEXT = -1


def _owned(scheme: Categories) -> Iterable[tuple[int, str]]:
    for number, category in enumerate(scheme.categories):
        lists = (category.says, category.titles, category.hints, category.unless)
        for sort, phrases in enumerate(lists):
            yield from ((number * len(_SORTS) + sort, phrase) for phrase in phrases)
    yield from ((_CONTEXT, phrase) for phrase in scheme.context)


def _counting(
    category: int, sorts: Mapping[int, Sequence[Found]], is_title: bool
) -> Iterator[tuple[Found, float]]:
    """The phrases of a category that count, each with its weight."""
    first = category * len(_SORTS)
    says, titles, hints, unless = (sorts.get(first + sort, ()) for sort in range(len(_SORTS)))
    more = IN_TITLE if is_title else 1.0
    plain = _free_of([*says, *titles] if is_title else says, unless)
    yield from ((found, more) for found in plain)
    yield from ((found, HINT) for found in _free_of(hints, [*unless, *plain]))


def _free_of(found: Sequence[Found], unless: Sequence[Found]) -> list[Found]:
    """Those that do not overlap, the longer first, and stand in no phrase of `unless`."""
    barred = sorted(unless, key=lambda one: one.first)
    free: list[Found] = []
    reach = at = 0
    for each in sorted(found, key=lambda one: (one.first, -one.after)):
        while at < len(barred) and barred[at].first <= each.first:
            reach = max(reach, barred[at].after)
            at += 1
        if each.after > reach and (not free or each.first >= free[-1].after):
            free.append(each)
    return free


def _findings(
    scheme: Categories, seen: dict[int, list[_Seen]], parts: Sequence[Part], words: int
) -> tuple[Finding, ...]:
    need = ENOUGH * (1 + math.log2(max(words, ORDINARY) / ORDINARY) / 2)
    findings = []
    for category in sorted(seen):
        weight = _weight(seen[category], fading=0.0)
        if weight < need:
            continue
        first = min(seen[category], key=lambda each: (-each.weight, each.part, each.start))
        findings.append(
            Finding(
                category,
                weight,
                _weight(seen[category], fading=EARLY) * scheme.categories[category].weight,
                sentence_around(parts[first.part].text, first.start, first.end),
            )
        )
    findings.sort(key=lambda each: (-each.rank, each.category))
    return tuple(each for each in findings if each.rank >= PASSING * findings[0].rank)


def _weight(seen: Sequence[_Seen], fading: float) -> float:
    """Different words add up; the same ones again add half for each doubling of their number."""
    alike: defaultdict[str, list[float]] = defaultdict(list)
    for each in seen:
        alike[each.phrase].append(each.weight * (1 - fading * each.far))
    return sum(max(weights) * (1 + math.log2(len(weights)) / 2) for weights in alike.values())


def pulls(rows: Sequence[Row], scheme: Categories) -> NDArray[np.float32]:
    """How plainly the words of each row tell of each service area: rows × areas, 0 to below 1."""
    rulebook = Rulebook(scheme)
    drawn = np.zeros((len(rows), len(scheme.categories)), np.float32)
    for number, row in enumerate(rows):
        for finding in rulebook.read(parts_of(row, scheme.scheme)):
            drawn[number, finding.category] = finding.score
    return drawn
