"""What an editor said of a theme still fits when the source is read again."""

from dataclasses import replace

from allotment.evidence.domain.inheriting import inherit
from allotment.evidence.domain.lines import AnalysedRow, Half, ThemeFound
from allotment.evidence.domain.rows import Row
from allotment.evidence.domain.summary import Summary
from tests.evidence.domain.found import empty_summary


def lines_of(**themes: str) -> list[AnalysedRow]:
    """A line for each letter: in its theme, capitals in its second half."""
    return [
        AnalysedRow(Row(letter.lower(), letter), theme, int(letter.isupper()), 0, "en", ())
        for theme, letters in themes.items()
        for letter in letters
    ]


def summary_of(*keys: str) -> Summary:
    halves = (Half("first", ("one",)), Half("second", ("two",)))
    found = tuple(ThemeFound(key, f"Name of {key}", ("term",), halves) for key in keys)
    return replace(empty_summary(), themes=found)


def test_a_theme_with_most_of_its_rows_keeps_its_key() -> None:
    before = lines_of(garden="abcd", debt="efgh")
    now = lines_of(new1="abci", new2="efgj")

    summary, lines = inherit(summary_of("new1", "new2"), now, before)

    assert [each.key for each in summary.themes] == ["garden", "debt"]
    assert {line.row.key: line.theme for line in lines} == {
        "a": "garden", "b": "garden", "c": "garden", "i": "garden",
        "e": "debt", "f": "debt", "g": "debt", "j": "debt",
    }  # fmt: skip


def test_a_theme_that_was_torn_apart_is_new() -> None:
    before = lines_of(all="abcdef")
    now = lines_of(one="abc", two="def")

    summary, _lines = inherit(summary_of("one", "two"), now, before)

    assert [each.key for each in summary.themes] == ["one", "two"]


def test_halves_that_changed_sides_are_turned_back() -> None:
    before = lines_of(garden="abCD")
    now = lines_of(new="ABcd")

    summary, lines = inherit(summary_of("new"), now, before)

    assert [half.name for half in summary.themes[0].halves] == ["second", "first"]
    assert {line.row.key: line.half for line in lines} == {"a": 0, "b": 0, "c": 1, "d": 1}


def test_the_same_run_again_stays_as_it_is() -> None:
    found = lines_of(garden="abcD", debt="efgH")
    summary = summary_of("garden", "debt")

    assert inherit(summary, found, found) == (summary, tuple(found))
