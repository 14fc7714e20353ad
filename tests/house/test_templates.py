"""Templates can be read: no line is wider than a screen or begins two blocks of the page."""

import re
from pathlib import Path

import allotment

COLUMNS = 140
SOURCE = Path(allotment.__file__).parent


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


TWO_BLOCKS = re.compile(
    r"<[a-z].*<(?:p|div|h[1-6]|ul|ol|li|table|tr|td|th|form|section|dl|dt|dd)[ >]"
)


def with_two_blocks(content: str) -> list[int]:
    """The numbers of lines on which a block begins after another element; comments aside."""
    without = re.sub(r"{#.*?#}", lambda comment: "\n" * comment[0].count("\n"), content, flags=re.S)
    return [at for at, line in enumerate(without.splitlines(), 1) if TWO_BLOCKS.search(line)]


def test_no_line_of_a_template_begins_two_blocks() -> None:
    found = {
        f"{path.relative_to(SOURCE)}:{at}"
        for path in SOURCE.rglob("templates/**/*.html")
        for at in with_two_blocks(path.read_text(encoding="utf-8"))
    }

    assert found == set()


def test_a_second_block_on_a_line_is_seen() -> None:
    assert with_two_blocks("<ul>\n<li>a</li>\n</ul><ul><li>b</li>\n{# <p><p> #}") == [3]


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
