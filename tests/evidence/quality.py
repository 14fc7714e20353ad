"""How good the labels of service areas are, beside a baseline, against what a person read.

python -m tests.evidence.quality FILE     # the grants of Lloyds Bank Foundation, 2010 to 2015

Of the 120 grants that people labelled (labels/label-book.md) the first 60 were for tuning; the line
is held by the other 60. A label counts as right where the person gave its theme too. "unclear" is no
theme: such a grant has no label to be found, and every one that it gets is wrong. Service areas for
which the book has no theme (transport, the arts …) are not counted.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
from tokenizers import Tokenizer

from allotment.evidence.domain.labels import Label, Nearness, described, label_rows
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.taxonomy import Categories, Scheme
from allotment.evidence.readers.taxonomy import read_taxonomy

FIRST: dict[str, list[str]] = json.loads(
    (Path(__file__).parent / "labels" / "first.json").read_text()
)
TUNING, REPORTING = list(FIRST)[:60], list(FIRST)[60:]

THEMES = {
    "advice": "advice",
    "domestic_abuse": "violence",
    "mental_health": "mental",
    "disabled": "disability",
    "older": "older",
    "children": "youth",
    "families": "family",
    "homelessness": "homeless",
    "housing": "homeless",
    "hardship": "hardship",
    "offending": "offending",
    "addiction": "addiction",
    "migrants": "migrants",
    "work_skills": "work",
    "digital": "work",
    "carers": "carers",
    "community": "community",
    "voluntary_sector": "community",
}


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall over all labels, and how many main themes are the person's, of `of`."""

    precision: float
    recall: float
    main: int
    of: int


def rows_of(grants: Sequence[dict[str, Any]]) -> list[Row]:
    """Title, without "Grant to", and description, as rows."""
    return [
        Row(
            key=grant["id"],
            title=grant["title"].removeprefix("Grant to ").strip(),
            text=" ".join(grant.get("description", "").split()),
        )
        for grant in grants
    ]


def themes_of(labels: Sequence[Label]) -> dict[str, list[str]]:
    """The book's themes of each row that has any, the main one first."""
    themes: dict[str, list[str]] = {}
    for each in labels:
        theme = THEMES.get(each.code)
        if theme and theme not in themes.setdefault(each.row, []):
            themes[each.row].append(theme)
    return themes


def compared(themes: dict[str, list[str]], keys: Sequence[str]) -> Quality:
    """What was found for these grants, against the first reading of the book."""
    right = found = told = main = 0
    for key in keys:
        person = [theme for theme in FIRST[key] if theme != "unclear"]
        machine = themes.get(key, [])
        right += len(set(person) & set(machine))
        found += len(machine)
        told += len(person)
        main += person[:1] == machine[:1]
    return Quality(right / found if found else 0.0, right / told, main, len(keys))


def by_taxonomy(rows: Sequence[Row]) -> dict[str, list[str]]:
    """By the rules and, where they find nothing, the nearest description."""
    taxonomy = read_taxonomy()
    vectors = _by_weights([row.words for row in rows], described(taxonomy.service))
    labels = label_rows(rows, taxonomy, {Scheme.SERVICE: vectors})
    return themes_of([each for each in labels if each.scheme == Scheme.SERVICE])


def by_nearest_words(rows: Sequence[Row], at_least: float) -> dict[str, list[str]]:
    """The baseline: the one nearest description by TF-IDF, from a cosine on."""
    themed = [each for each in read_taxonomy().service.categories if each.code in THEMES]
    texts = described(Categories(Scheme.SERVICE, tuple(themed)))
    table = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    words = table.fit_transform([*(row.words for row in rows), *texts])
    likeness = (words[: len(rows)] @ words[len(rows) :].T).toarray()
    return {
        row.key: [THEMES[themed[int(near.argmax())].code]]
        for row, near in zip(rows, likeness, strict=True)
        if near.max() >= at_least
    }


def best_baseline(rows: Sequence[Row]) -> dict[str, list[str]]:
    """The baseline at the cosine that does best (F1) on the grants for tuning."""

    def f1(at_least: float) -> float:
        found = compared(by_nearest_words(rows, at_least), TUNING)
        return 2 * found.precision * found.recall / ((found.precision + found.recall) or 1)

    return by_nearest_words(rows, max(np.linspace(0, 0.3, 13).tolist(), key=f1))


def _by_weights(texts: Sequence[str], descriptions: Sequence[str]) -> Nearness:
    """The mean of the packaged vectors of a text's pieces, rare ones weighing more."""
    found = find_spec("wordllama")
    assert found
    assert found.origin
    folder = Path(found.origin).parent
    (table,) = load_file(folder / "weights" / "l2_supercat_256.safetensors").values()
    cut = Tokenizer.from_file(str(folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
    cut.no_padding()
    cut.no_truncation()
    pieces = [
        np.array(each.ids, int)
        for each in cut.encode_batch([*texts, *descriptions], add_special_tokens=False)
    ]
    seen = np.zeros(len(table))
    for ids in pieces[: len(texts)]:
        seen[np.unique(ids)] += 1
    rarity = np.log((len(texts) + 1) / np.maximum(seen, 1))
    sums: list[NDArray[np.float64]] = [rarity[ids] @ table[ids] for ids in pieces]
    vectors = normalize(np.array(sums)).astype(np.float32)
    return Nearness(vectors[: len(texts)], vectors[len(texts) :])


if __name__ == "__main__":
    rows = rows_of(json.loads(Path(sys.argv[1]).read_bytes())["grants"])
    for name, themes in (("taxonomy", by_taxonomy(rows)), ("baseline", best_baseline(rows))):
        for lot, keys in (("tuning", TUNING), ("reporting", REPORTING)):
            one = compared(themes, keys)
            print(
                f"{name}, {lot}: precision {one.precision:.2f}, recall {one.recall:.2f}, "
                f"main theme {one.main} of {one.of}"
            )
