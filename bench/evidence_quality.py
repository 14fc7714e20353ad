"""How well themes and service areas agree with what a person read, beside baselines.

Of 120 labelled grants (tests/evidence/labels) 60 were for tuning; what counts are the other 60. Themes
are compared with the person's main theme by the adjusted Rand index (Hubert and Arabie 1985): 1 is
the same, 0 what chance gives. Grants that belong to no theme are one group, as the person's "unclear" is.
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sklearn.metrics import adjusted_rand_score

from allotment.evidence.domain.embedding import embedder
from allotment.evidence.domain.markup import plain
from allotment.evidence.domain.rows import SEED, Row
from allotment.evidence.domain.rules import pulls
from allotment.evidence.domain.themes import Read, Themes, find_themes, read
from allotment.evidence.readers.taxonomy import read_taxonomy
from allotment.evidence.readers.weights import read_identifier, read_weights
from tests.evidence.labels.draw import LLOYDS
from tests.evidence.quality import (
    FIRST,
    REPORTING,
    TUNING,
    best_baseline,
    by_taxonomy,
    compared,
    rows_of,
)

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SEEDS = (SEED, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Ways:
    """The same grants read in four ways: by the weights or by words, with service areas or without."""

    weights_areas: Read
    weights: Read
    words_areas: Read
    words: Read


def grants_in(data: Path) -> list[Row]:
    """The grants as they are published, "Grant to" in their titles."""
    grants = json.loads((data / LLOYDS).read_bytes())["grants"]
    return [Row(each["id"], each["title"], text=each.get("description", "")) for each in grants]


def read_in_ways(rows: Sequence[Row]) -> Ways:
    """The grants, read in each way."""
    texts = [plain(row.words) for row in rows]
    areas = pulls(rows, read_taxonomy().service)
    by_weights = read(rows, embedder(texts, read_weights()), read_identifier(), areas)
    by_words = read(rows, embedder(texts, None), read_identifier(), areas)
    alone = read(rows, embedder(texts, read_weights()), read_identifier())
    return Ways(
        by_weights, alone, by_words, replace(by_words, pulls=None, has_enough=alone.has_enough)
    )


def agreement(themes: Themes, keys: Sequence[str]) -> float:
    """Adjusted Rand index of the themes of these grants and the person's main themes."""
    found = {key: each.key for each in themes.themes for key in each.members}
    return float(
        adjusted_rand_score([FIRST[key][0] for key in keys], [found.get(key, "") for key in keys])
    )


def _print_themes(ways: Ways) -> None:
    print("| themes | number | apart | ARI, tuning 60 | ARI, other 60 | seconds |")
    print("| --- | --- | --- | --- | --- | --- |")
    named = {
        "weights and service areas": ways.weights_areas,
        "weights alone": ways.weights,
        "TF-IDF, SVD and service areas": ways.words_areas,
        "TF-IDF and SVD alone (baseline)": ways.words,
    }
    for name, given in named.items():
        start = time.perf_counter()
        runs = [find_themes(given, seed) for seed in SEEDS]
        seconds = (time.perf_counter() - start) / len(SEEDS)
        tuned, reported = ([agreement(run, keys) for run in runs] for keys in (TUNING, REPORTING))
        print(
            f"| {name} | {len(runs[0].themes)} | {len(runs[0].apart)} "
            f"| {tuned[0]:.2f} ({min(tuned):.2f} to {max(tuned):.2f}) "
            f"| {reported[0]:.2f} ({min(reported):.2f} to {max(reported):.2f}) | {seconds:.1f} |",
            flush=True,
        )
    print(f"\nIn brackets the range over {len(SEEDS)} seeds.\n")


def _print_labels(rows: Sequence[Row]) -> None:
    print("| labels of service areas, other 60 | precision | recall | main theme right |")
    print("| --- | --- | --- | --- |")
    for name, found in (("rules and descriptions", by_taxonomy), ("TF-IDF", best_baseline)):
        one = compared(found(rows), REPORTING)
        print(f"| {name} | {one.precision:.2f} | {one.recall:.2f} | {one.main} of {one.of} |")


def main() -> int:
    """Print both tables."""
    if not DATA.exists():
        print("The folder of real data is not here.")
        return 1
    _print_themes(read_in_ways(grants_in(DATA)))
    _print_labels(rows_of(json.loads((DATA / LLOYDS).read_bytes())["grants"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
