"""The words of a text, as search finds them: small letters, no accents, no punctuation."""

import re
import unicodedata

LONGEST = 20_000
"""Characters of an award's words that are searched; both database engines take as many."""

LONGEST_WORD = 60
MOST_ASKED = 12

_ACCENTS = re.compile("[\u0300-\u036f]+")
_BETWEEN = re.compile(r"[\W_]+")
_PLAIN_ASCII = str.maketrans(
    {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
)


def words_of(*texts: str) -> str:
    """The words of the texts, with spaces between."""
    return _plain(" ".join(texts)[:LONGEST])


def asked_words(text: str) -> list[str]:
    """The words of what a person typed into a search box, each of them once."""
    words = _plain(text[:500]).split()
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in words))[:MOST_ASKED]


def _plain(text: str) -> str:
    if text.isascii():
        return text.translate(_PLAIN_ASCII)
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return _BETWEEN.sub(" ", text.casefold())
