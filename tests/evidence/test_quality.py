"""The themes hold the line that they reached on grants they were not tuned on."""

from pathlib import Path

import pytest

from allotment.evidence.domain.themes import find_themes
from bench.evidence_quality import Ways, agreement, grants_in, read_in_ways
from tests.evidence.quality import FIRST, REPORTING


@pytest.fixture(scope="module")
def ways(shared_data: Path) -> Ways:
    return read_in_ways(grants_in(shared_data))


def test_themes_agree_with_a_reader_and_more_than_the_baseline_does(ways: Ways) -> None:
    ours = agreement(find_themes(ways.weights_areas), REPORTING)
    baseline = agreement(find_themes(ways.words), REPORTING)

    assert ours >= 0.52
    assert baseline < 0.3


def test_without_the_weights_themes_agree_as_well(ways: Ways) -> None:
    assert agreement(find_themes(ways.words_areas), REPORTING) >= 0.52


def test_real_grants_give_the_same_themes_from_run_to_run(ways: Ways) -> None:
    themes = find_themes(ways.weights_areas)

    assert themes == find_themes(ways.weights_areas)
    assert 10 <= len(themes.themes) <= 40


def test_no_real_grant_is_taken_for_another_language(ways: Ways) -> None:
    assert set(ways.weights_areas.languages) == {"en"}


def test_a_theme_of_all_grants_would_agree_with_nobody(ways: Ways) -> None:
    themes = find_themes(ways.weights_areas)
    one = themes.themes[0]

    assert agreement(type(themes)((one,), (), (), "", 0.0, ()), list(FIRST)) < 0.1
