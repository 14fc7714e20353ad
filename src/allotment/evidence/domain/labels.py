"""The labels of rows: by rule, else by the nearest description; each with the words that say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from allotment.evidence.domain.passages import first_sentence
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.rules import Rulebook, parts_of
from allotment.evidence.domain.taxonomy import Categories, Scheme, Taxonomy
from allotment.kernel.domain.sentences import gettext_noop as _

NEAR = 0.4
"""Cosine from which on a description is near enough to name a text. Of the 3,996 grants of Lloyds Bank
Foundation that nobody labelled, those that a rule labels and that are as near, and clearly, get one of
the rule's labels in 95 of 100 cases; all those that a rule labels do in 57."""

CLEARLY = 0.1
"""By how much the nearest description must be nearer than the second."""


class By(StrEnum):
    """Who or what gave a label."""

    RULE = "rule"
    NEAREST = "nearest"
    NEIGHBOURS = "neighbours"
    PERSON = "person"


BY_LABELS = {
    By.RULE: _("By its words"),
    By.NEAREST: _("By the nearest description"),
    By.NEIGHBOURS: _("By entries like it that people checked"),
    By.PERSON: _("By a person"),
}


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a row, the row named by its key.

    `score` is from 0 to 1: for a rule 1 − exp(−weight of its phrases), for the nearest description
    the cosine, for neighbours their share of the vote, for a person 1. `sentence` is where the text
    says so; for labels that no single sentence gave, its first.
    """

    row: str
    scheme: Scheme
    code: str
    score: float
    by: By
    sentence: str


@dataclass(frozen=True, slots=True)
class Nearness:
    """Unit vectors of what `text_read` gives for each row (rows × dimensions) and of what
    `described` gives for each category (categories × dimensions), in one space."""

    rows: NDArray[np.float32]
    categories: NDArray[np.float32]


def described(scheme: Categories) -> list[str]:
    """The texts of the categories, to be made into vectors."""
    return [f"{each.name}. {each.description}" for each in scheme.categories]


def text_read(row: Row, scheme: Scheme) -> str:
    """The text that a row's nearest description is sought for; empty where nothing was answered."""
    if scheme == Scheme.SERVICE:
        return row.words
    return row.outcome if scheme == Scheme.OUTCOME else row.barrier


def label_rows(
    rows: Sequence[Row], taxonomy: Taxonomy, nearness: Mapping[Scheme, Nearness]
) -> tuple[Label, ...]:
    """Every label of every row, row by row and scheme by scheme, a row's main one first.

    Where no rule finds anything, the nearest description gives the label if it is near enough and
    clearly nearer than the second; a scheme that is not in `nearness` has labels by rule only, and so
    has a row whose vector is zeros.
    """
    rulebooks = [Rulebook(scheme) for scheme in taxonomy.schemes]
    nearest = {each: _nearest(near) for each, near in nearness.items()}
    labels: list[Label] = []
    for number, row in enumerate(rows):
        for rulebook in rulebooks:
            found = _by_rule(row, rulebook)
            if not found and rulebook.scheme.scheme in nearest:
                found = _by_nearest(row, rulebook.scheme, nearest[rulebook.scheme.scheme][number])
            labels.extend(found)
    return tuple(labels)


def _by_rule(row: Row, rulebook: Rulebook) -> list[Label]:
    scheme = rulebook.scheme
    return [
        Label(
            row=row.key,
            scheme=scheme.scheme,
            code=scheme.categories[each.category].code,
            score=round(each.score, 4),
            by=By.RULE,
            sentence=each.sentence,
        )
        for each in rulebook.read(parts_of(row, scheme.scheme))
    ]


def _nearest(near: Nearness) -> list[tuple[int, float]]:
    """For each row the nearest category and its cosine; the cosine 0 where it is not clear."""
    if not len(near.categories) or not len(near.rows):
        return [(0, 0.0)] * len(near.rows)
    likeness = near.rows @ near.categories.T
    order = np.sort(likeness, axis=1)
    second = order[:, -2] if likeness.shape[1] > 1 else np.zeros(len(likeness), np.float32)
    clear = (order[:, -1] >= NEAR) & (order[:, -1] - second >= CLEARLY)
    cosines = np.where(clear, order[:, -1], 0).tolist()
    return list(zip(likeness.argmax(axis=1).tolist(), cosines, strict=True))


def _by_nearest(row: Row, scheme: Categories, nearest: tuple[int, float]) -> list[Label]:
    category, cosine = nearest
    if not cosine:
        return []
    text = text_read(row, scheme.scheme)
    if scheme.scheme == Scheme.SERVICE and row.text.strip():
        text = row.text
    code = scheme.categories[category].code
    return [Label(row.key, scheme.scheme, code, round(cosine, 4), By.NEAREST, first_sentence(text))]
