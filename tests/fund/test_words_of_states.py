"""A state has one word: in the rules, in the tag, in the filter and in the file."""

from collections.abc import Callable, Mapping

import pytest
from django.template import engines

from allotment.fund.domain.moves import ASSESSMENT_MOVES, ENTRY_MOVES, Moves
from allotment.fund.models import Call
from allotment.fund.views.lists import entries as lists
from allotment.kernel.web.tables import Table

TAGS = [("entry_tag", ENTRY_MOVES), ("assessment_tag", ASSESSMENT_MOVES)]
FILTERS: list[tuple[Callable[..., Table], Moves]] = [
    (lists.received, ENTRY_MOVES),
    (lists.assignments, ASSESSMENT_MOVES),
]


def state_options(table: Table) -> Mapping[str, str]:
    """The options of the filter by state: value and what people read."""
    (found,) = (each for each in table.filters if each.name == "state")
    return {str(value): str(text) for value, text in found.options or ()}


@pytest.mark.parametrize(("macro", "moves"), TAGS)
def test_a_tag_has_the_word_of_its_state(macro: str, moves: Moves) -> None:
    tag = getattr(engines["jinja2"].env.get_template("fund/parts.html").module, macro)  # type: ignore[attr-defined]

    for state, word in moves.labels.items():
        assert f">\n  {word}\n<" in str(tag(str(state))) or f">{word}<" in str(tag(str(state)))


@pytest.mark.parametrize(("table", "moves"), FILTERS)
def test_a_filter_has_the_words_of_its_states(table: Callable[..., Table], moves: Moves) -> None:
    options = state_options(table(Call(key="small"), []))

    assert options
    assert options == {state: moves.labels[state] for state in options}
