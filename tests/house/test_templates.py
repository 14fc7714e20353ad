"""Templates can be read: no line is wider than a screen."""

from pathlib import Path

import pytest

import allotment

COLUMNS = 140
SOURCE = Path(allotment.__file__).parent

pytestmark = pytest.mark.pure


def too_wide(content: str) -> list[int]:
    """The numbers of lines of more than so many characters."""
    return [at for at, line in enumerate(content.splitlines(), 1) if len(line) > COLUMNS]


def test_no_line_of_a_template_is_too_wide() -> None:
    found = {
        f"{path.relative_to(SOURCE)}:{at}"
        for path in SOURCE.rglob("templates/**/*")
        if path.is_file()
        for at in too_wide(path.read_text(encoding="utf-8"))
    }

    assert found == set()


def test_a_wide_line_is_seen() -> None:
    assert too_wide("£" * 140 + "\n" + "£" * 141 + "\n") == [2]


#: Templates with a table of their own, each with its reason; all others call `list_table` or `small_table`.
WITH_A_TABLE = {
    "evidence/blocks.html": "tables of a report, which have addresses",
    "evidence/versions.html": "too wide to be stacked",
    "privacy/periods.html": "long texts, which are not stacked",
    "register/standard.html": "long texts, which are not stacked",
    "site/cookies.html": "a fixed table",
    "web/lists.html": "here tables are drawn",
}


def test_tables_are_drawn_in_one_place() -> None:
    found = {
        str(path.relative_to(path.parents[1]))
        for path in SOURCE.rglob("templates/**/*.html")
        if '<table class="govuk-table"' in path.read_text(encoding="utf-8")
    }

    assert found == set(WITH_A_TABLE)
