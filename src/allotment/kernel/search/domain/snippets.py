"""The piece of a text that shows why it was found."""

import re
from dataclasses import dataclass

from allotment.kernel.search.domain.query import Query, plain

LENGTH = 220
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("ations", "ation", "ings", "ies", "ing", "ed", "es", "ly", "s", "y", "e")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a snippet, and whether it is a word that was looked for."""

    text: str
    found: bool = False


def _root(term: str) -> str:
    for ending in _ENDINGS:
        if term.endswith(ending) and len(term) - len(ending) >= 3:
            return term[: -len(ending)]
    return term


def snippet(text: str, query: Query, length: int = LENGTH) -> list[Piece]:
    """About `length` characters around the first words looked for, cut at words, marked up.

    The pieces are text as it stands: whoever shows them escapes them.
    """
    text = " ".join(text.split())
    roots = tuple(_root(term) for term in query.terms)
    hits = [
        (match.start(), match.end())
        for match in _WORD.finditer(text)
        if roots and plain(match[0]).startswith(roots)
    ]
    start = _word_start(text, hits[0][0] - length // 3) if hits else 0
    end = _word_end(text, start + length)
    pieces: list[Piece] = [Piece("… ")] if start else []
    at = start
    for first, last in hits:
        if start <= first and last <= end:
            pieces += [Piece(text[at:first]), Piece(text[first:last], found=True)]
            at = last
    pieces.append(Piece(text[at:end]))
    if end < len(text):
        pieces.append(Piece(" …"))
    return [piece for piece in pieces if piece.text]


def _word_start(text: str, position: int) -> int:
    return 0 if position <= 0 else text.rfind(" ", 0, position) + 1


def _word_end(text: str, position: int) -> int:
    if position >= len(text):
        return len(text)
    blank = text.rfind(" ", 0, position)
    return blank if blank > position - 60 else position
