"""What a person said of a label stands, votes on rows like it, and measures the machine."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from allotment.evidence.domain.corrections import (
    Correction,
    correct_labels,
    measured,
    wilson,
)
from allotment.evidence.domain.labels import By, Label
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.taxonomy import Scheme

EAST, NORTH = (1.0, 0.0), (0.0, 1.0)
ALMOST_EAST = (0.8, 0.6)


def said(row: str, code: str, right: bool, scheme: Scheme = Scheme.SERVICE) -> Correction:
    return Correction(row, scheme, code, right, "words")


def label(row: str, code: str, scheme: Scheme = Scheme.SERVICE, by: By = By.RULE) -> Label:
    return Label(row, scheme, code, 0.6, by, "It says so.")


def corrected(
    labels: list[Label],
    corrections: list[Correction],
    row: tuple[float, float],
    *examples: tuple[float, float],
) -> list[tuple[str, By]]:
    found = correct_labels(
        [Row("1", "Title", "First. Second.")],
        labels,
        corrections,
        np.array([row], np.float32),
        np.array(examples, np.float32).reshape(-1, 2),
    )
    return [(each.code, each.by) for each in found]


def test_without_corrections_labels_stay_as_they_are() -> None:
    assert corrected([label("1", "roads")], [], EAST) == [("roads", By.RULE)]


def test_what_a_person_calls_wrong_goes_and_what_they_call_right_is_theirs() -> None:
    labels = [label("1", "roads"), label("1", "older")]
    corrections = [said("1", "roads", False), said("1", "older", True), said("1", "food", True)]

    assert corrected(labels, corrections, EAST, EAST, EAST, EAST) == [
        ("older", By.PERSON),
        ("food", By.PERSON),
    ]


def test_the_later_word_of_a_person_counts() -> None:
    corrections = [said("1", "roads", False), said("1", "roads", True)]

    assert corrected([label("1", "roads")], corrections, EAST, EAST, EAST) == [("roads", By.PERSON)]


def test_two_similar_examples_that_agree_give_a_label_or_remove_it() -> None:
    give = [said("7", "roads", True), said("8", "roads", True)]
    take = [said("7", "roads", False), said("8", "roads", False)]

    assert corrected([], give, EAST, ALMOST_EAST, ALMOST_EAST) == [("roads", By.NEIGHBOURS)]
    assert corrected([label("1", "roads")], take, EAST, ALMOST_EAST, ALMOST_EAST) == []


def test_one_similar_example_alone_decides_nothing_unless_it_is_nearly_the_same_text() -> None:
    assert corrected([], [said("7", "roads", True)], EAST, ALMOST_EAST) == []
    assert corrected([], [said("7", "roads", True)], EAST, EAST) == [("roads", By.NEIGHBOURS)]


def test_examples_that_disagree_or_are_unlike_change_nothing() -> None:
    disagreeing = [said("7", "roads", True), said("8", "roads", False)]
    unlike = [said("7", "roads", False), said("8", "roads", False)]

    assert corrected([], disagreeing, EAST, EAST, EAST) == []
    assert corrected([label("1", "roads")], disagreeing, EAST, EAST, EAST) == [("roads", By.RULE)]
    assert corrected([label("1", "roads")], unlike, EAST, NORTH, NORTH) == [("roads", By.RULE)]


def test_only_the_five_nearest_examples_vote() -> None:
    near = [said(str(number), "roads", True) for number in range(2, 7)]
    far = [said(str(number), "roads", False) for number in range(10, 30)]
    places = [EAST] * len(near) + [ALMOST_EAST] * len(far)

    assert corrected([], near + far, EAST, *places) == [("roads", By.NEIGHBOURS)]


def test_a_persons_word_on_the_row_outdoes_all_neighbours() -> None:
    corrections = [said("1", "roads", False), said("7", "roads", True), said("8", "roads", True)]

    assert corrected([label("1", "roads")], corrections, EAST, EAST, EAST, EAST) == []


def test_what_was_added_shows_the_first_sentence_of_the_text() -> None:
    (found,) = correct_labels(
        [Row("1", "Title", "First. Second.")],
        [],
        [said("1", "roads", True)],
        np.array([EAST], np.float32),
        np.array([EAST], np.float32),
    )

    assert found == Label("1", Scheme.SERVICE, "roads", 1.0, By.PERSON, "First.")


def test_precision_counts_machine_labels_that_a_person_checked_and_no_others() -> None:
    labels = [
        label("1", "roads"),
        label("2", "roads"),
        label("3", "jobs", Scheme.OUTCOME),
        label("4", "roads"),
        label("5", "roads", by=By.PERSON),
    ]
    corrections = [
        said("1", "roads", True),
        said("2", "roads", False),
        said("3", "jobs", True, Scheme.OUTCOME),
        said("5", "roads", True),
        said("1", "older", False),
    ]

    every, service, outcome, barrier = measured(labels, corrections)

    assert (every.scheme, every.checked, every.right) == (None, 3, 2)
    assert (service.checked, service.right, service.share) == (2, 1, 0.5)
    assert (outcome.checked, outcome.right) == (1, 1)
    assert (barrier.checked, barrier.low, barrier.high) == (0, 0, 1)


def test_precision_is_said_with_its_number_and_its_limits() -> None:
    every, _, _, barrier = measured([label("1", "roads")], [said("1", "roads", True)])

    assert str(every.sentence) == (
        "Machine labels that a person checked: 1. Right: 1, which is 100% (95% interval 21% to"
        " 100%). They were not chosen by chance."
    )
    assert str(barrier.sentence) == "Nobody has checked a machine label yet."
    assert (str(every.of), str(barrier.of)) == ("All labels", "Barrier")


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_is_the_published_one(
    right: int, of: int, low: float, high: float
) -> None:
    """Newcombe (1998), Statistics in Medicine 17, table I, method 3."""
    assert wilson(right, of) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share(of: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, of))

    low, high = wilson(right, of)

    assert 0 <= low <= right / of + 1e-12
    assert right / of - 1e-12 <= high <= 1
