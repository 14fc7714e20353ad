"""The labels that people gave are of the grants that were drawn, and are labels of the book."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.evidence.labels.draw import LLOYDS, SIZE, drawn

FOLDER = Path(__file__).parent / "labels"
THEMES = set(re.findall(r"^\| ([a-z]+) \|", (FOLDER / "label-book.md").read_text(), re.MULTILINE))
FIRST: dict[str, list[str]] = json.loads((FOLDER / "first.json").read_text())
SECOND: dict[str, list[str]] = json.loads((FOLDER / "second.json").read_text())


@pytest.mark.parametrize("reading", [FIRST, SECOND])
def test_every_label_is_in_the_book_and_unclear_stands_alone(
    reading: dict[str, list[str]],
) -> None:
    themes = THEMES - {"theme"}

    assert len(themes) == 16
    assert {label for labels in reading.values() for label in labels} <= themes
    assert all(len(set(labels)) == len(labels) > 0 for labels in reading.values())
    assert all(labels == ["unclear"] for labels in reading.values() if "unclear" in labels)


def test_the_readers_agree_as_far_as_the_book_says() -> None:
    assert list(SECOND) == list(FIRST)
    pairs = [(FIRST[grant], SECOND[grant]) for grant in FIRST]
    same = sum(one[0] == other[0] for one, other in pairs)
    counted = [Counter(labels[0] for labels in reading.values()) for reading in (FIRST, SECOND)]
    by_chance = sum(counted[0][theme] * counted[1][theme] for theme in THEMES) / SIZE**2
    kappa = (same / SIZE - by_chance) / (1 - by_chance)

    assert (same, round(kappa, 2)) == (118, 0.98)
    assert [sum(map(len, reading.values())) for reading in (FIRST, SECOND)] == [160, 173]
    assert sum(len(set(one) & set(other)) for one, other in pairs) == 154


def test_they_are_of_the_grants_that_were_drawn(shared_data: Path) -> None:
    grants = json.loads((shared_data / LLOYDS).read_bytes())["grants"]

    assert [each["id"] for each in drawn(grants)] == list(FIRST)
    assert len(FIRST) == SIZE
