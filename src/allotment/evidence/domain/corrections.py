"""What people said of labels: it stands, it votes on rows like those, and it measures the machine."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from allotment.evidence.domain.labels import By, Label
from allotment.evidence.domain.passages import first_sentence
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.taxonomy import SCHEME_LABELS, Scheme
from allotment.kernel.domain.sentences import Sentence, gettext_noop as _, sentence

NEIGHBOURS = 5
"""How many of the nearest corrected examples vote."""

LIKE = 0.5
"""Cosine from which on an example is like a row. With 600 of the 3,996 grants that nobody labelled as
examples, a label that two of them as like have in common was also the row's own, by its words, in 82 of
100 cases (65 from 0.4 on; 92 from 0.6 on, but there were five times fewer)."""

SAME = 0.95
"""Cosine from which on an example is the same text in other words, and votes alone."""

AGREED = 2 / 3
"""The share of the vote, weighted by likeness, that gives or takes a label."""

Z = 1.959964
"""Of the standard normal distribution, for intervals of 95%."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's word on one label of one row, named by its key: it is `right`, or it is not.

    `words` are the row's title and text as they were then, so that it can be compared with rows of
    other sources.
    """

    row: str
    scheme: Scheme
    code: str
    right: bool
    words: str


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the machine's labels that a person has checked, how many were right.

    `scheme` is empty for all schemes together; the share and its interval of 95% are from 0 to 1.
    """

    scheme: Scheme | None
    checked: int
    right: int
    share: float
    low: float
    high: float

    @property
    def sentence(self) -> Sentence:
        """The figure in words, with the number behind it."""
        if not self.checked:
            return sentence(_("Nobody has checked a machine label yet."))
        return sentence(
            _(
                "Machine labels that a person checked: {checked}. Right: {right}, which is {share} "
                "(95% interval {low} to {high}). They were not chosen by chance."
            ),
            checked=self.checked,
            right=self.right,
            share=f"{self.share:.0%}",
            low=f"{self.low:.0%}",
            high=f"{self.high:.0%}",
        )

    @property
    def of(self) -> Sentence:
        """Which labels these are."""
        return sentence(_("All labels") if self.scheme is None else SCHEME_LABELS[self.scheme])


def correct_labels(
    rows: Sequence[Row],
    labels: Sequence[Label],
    corrections: Sequence[Correction],
    vectors: Vectors,
    examples: Vectors,
) -> tuple[Label, ...]:
    """The labels after what people said: of a row itself it stands, on rows like it it votes.

    `vectors` are unit vectors of the rows' words (rows × dimensions), `examples` those of the
    corrections' words (corrections × dimensions); of two corrections of one label the later counts.
    Labels stay in their order; after them comes what a person added, then what neighbours did.
    """
    own = _last(corrections)
    votes = _votes(rows, corrections, vectors, examples, own)
    kept: defaultdict[str, list[Label]] = defaultdict(list)
    for label in labels:
        kept[label.row].append(label)
    verdicts: defaultdict[str, dict[tuple[Scheme, str], bool]] = defaultdict(dict)
    for (row_key, scheme, code), right in own.items():
        verdicts[row_key][scheme, code] = right
    corrected: list[Label] = []
    for row in rows:
        corrected.extend(_corrected(row, kept[row.key], verdicts[row.key], votes.get(row.key, {})))
    return tuple(corrected)


def measured(labels: Sequence[Label], corrections: Sequence[Correction]) -> tuple[Precision, ...]:
    """Precision of the machine's labels (before corrections): all together, then by scheme."""
    own = _last(corrections)
    checked: defaultdict[Scheme | None, list[bool]] = defaultdict(list)
    for label in labels:
        right = own.get((label.row, label.scheme, label.code))
        if right is not None and label.by != By.PERSON:
            checked[None].append(right)
            checked[label.scheme].append(right)
    return tuple(_precision(scheme, checked[scheme]) for scheme in (None, *Scheme))


def wilson(right: int, of: int) -> tuple[float, float]:
    """Interval of 95% of a share, from 0 to 1 (Wilson 1927); all of it where there is nothing."""
    if not of:
        return 0.0, 1.0
    share = right / of
    middle = share + Z * Z / (2 * of)
    reach = Z * sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    whole = 1 + Z * Z / of
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _precision(scheme: Scheme | None, checked: Sequence[bool]) -> Precision:
    right, of = sum(checked), len(checked)
    low, high = wilson(right, of)
    share = right / of if of else 0.0
    return Precision(scheme, of, right, *(round(each, 6) for each in (share, low, high)))


def _last(corrections: Sequence[Correction]) -> dict[tuple[str, Scheme, str], bool]:
    return {(each.row, each.scheme, each.code): each.right for each in corrections}


def _corrected(
    row: Row,
    labels: Sequence[Label],
    verdicts: Mapping[tuple[Scheme, str], bool],
    votes: Mapping[tuple[Scheme, str], float],
) -> list[Label]:
    """One row's labels: `told` says which are right, `votes` which share of the vote is for them."""
    kept = []
    for label in labels:
        right = verdicts.get((label.scheme, label.code))
        if right:
            kept.append(replace(label, by=By.PERSON, score=1.0))
        elif right is None and votes.get((label.scheme, label.code), 1.0) > 1 - AGREED:
            kept.append(label)
    has = {(each.scheme, each.code) for each in kept}
    sentence = first_sentence(row.text if row.text.strip() else row.title)

    def new(what: tuple[Scheme, str], score: float, by: By) -> Label:
        return Label(row.key, what[0], what[1], round(score, 4), by, sentence)

    people = [
        new(each, 1.0, By.PERSON) for each, right in verdicts.items() if right and each not in has
    ]
    voted = [
        new(each, share, By.NEIGHBOURS)
        for each, share in votes.items()
        if share >= AGREED and each not in has and each not in verdicts
    ]
    whole = [*kept, *people, *voted]
    return [each for scheme in Scheme for each in whole if each.scheme == scheme]


def _votes(
    rows: Sequence[Row],
    corrections: Sequence[Correction],
    vectors: Vectors,
    examples: Vectors,
    own: Mapping[tuple[str, Scheme, str], bool],
) -> dict[str, dict[tuple[Scheme, str], float]]:
    """For each row the share of the vote for each label that enough examples like it speak of."""
    about: defaultdict[tuple[Scheme, str], dict[str, int]] = defaultdict(dict)
    for number, each in enumerate(corrections):
        about[each.scheme, each.code][each.row] = number
    votes: defaultdict[str, dict[tuple[Scheme, str], float]] = defaultdict(dict)
    for what, latest in about.items():
        chosen = sorted(latest.values())
        right = np.array([corrections[number].right for number in chosen])
        likeness = vectors @ examples[chosen].T
        for number in np.flatnonzero(likeness.max(axis=1, initial=0) >= LIKE).tolist():
            key = rows[number].key
            share = _share(likeness[number], right)
            if share is not None and (key, *what) not in own:
                votes[key][what] = share
    return votes


def _share(likeness: NDArray[np.float32], right: NDArray[np.bool_]) -> float | None:
    """The share of the nearest examples' vote for a label; None where too few are like the row."""
    nearest = np.argsort(-likeness, kind="stable")[:NEIGHBOURS]
    nearest = nearest[likeness[nearest] >= LIKE]
    if len(nearest) < 2 and not (likeness[nearest] >= SAME).any():
        return None
    weights = likeness[nearest].astype(float)
    return float((weights * right[nearest]).sum() / weights.sum())
