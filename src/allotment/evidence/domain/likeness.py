"""Finds texts that say the same, ideas that were sent twice, and what is new."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from allotment.evidence.domain.embedding import Embedder, VectorKind, Vectors
from allotment.evidence.domain.markup import plain
from allotment.evidence.domain.neighbours import near_pairs, nearest
from allotment.evidence.domain.pairs import Novelty, Pair, PairKind
from allotment.evidence.domain.rows import SEED, Row
from allotment.evidence.domain.texts import content_words, cut, same_letters

ENOUGH = 6
"""Different telling words below which a text is too short to be called another's like: hundreds of
grants pay "the salary of the manager"."""

SAME_IDEA = {VectorKind.WEIGHTS: 0.75, VectorKind.WORDS: 0.9}
"""Cosine from which two texts are near in meaning. Of 1.7 million pairs of real grants by different
applicants that say enough, one in 100,000 passes 0.72 (0.94 by words alone, whose singular vectors
join whole subjects)."""

SHARED = {VectorKind.WEIGHTS: 0.25, VectorKind.WORDS: 0.4}
"""Share of telling words that two texts of one idea have in common at least (Jaccard), for the means
of long texts on one subject are near each other even where they say different things. Of those 1.7
million pairs 7 pass both bars (10 by words), of which two are one idea nearly word for word and five the
same kind of work in two places."""

AGAIN = 0.7
"""Cosine from which two texts of one applicant are the same work going on. One in 10,000 pairs of
different applicants passes 0.62, and one applicant has few pairs."""

OF_ONE = 40
"""Rows of one applicant that are compared with each other, the latest."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """Rows and what they say without who says it, as `likeness` compares it, in order of their keys.

    `texts` are plain; `vectors` has a row for each.
    """

    rows: tuple[Row, ...]
    texts: tuple[str, ...]
    vectors: Vectors


def comparable(rows: Sequence[Row], learnt: Embedder) -> Comparable:
    """What rows say: their texts without the titles, which often only name the applicant."""
    order = sorted(rows, key=lambda row: row.key)
    texts = tuple(plain(row.text or row.title) for row in order)
    return Comparable(tuple(order), texts, learnt.vectors(texts))


def alike(given: Comparable, seed: int = SEED) -> tuple[Pair, ...]:
    """Pairs of rows that say the same, the most alike first; each pair once.

    "Same text": letter for letter but for layout, by different applicants, to different funders or
    twice in one year. "Same idea": near in meaning (SAME_IDEA, SHARED), by different applicants or
    to different funders. "Again": one applicant to one funder in other years. Of many equal texts
    each is paired with the first, so that 1,000 copies are 999 pairs. Not every pair is looked at:
    see `neighbours.near_pairs`.
    """
    wordy = [_content_words(text) for text in given.texts]
    enough = [place for place, found in enumerate(wordy) if len(found) >= ENOUGH]
    firsts, pairs = _copies(given, enough)
    pairs.update(_of_one_applicant(given, frozenset(enough)))
    bar, least = SAME_IDEA[given.vectors.kind], SHARED[given.vectors.kind]
    places = np.array(firsts, np.intp)
    for one, other, cosine in near_pairs(given.vectors.matrix[places], bar, seed):
        a, b = int(places[one]), int(places[other])
        common = len(wordy[a] & wordy[b]) / len(wordy[a] | wordy[b])
        if common >= least:
            pairs.setdefault((a, b), (cosine, _kind(given.rows[a], given.rows[b], False)))
    found = [
        Pair(given.rows[a].key, given.rows[b].key, round(min(cosine, 1.0), 4), kind)
        for (a, b), (cosine, kind) in pairs.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.likeness, each.one, each.other)))


def novelty(given: Comparable, earlier: Comparable, seed: int = SEED) -> tuple[Novelty, ...]:
    """For each row that says enough its nearest among the earlier ones, the newest row first.

    Rows whose text has less than ENOUGH telling words are left out: they would be new by saying
    nothing. A row is not compared with itself. Both must come from one embedder.
    """
    places = np.array(_long_enough(given), np.intp)
    others = np.array(_two_of_each_text(earlier), np.intp)
    at = {earlier.rows[int(place)].key: number for number, place in enumerate(others)}
    keys = [given.rows[int(place)].key for place in places]
    itself = np.array([at.get(key, -1) for key in keys], np.intp)
    which, cosines = nearest(
        given.vectors.matrix[places], earlier.vectors.matrix[others], itself, seed
    )
    found = [
        Novelty(
            key,
            earlier.rows[int(others[place])].key if place >= 0 else "",
            round(min(max(float(cosine), 0.0), 1.0), 4),
        )
        for key, place, cosine in zip(keys, which.tolist(), cosines.tolist(), strict=True)
    ]
    return tuple(sorted(found, key=lambda each: (each.likeness, each.key)))


_Found = dict[tuple[int, int], tuple[float, PairKind]]


def _content_words(text: str) -> frozenset[str]:
    return frozenset(content_words(cut(text)))


def _long_enough(given: Comparable) -> list[int]:
    return [place for place, text in enumerate(given.texts) if len(_content_words(text)) >= ENOUGH]


def _two_of_each_text(given: Comparable) -> list[int]:
    """Places that say enough, two of each text: one may be the row that asks."""
    seen: Counter[str] = Counter()
    kept = []
    for place in _long_enough(given):
        letters = same_letters(given.texts[place])
        seen[letters] += 1
        if seen[letters] <= 2:
            kept.append(place)
    return kept


def _copies(given: Comparable, enough: Sequence[int]) -> tuple[list[int], _Found]:
    """One row of each text, and the pairs of equal texts."""
    first: dict[str, int] = {}
    pairs: _Found = {}
    for place in enough:
        found = first.setdefault(same_letters(given.texts[place]), place)
        if found != place:
            pairs[found, place] = (1.0, _kind(given.rows[found], given.rows[place], True))
    return list(first.values()), pairs


def _of_one_applicant(given: Comparable, enough: frozenset[int]) -> _Found:
    """Pairs of rows of one applicant that are near: the same work going on, or sent twice."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(given.rows):
        if _who(row):
            groups[_who(row)].append(place)
    pairs: _Found = {}
    for members in groups.values():
        members.sort(key=lambda place: (-(given.rows[place].year or 0), given.rows[place].key))
        for one, other, cosine, is_same in _near_among(given, sorted(members[:OF_ONE])):
            kind = _kind(given.rows[one], given.rows[other], is_same)
            is_of_one_funder = given.rows[one].funder == given.rows[other].funder
            if is_of_one_funder or {one, other} <= enough:
                pairs[one, other] = (cosine, kind)
    return pairs


def _near_among(
    given: Comparable, members: Sequence[int]
) -> Iterator[tuple[int, int, float, bool]]:
    """Pairs of members, how near they are, and whether they say the same letter for letter."""
    if len(members) < 2:
        return
    vectors = given.vectors.matrix[np.array(members, np.intp)]
    cosines: NDArray[np.float32] = vectors @ vectors.T
    letters = [same_letters(given.texts[place]) for place in members]
    for a, b in combinations(range(len(members)), 2):
        is_same = bool(letters[a]) and letters[a] == letters[b]
        if is_same or cosines[a, b] >= AGAIN:
            yield members[a], members[b], 1.0 if is_same else float(cosines[a, b]), is_same


def _kind(one: Row, other: Row, is_same_text: bool) -> PairKind:
    same_who = bool(_who(one)) and _who(one) == _who(other)
    if same_who and one.funder == other.funder and (one.year != other.year or not is_same_text):
        return PairKind.AGAIN
    return PairKind.SAME_TEXT if is_same_text else PairKind.SAME_IDEA


def _who(row: Row) -> str:
    return row.who_ref or row.who.casefold()
