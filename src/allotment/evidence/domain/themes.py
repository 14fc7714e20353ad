"""Finds what many texts have in common, names it, and says into which two it could be split."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allotment.evidence.domain.clusters import Groups, Labels, group, principal, settled
from allotment.evidence.domain.embedding import (
    Embedder,
    Matrix,
    VectorKind,
    Vectors,
    unit,
)
from allotment.evidence.domain.languages import ENGLISH, Identify, languages_of
from allotment.evidence.domain.markup import plain
from allotment.evidence.domain.naming import name_of, terms_of
from allotment.evidence.domain.rows import SEED, Row
from allotment.evidence.domain.texts import content_words, cut
from allotment.kernel.domain.sentences import Sentence, gettext_noop as _, sentence

Places = NDArray[np.intp]

PULL = 1.25
"""Weight of the service areas beside the words. From 0.8 to 1.5 the tuning half of the labelled
grants came out alike within chance; here the number of themes changed least with the seed."""

SHAKY = 0.5
"""Stability below which a reader is told that the themes could be others."""

FEWEST = 20
"""Texts below which no themes are looked for: two groups of ten are the least that may be seen."""

SMALLEST = 3
"""Members below which a group is no theme."""

LITTLE = 3
"""Telling words below which a text beside its title says too little, unless a service area is
plain from it: "the salary of the manager" may be anything."""


@dataclass(frozen=True, slots=True)
class Read:
    """Rows made ready for themes and likeness, in the order of their keys.

    `texts` are plain and cut, `languages` ISO 639-1 codes, `told` is False where a text says too little to
    be themed; `vectors` has a row for each, `pulls` too (rows × service areas, 0 to 1) or is None.
    """

    keys: tuple[str, ...]
    texts: tuple[str, ...]
    languages: tuple[str, ...]
    has_enough: tuple[bool, ...]
    vectors: Vectors
    pulls: Matrix | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme: what tells it from the others, and its rows, the most typical first.

    `key` is made of its members, so it stays as long as they do.
    """

    key: str
    name: str
    terms: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A row in another language than English, which is not themed."""

    key: str
    language: str


@dataclass(frozen=True, slots=True)
class Themes:
    """Themes, the largest first; keys of rows that belong nowhere; rows that were not read.

    `kind` says from what the texts were compared, `stability` how far two halves of the texts agree
    on the themes (adjusted Rand, 1 is wholly), `method` tells a reader how they were found.
    """

    themes: tuple[Theme, ...]
    apart: tuple[str, ...]
    unread: tuple[Unread, ...]
    kind: str
    stability: float
    method: tuple[Sentence, ...]


class NotDivisibleError(ValueError):
    """The theme has too few members, or too equal ones, to be split in two."""


def read(
    rows: Sequence[Row],
    learnt: Embedder,
    identify: Identify,
    pulls: Matrix | None = None,
) -> Read:
    """Make rows ready: plain texts, their languages, and their vectors by what was learnt from them.

    `pulls` is in the order of `rows`.
    """
    order = sorted(range(len(rows)), key=lambda at: rows[at].key)
    texts = tuple(cut(plain(rows[at].words)) for at in order)
    pulled = None if pulls is None else np.asarray(pulls, np.float32)[order]
    return Read(
        keys=tuple(rows[at].key for at in order),
        texts=texts,
        languages=languages_of(texts, identify),
        has_enough=tuple(
            _has_enough(rows[at], None if pulled is None else pulled[place])
            for place, at in enumerate(order)
        ),
        vectors=learnt.vectors(texts),
        pulls=pulled,
    )


def find_themes(given: Read, seed: int = SEED) -> Themes:
    """Group what was read into themes that tell the texts apart, as many as are stable.

    What the texts mean is put beside the service areas that their words name, weighted PULL, and
    grouped by `clusters.group`. A row stays apart where it says too little, where it is nearer to
    the middle of all texts than to its group's, or where its group has less than SMALLEST members.
    Of fewer than FEWEST different texts only copies are a theme. The same rows and seed give the
    same themes, in whatever order the rows come.
    """
    themed, copies = _distinct(given, _themed(given))
    if not len(themed):
        return _themes_of(given, [], 1.0)
    points = principal(_points(given, themed))
    labels, stability = np.arange(len(themed), dtype=np.int32), 1.0
    if len(themed) >= FEWEST and points.shape[1]:
        found = group(points, seed)
        is_alone = np.array([len(each) < SMALLEST for each in copies])
        is_loose = is_alone & _nearer_to_the_middle(points, found)
        labels = np.where(is_loose, -1, found.labels).astype(np.int32)
        stability = found.stability
    groups = [
        np.concatenate([copies[place] for place in _typical_first(points, members)])
        for members in _members(labels)
    ]
    return _themes_of(given, [each for each in groups if len(each) >= SMALLEST], stability)


def halves_of(theme: Theme, given: Read, seed: int = SEED) -> tuple[Theme, Theme]:
    """The two themes that a theme is split into, the larger first, each named by what tells it from
    the other. Raises NotDivisibleError where a half would be smaller than a theme."""
    at = {each: place for place, each in enumerate(given.keys)}
    chosen = np.sort(np.array([at[each] for each in theme.members], np.intp))
    points = principal(_points(given, chosen))
    if not points.shape[1] or len(chosen) < 2 * SMALLEST:
        raise NotDivisibleError(theme.key)
    labels = settled(points, 2, seed, 1.0).labels
    halves = [chosen[_typical_first(points, np.flatnonzero(labels == each))] for each in (0, 1)]
    if min(map(len, halves)) < SMALLEST:
        raise NotDivisibleError(theme.key)
    terms = terms_of([[given.texts[place] for place in half] for half in halves])
    one, other = _largest_first(
        [
            _theme(tuple(given.keys[place] for place in half), own)
            for half, own in zip(halves, terms, strict=True)
        ]
    )
    return one, other


def _has_enough(row: Row, pulled: Matrix | None) -> bool:
    """Whether a row can be themed: by a service area, or by telling words where areas are unknown."""
    if pulled is None:
        return bool(content_words(cut(plain(row.words))))
    text = cut(plain(row.text or row.title))
    return bool(pulled.any()) or len(frozenset(content_words(text))) >= LITTLE


def _themed(given: Read) -> Places:
    """Places of the rows that can be themed."""
    is_read: NDArray[np.bool_] = np.any(given.vectors.matrix, axis=1)
    return np.array(
        [
            place
            for place, (language, has_enough) in enumerate(
                zip(given.languages, given.has_enough, strict=True)
            )
            if language == ENGLISH and has_enough and is_read[place]
        ],
        np.intp,
    )


def _distinct(given: Read, places: Places) -> tuple[Places, list[Places]]:
    """The first place of each text, and all places of it: a copy does not count twice."""
    same: dict[str, list[int]] = {}
    for place in places.tolist():
        same.setdefault(given.texts[place], []).append(place)
    firsts = np.array([each[0] for each in same.values()], np.intp)
    return firsts, [np.array(each, np.intp) for each in same.values()]


def _members(labels: Labels) -> list[Places]:
    """The places of each label from 0 on."""
    order = np.argsort(labels, kind="stable")
    ends = np.searchsorted(labels[order], np.arange(labels.max(initial=-1) + 2))
    return [order[ends[at] : ends[at + 1]] for at in range(len(ends) - 1)]


def _points(given: Read, places: Places) -> Matrix:
    vectors = given.vectors.matrix[places]
    if given.pulls is None:
        return vectors
    return np.hstack([vectors, PULL * unit(given.pulls[places])]).astype(np.float32)


def _nearer_to_the_middle(points: Matrix, found: Groups) -> NDArray[np.bool_]:
    """Which points are nearer to the middle of all than to their own centre."""
    own = found.centres[found.labels]
    nearer: NDArray[np.bool_] = np.linalg.norm(points, axis=1) < np.linalg.norm(
        points - own, axis=1
    )
    return nearer


def _typical_first(points: Matrix, members: Places) -> Places:
    if not len(members):
        return members
    centre = points[members].mean(axis=0)
    far = np.linalg.norm(points[members] - centre, axis=1).round(5)
    return members[np.argsort(far, kind="stable")]


def _themes_of(given: Read, groups: Sequence[Places], stability: float) -> Themes:
    terms = terms_of([[given.texts[place] for place in each] for each in groups])
    themes = [
        _theme(tuple(given.keys[place] for place in members), own)
        for members, own in zip(groups, terms, strict=True)
    ]
    inside = {key for each in themes for key in each.members}
    unread = tuple(
        Unread(key, language)
        for key, language in zip(given.keys, given.languages, strict=True)
        if language != ENGLISH
    )
    outside = inside | {each.key for each in unread}
    return Themes(
        themes=_largest_first(themes),
        apart=tuple(key for key in given.keys if key not in outside),
        unread=unread,
        kind=given.vectors.kind.value,
        stability=round(stability, 4),
        method=_method(given, stability),
    )


def _theme(members: tuple[str, ...], terms: tuple[str, ...]) -> Theme:
    content = "\n".join(sorted(members)).encode()
    return Theme(
        key=hashlib.sha256(content).hexdigest()[:12],
        name=name_of(terms),
        terms=terms,
        members=members,
    )


def _largest_first(themes: Sequence[Theme]) -> tuple[Theme, ...]:
    return tuple(sorted(themes, key=lambda each: (-len(each.members), each.key)))


def _method(given: Read, stability: float) -> tuple[Sentence, ...]:
    by_words = _("Texts were compared by the words that they share.")
    by_weights = _("Texts were compared by what their words mean, from packaged weights of words.")
    sentences = [sentence(by_weights if given.vectors.kind == VectorKind.WEIGHTS else by_words)]
    if given.pulls is not None:
        sentences.append(sentence(_("Service areas that the words name draw texts together.")))
    sentences.append(
        sentence(
            _("A computer grouped them and chose how many themes there are; no person read them.")
        )
    )
    if stability < SHAKY:
        sentences.append(
            sentence(
                _(
                    "Half of the texts would give other themes: take these as one reading among several."
                )
            )
        )
    return tuple(sentences)
