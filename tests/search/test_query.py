"""What people type becomes words, whatever it is."""

import pytest
from hypothesis import given, strategies as st

from allotment.kernel.search.domain.query import (
    LONGEST_TERM,
    LONGEST_TYPED,
    MOST_TERMS,
    Query,
    parse,
    plain,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Repair Café, Wexcombe!", "repair cafe wexcombe"),
        ("King's Lynn", "king s lynn"),
        ("co-op_shop", "co op shop"),
        ("ﬁne ½ ²", "fine 1 2 2"),
        ("Straße ÅNGSTRÖM", "strasse angstrom"),
        ("\0\n\t", ""),
    ],
)
def test_a_text_is_made_plain(text: str, words: str) -> None:
    assert plain(text) == words


@given(st.text())
def test_making_plain_what_is_plain_changes_nothing(text: str) -> None:
    once = plain(text)

    assert plain(once) == once


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("repair cafe", Query(("repair", "cafe"), True)),
        ("repair cafe ", Query(("repair", "cafe"), False)),
        ("the library of Wexcombe", Query(("library", "wexcombe"), True)),
        ("library of the", Query(("library",), False)),
        ("library library", Query(("library",), True)),
        ("x", Query(("x",), False)),
        ("the", Query(())),
        ("who is the", Query(())),
        ("", Query(())),
        ('"repair AND (cafe* OR', Query(("repair", "cafe"), False)),
        ("NEAR(library, 5)", Query(("near", "library", "5"), False)),
        ("title:secret", Query(("title", "secret"), True)),
    ],
)
def test_what_is_typed_becomes_words(typed: str, query: Query) -> None:
    assert parse(typed) == query


@given(st.text(max_size=2_000))
def test_there_are_never_too_many_words_nor_too_long_ones(typed: str) -> None:
    query = parse(typed)

    assert len(query.terms) <= MOST_TERMS
    assert all(0 < len(term) <= LONGEST_TERM for term in query.terms)
    assert all(plain(term) == term for term in query.terms)


def test_of_a_megabyte_only_the_beginning_counts() -> None:
    assert parse("garden " * 200_000) == parse("garden " * (LONGEST_TYPED // 7) + "gard")
