"""What a person types, made into words to look for. Nothing typed can be an error.

Texts are made plain (small letters without accents, everything but letters and digits a blank)
before they reach either database, so that both see the same words.
"""

import re
import unicodedata
from dataclasses import dataclass

LONGEST_TYPED = 200
MOST_TERMS = 12
LONGEST_TERM = 60

_BETWEEN_WORDS = re.compile(r"[\W_]+")

#: Words too common to tell anything: those that PostgreSQL's English configuration leaves out
#: (the Snowball project's list), so that SQLite answers alike.
STOP_WORDS = frozenset(
    """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she
    her hers herself it its itself they them their theirs themselves what which who whom this that
    these those am is are was were be been being have has had having do does did doing a an the and
    but if or because as until while of at by for with about against between into through during
    before after above below to from up down in out on off over under again further then once here
    there when where why how all any both each few more most other some such no nor not only own
    same so than too very s t can will just don should now
    """.split()  # noqa: SIM905  # a list of words reads better as text
)


@dataclass(frozen=True, slots=True)
class Query:
    """Words that must all be found; the last may be the beginning of one, as it is being typed."""

    terms: tuple[str, ...]
    last_is_beginning: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms)


def plain(text: str) -> str:
    """Small letters without accents, one blank between words."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()


def parse(typed: str) -> Query:
    """The words to look for in what was typed; of a very long text only the beginning counts.

    Words that are too common are left out; if nothing else was typed, there is nothing to find.
    """
    typed = typed[:LONGEST_TYPED]
    words = plain(typed).split()
    meaningful = [word[:LONGEST_TERM] for word in words if word not in STOP_WORDS]
    terms = tuple(dict.fromkeys(meaningful))[:MOST_TERMS]
    unfinished = bool(terms) and words[-1].startswith(terms[-1]) and not typed[-1:].isspace()
    return Query(terms, unfinished and len(terms[-1]) > 1)
