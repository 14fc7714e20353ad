"""Results and reports are the same after they were packed, and the same value gives the same bytes."""

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from allotment.evidence.domain import packing
from allotment.evidence.domain.lines import AnalysedRow, Labelled
from allotment.evidence.domain.report import (
    Grid,
    Photo,
    Points,
    Reading,
    Readings,
    Report,
    Section,
    Text,
)
from allotment.evidence.domain.rows import Row
from allotment.kernel.domain.charts import Bars, Edge, Network, Node, Ranges, Strip, Value

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.integers(0, 10**15)
BLOCKS = st.one_of(
    st.builds(Text, text=WORDS, kind=st.just("text")),
    st.builds(Points, items=st.tuples(WORDS), kind=st.just("points")),
    st.builds(
        Bars, values=st.tuples(st.builds(Value, label=WORDS, amount=NUMBERS)), kind=st.just("bars")
    ),
    st.builds(
        Ranges,
        strips=st.tuples(
            st.builds(Strip, low=NUMBERS, lower=NUMBERS, middle=NUMBERS, upper=NUMBERS, high=NUMBERS)
        ),
        kind=st.just("ranges"),
    ),
    st.builds(Grid, kind=st.just("grid")),
    st.builds(
        Network,
        nodes=st.tuples(st.builds(Node, x=NUMBERS, y=NUMBERS, count=COUNTS)),
        edges=st.tuples(st.builds(Edge, one=COUNTS, other=COUNTS, count=COUNTS)),
        kind=st.just("network"),
    ),
    st.builds(Readings, items=st.tuples(st.builds(Reading)), kind=st.just("readings")),
    st.builds(Photo, kind=st.just("photo")),
)  # fmt: skip
REPORTS = st.builds(
    Report,
    sections=st.lists(
        st.builds(Section, blocks=st.lists(BLOCKS, max_size=3).map(tuple)), max_size=3
    ).map(tuple),
)


@given(REPORTS)
def test_a_report_is_the_same_after_it_was_packed(report: Report) -> None:
    assert packing.report(packing.packed(packing.as_json(report))) == report


@given(REPORTS)
def test_the_same_report_has_the_same_digest(report: Report) -> None:
    again = packing.report(packing.packed(packing.as_json(report)))

    assert packing.digest(packing.as_json(again)) == packing.digest(packing.as_json(report))


def test_a_reading_that_was_packed_before_words_stood_in_it_is_read() -> None:
    reading = {"key": "a", "title": "b", "facts": "c", "why": "d"}
    blocks = [{"kind": "readings", "items": [reading]}]
    section = {"key": "k", "heading": "H", "blocks": blocks}
    head = {"title": "T", "owner": "O", "lead": "L", "language": "en"}
    old = packing.as_json({**head, "sections": [section]})

    (block,) = packing.report(packing.packed(old)).sections[0].blocks

    assert block == Readings((Reading("a", "b", "c", "d", ""),))


def test_lines_are_the_same_after_they_were_packed() -> None:
    label = Labelled("service", "housing", 0.5, "rule", "A sentence.")
    lines = (
        AnalysedRow(Row("A", "Ŵ", given=10**14), "t", 1, 3, "cy", (label,), ("nhs", "volunteers")),
    )

    assert packing.lines(packing.packed(packing.as_json(lines))) == lines


def test_what_is_no_report_is_refused() -> None:
    with pytest.raises(ValidationError):
        packing.report(packing.packed(b'{"title": 1}'))


def test_a_digest_has_64_hexadecimal_digits() -> None:
    assert len(packing.digest(b"")) == 64
    assert packing.digest(b"a") != packing.digest(b"b")
