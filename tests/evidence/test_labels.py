"""The labels that people gave are of the grants that were drawn, and are labels of the book."""

import json
import re
from pathlib import Path

import pytest

from tests.evidence.labels.draw import LLOYDS, SIZE, drawn

pytestmark = pytest.mark.pure

FOLDER = Path(__file__).parent / "labels"
THEMES = set(re.findall(r"^\| ([a-z]+) \|", (FOLDER / "label-book.md").read_text(), re.MULTILINE))
FIRST: dict[str, list[str]] = json.loads((FOLDER / "first.json").read_text())


def test_every_label_is_in_the_book_and_unclear_stands_alone() -> None:
    themes = THEMES - {"theme"}

    assert len(themes) == 16
    assert {label for labels in FIRST.values() for label in labels} <= themes
    assert all(len(set(labels)) == len(labels) > 0 for labels in FIRST.values())
    assert all(labels == ["unclear"] for labels in FIRST.values() if "unclear" in labels)


def test_they_are_of_the_grants_that_were_drawn(shared_data: Path) -> None:
    grants = json.loads((shared_data / LLOYDS).read_bytes())["grants"]

    assert [each["id"] for each in drawn(grants)] == list(FIRST)
    assert len(FIRST) == SIZE
