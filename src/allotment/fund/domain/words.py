"""Text as people type it: made safe to keep, and counted in words.

The counting rule, the same here and in the browser (`tests/fund/domain/word_counts.json`
holds cases for both): split the text at white space (what JavaScript's `\\s` matches); each
piece that holds at least one letter or digit of any script is one word. So "co-op", "it's",
"£1,200" and "https://example.org/a-b" are one word each, and a dash on its own is none.
"""

import re

WHITE_SPACE = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
"""JavaScript's `\\s` (ECMA-262, WhiteSpace and LineTerminator); Python's own differs."""

CHARACTERS_A_WORD = 15
"""An answer may have this many characters for each word allowed, spaces included (English
needs about six), so that nobody gets round a word limit by leaving out the spaces."""

FEWEST_CHARACTERS = 200
"""What even the smallest word limit has room for: one long web address."""

_BREAKS = re.compile(r"\r\n?|[\v\f\u2028\u2029]")
_UNWANTED = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters, but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi marks, embeddings, overrides, isolates
    "\ud800-\udfff"  # halves of characters, which no database takes
    "]"
)
_SPLIT = re.compile(f"[{WHITE_SPACE}]+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")


def clean_text(text: str) -> str:
    """Take out what nobody means to type: nulls and other control characters, bidi controls.

    Every kind of line break becomes a line feed. Everything else stays as it was typed,
    HTML included: it is text, and pages show it as text.
    """
    return _UNWANTED.sub("", _BREAKS.sub("\n", text))


def word_count(text: str) -> int:
    """Count words by the rule at the top of this file."""
    return sum(1 for piece in _SPLIT.split(text) if _LETTER_OR_DIGIT.search(piece))


def character_limit(word_limit: int) -> int:
    """Return how many characters an answer of at most `word_limit` words may have."""
    return max(FEWEST_CHARACTERS, word_limit * CHARACTERS_A_WORD)
