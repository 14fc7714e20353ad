"""The piece of a text that shows why it was found."""

from hypothesis import given, strategies as st

from allotment.kernel.search.domain.query import parse
from allotment.kernel.search.domain.snippets import LENGTH, Piece, snippet

LONG = "before " * 100 + "then the libraries opened " + "after " * 100


def found(text: str, typed: str) -> list[str]:
    return [piece.text for piece in snippet(text, parse(typed)) if piece.found]


def test_the_words_looked_for_are_marked_in_any_form() -> None:
    assert found("Libraries lend; a library lends to a librarian", "library") == [
        "Libraries",
        "library",
        "librarian",
    ]


def test_words_with_accents_are_marked_as_they_stand() -> None:
    assert found("The Repair Café opens", "cafe repair") == ["Repair", "Café"]


def test_a_long_text_is_cut_around_the_first_word() -> None:
    pieces = snippet(LONG, parse("library"))

    assert pieces[0] == Piece("… ")
    assert pieces[-1] == Piece(" …")
    assert Piece("libraries", found=True) in pieces
    assert len("".join(piece.text for piece in pieces)) <= LENGTH + 4


def test_a_text_without_the_words_shows_its_beginning() -> None:
    assert snippet("A short text.", parse("zebra")) == [Piece("A short text.")]
    assert snippet("", parse("zebra")) == []


@given(st.text(), st.text())
def test_the_pieces_are_the_text_and_nothing_else(text: str, typed: str) -> None:
    pieces = snippet(text, parse(typed))

    shown = "".join(piece.text for piece in pieces if piece.text not in {"… ", " …"})
    assert shown in " ".join(text.split())
