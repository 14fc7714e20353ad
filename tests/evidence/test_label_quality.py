"""The labels of service areas hold the line that they reached on grants they were not tuned on."""

import json
from pathlib import Path

from allotment.evidence.readers.taxonomy import read_taxonomy
from tests.evidence.labels.draw import LLOYDS
from tests.evidence.quality import (
    FIRST,
    REPORTING,
    THEMES,
    TUNING,
    best_baseline,
    by_taxonomy,
    compared,
    rows_of,
)


def test_each_theme_of_the_book_has_a_service_area() -> None:
    themes = {theme for labels in FIRST.values() for theme in labels}

    assert set(THEMES.values()) == themes - {"unclear"}
    assert set(THEMES) <= set(read_taxonomy().service.codes)


def test_tuning_and_reporting_share_no_grant() -> None:
    assert len(TUNING) == len(REPORTING) == 60
    assert not set(TUNING) & set(REPORTING)


def test_what_is_found_keeps_its_precision_and_recall_and_outdoes_the_baseline(
    shared_data: Path,
) -> None:
    rows = rows_of(json.loads((shared_data / LLOYDS).read_bytes())["grants"])

    ours = compared(by_taxonomy(rows), REPORTING)
    baseline = compared(best_baseline(rows), REPORTING)

    assert ours.precision >= 0.9
    assert ours.recall >= 0.84
    assert ours.main >= 51
    assert ours.precision > baseline.precision
    assert ours.recall > baseline.recall
