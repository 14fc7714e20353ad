"""Finds many phrases in a text at once, word by word.

A phrase is written as words: `elder*` stands for every word that begins so, `a|b` for either word,
`...` for up to three words in between, and a word in capitals (`NEET`) for itself in capitals only.
Small and capital letters are otherwise the same, as are a hyphen and a blank; the genitive's "’s" does
not count. Words of a phrase with a comma or a bracket between them do not stand together, unless `...`
is between them too; nothing reaches over the end of a sentence.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

BETWEEN = 3
"""How many words `...` may stand for."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.!?;:](?=\s)|\n|[,()]")
_GENITIVE = re.compile(r"['’]s$")
_PARTING = frozenset(",()")
_MOST_WAYS = 200


class Token(NamedTuple):
    """One word of a text, small and bare, and where it stands. A stop between sentences is ".".

    `is_parted`: a comma or bracket stands before it.
    """

    word: str
    is_capital: bool
    is_parted: bool
    start: int
    end: int


class Found(NamedTuple):
    """A phrase in a text: its owner, how it is written, and from which token to before which."""

    owner: int
    phrase: str
    first: int
    after: int


class NotAPhraseError(ValueError):
    """A phrase has no word that can be looked for, or stands for too many others."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    is_stem: bool
    is_capital: bool
    gap: bool

    def fits(self, token: Token) -> bool:
        if self.is_capital and not token.is_capital:
            return False
        if self.is_stem:
            return token.word.startswith(self.text)
        return token.word == self.text


@dataclass(frozen=True, slots=True)
class _Way:
    owner: int
    phrase: str
    words: tuple[_Word, ...]


def tokens_of(text: str) -> list[Token]:
    """The words of a text and its stops, in order."""
    tokens: list[Token] = []
    is_parted = False
    for found in _TOKEN.finditer(text):
        written = found.group()
        if written in _PARTING:
            is_parted = True
            continue
        word = _bare(written) if written[0].isalnum() else "."
        tokens.append(Token(word, written.isupper(), is_parted, found.start(), found.end()))
        is_parted = False
    return tokens


def _bare(word: str) -> str:
    if "'" not in word and "’" not in word:
        return word.lower()
    return _GENITIVE.sub("", word.lower()).replace("'", "").replace("’", "")


class Phrases:
    """Phrases made ready to be looked for, each with the number of its owner.

    Raises NotAPhraseError where one of them has no word, begins or ends with `...`, or is written so
    that it stands for more than 200 others. Looking takes a step for each word of the text, whatever
    the number of phrases.
    """

    def __init__(self, owned: Iterable[tuple[int, str]]) -> None:
        self._exact: defaultdict[str, list[_Way]] = defaultdict(list)
        self._stems: defaultdict[str, list[_Way]] = defaultdict(list)
        self._starts: dict[str, tuple[_Way, ...]] = {}
        for owner, phrase in owned:
            for words in _ways(phrase):
                place = self._stems if words[0].is_stem else self._exact
                place[words[0].text].append(_Way(owner, phrase, words))
        self._longest_stem = max(map(len, self._stems), default=0)

    def found_in(self, tokens: Sequence[Token]) -> Iterator[Found]:
        """Every place where a phrase stands, in the order of the text; places may overlap."""
        starts = self._starts
        for first, token in enumerate(tokens):
            ways = starts.get(token.word)
            if ways is None:
                ways = starts[token.word] = self._starting_with(token.word)
            for way in ways:
                after = _end(way.words, tokens, first)
                if after:
                    yield Found(way.owner, way.phrase, first, after)

    def _starting_with(self, word: str) -> tuple[_Way, ...]:
        ways = list(self._exact.get(word, ()))
        for length in range(1, min(len(word), self._longest_stem) + 1):
            ways.extend(self._stems.get(word[:length], ()))
        return tuple(ways)


def _end(words: Sequence[_Word], tokens: Sequence[Token], first: int) -> int:
    """Before which token the phrase ends that begins at `first`; 0 where it does not stand there."""
    if not words[0].fits(tokens[first]):
        return 0
    at = first + 1
    for word in words[1:]:
        reach = at + (BETWEEN if word.gap else 0)
        while at < len(tokens) and not word.fits(tokens[at]):
            if at == reach or tokens[at].word == ".":
                return 0
            at += 1
        if at >= len(tokens) or (tokens[at].is_parted and not word.gap):
            return 0
        at += 1
    return at


def _ways(phrase: str) -> list[tuple[_Word, ...]]:
    """What a phrase stands for when each `a|b` in it is chosen in every way."""
    choices: list[list[list[_Word]]] = []
    gap = False
    for part in phrase.split():
        if part == "...":
            gap = True
            continue
        choices.append([_words(choice, gap) for choice in part.split("|")])
        gap = False
    ways = [tuple(word for part in way for word in part) for way in product(*choices)]
    if gap or not choices or len(ways) > _MOST_WAYS or not all(ways) or ways[0][0].gap:
        raise NotAPhraseError(phrase)
    return ways


def _words(written: str, gap: bool) -> list[_Word]:
    """One choice of a phrase; "re-use" is two words."""
    is_stem = written.endswith("*")
    tokens = tokens_of(written.rstrip("*"))
    return [
        _Word(
            text=token.word,
            is_stem=is_stem and number == len(tokens) - 1,
            is_capital=token.is_capital and len(token.word) > 1,
            gap=gap and number == 0,
        )
        for number, token in enumerate(tokens)
    ]
