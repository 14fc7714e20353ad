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
