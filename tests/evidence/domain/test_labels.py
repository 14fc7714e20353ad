"""Each row gets its labels by its words, else by the nearest description if that is clear."""

import numpy as np
import pytest

from allotment.evidence.domain.labels import (
    By,
    Label,
    Nearness,
    described,
    label_rows,
    text_read,
)
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.taxonomy import Categories, Category, Scheme, Taxonomy

SERVICE = Categories(
    Scheme.SERVICE,
    (
        Category("older", "Older people", "Tea.", says=("older people",)),
        Category("roads", "Roads", "Potholes.", says=("road*",)),
    ),
)
OUTCOME = Categories(Scheme.OUTCOME, (Category("jobs", "Jobs", "Work.", says=("job*",)),))
TAXONOMY = Taxonomy(SERVICE, OUTCOME, Categories(Scheme.BARRIER, ()))


def near(*rows: tuple[float, float]) -> dict[Scheme, Nearness]:
    return {Scheme.SERVICE: Nearness(np.array(rows, np.float32), np.eye(2, dtype=np.float32))}


def given(row: Row, *vector: tuple[float, float]) -> list[tuple[str, By]]:
    return [
        (each.code, each.by)
        for each in label_rows([row], TAXONOMY, near(*vector) if vector else {})
    ]


def test_a_rule_comes_before_what_is_nearest() -> None:
    assert given(Row("1", "Older people"), (0, 1)) == [("older", By.RULE)]


def test_without_a_rule_the_nearest_description_is_taken_with_its_cosine_and_first_sentence() -> (
    None
):
    row = Row("1", "Entry", "Tea is poured. Cakes too.")

    (label,) = label_rows([row], TAXONOMY, near((0.8, 0.6)))

    assert label == Label("1", Scheme.SERVICE, "older", 0.8, By.NEAREST, "Tea is poured.")


@pytest.mark.parametrize("vector", [(0.3, 0.0), (0.7, 0.65), (0.0, 0.0)])
def test_what_is_far_or_not_clear_or_was_not_read_gets_no_label(
    vector: tuple[float, float],
) -> None:
    assert given(Row("1", "Entry"), vector) == []


def test_without_vectors_there_are_labels_by_rule_only() -> None:
    assert given(Row("1", "Entry")) == []
    assert given(Row("1", "Roads for older people", outcome="Jobs")) == [
        ("roads", By.RULE),
        ("older", By.RULE),
        ("jobs", By.RULE),
    ]


def test_no_rows_have_no_labels() -> None:
    nothing = Nearness(np.zeros((0, 2), np.float32), np.eye(2, dtype=np.float32))

    assert label_rows([], TAXONOMY, {Scheme.SERVICE: nothing}) == ()


def test_the_main_code_is_the_first_of_its_scheme() -> None:
    rows = [Row("1", "Roads for older people"), Row("2", "Entry"), Row("3", "Older people")]

    labels = label_rows(rows, TAXONOMY, {})

    first = {each.row: each.code for each in reversed(labels)}
    assert first == {"1": "roads", "3": "older"}
    assert {each.scheme for each in labels} == {Scheme.SERVICE}


def test_what_is_compared_are_the_descriptions_and_the_answer_to_the_question() -> None:
    row = Row("1", "Title", "Text", outcome="Better", barrier="Money")

    assert described(SERVICE) == ["Older people. Tea.", "Roads. Potholes."]
    assert [text_read(row, scheme) for scheme in Scheme] == ["Title. Text", "Better", "Money"]


def test_names_of_categories_are_found_and_a_lost_one_keeps_its_code() -> None:
    assert TAXONOMY.named(Scheme.SERVICE, "roads") == "Roads"
    assert TAXONOMY.named(Scheme.BARRIER, "roads") == "roads"
