"""Texts as they are read for what they are about: cut to a length, in words."""

import re
import unicodedata
from functools import cache

LONGEST = 20_000
"""Characters of a text that are read for what it is about: some 3,000 words, more than any form
here asks for. What comes after says rarely anything new, and a text of 100 kB must not take longer
than all others."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

BOOKKEEPING = frozenset(
    _WORD.findall("""
    salary salaries wage wages pay paye ni national insurance pension pensions nic staff
    staffing post posts role part-time full-time part full time hour hours hrs week weeks
    month months year years annual cost costs costed on-cost on-costs oncosts core running
    overhead overheads expense expenses fee fees rent rental rates heating lighting heat
    light electricity gas utilities telephone phone postage stationery insurance admin
    administration administrative administrator clerical manager managers management officer
    officers coordinator co-ordinator coordinators co-ordinators worker workers assistant
    director chief executive ceo senior deputy leader sessional session sessions freelance
    recruitment mileage travel venue hire room equipment purchase materials publicity
    contribution contribute contributions toward towards fund funds funding funded grant
    grants award awarded bid proposal application support supports supported supporting
    provide provides provided providing provision deliver delivers delivered delivering
    delivery enable enables enabling help helps helped helping offer offers offering aim
    aims plus including include includes included associated related cover covers covering
    employ employing new existing continue continued continuation develop developed
    developing development increase increased increasing improve improved improving charity
    charities organisation organisations project projects programme programmes service
    services scheme schemes activity activities initiative initiatives work working ltd
    limited cic trust foundation group groups council councils people person individuals
    users clients beneficiaries local area areas
    """)
)
"""Words that stand in any application, whatever it is about: posts, costs, the fund's own words and
what every project says of itself. Without them texts lie by subject sooner than by form (0051)."""


def cut(text: str) -> str:
    """The beginning of `text`, at most LONGEST characters, without half a word at its end."""
    if len(text) <= LONGEST:
        return text
    beginning = text[: LONGEST + 1]
    last = beginning.rfind(" ")
    return beginning[:last] if last > 0 else beginning[:LONGEST]


def words(text: str) -> list[str]:
    """The words of a plain text in small letters and in order, without numbers."""
    found = (match.group().replace("’", "'") for match in _WORD.finditer(text.lower()))
    return [word.removesuffix("'s") for word in found]


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about a subject: scikit-learn's English list, loaded by who needs it."""
    from sklearn.feature_extraction.text import (  # type: ignore[import-untyped]  # has no types
        ENGLISH_STOP_WORDS,
    )

    return frozenset(ENGLISH_STOP_WORDS)


def is_content_word(word: str) -> bool:
    """Whether a word may say what a text is about: no stop word, no bookkeeping, not one letter."""
    return len(word) > 1 and word not in stop_words() and word not in BOOKKEEPING


def content_words(text: str) -> list[str]:
    """The words of a plain text that may say what it is about, in order."""
    return [word for word in words(text) if is_content_word(word)]


def without_bookkeeping(text: str) -> str:
    """A plain text as it is written, without the words of bookkeeping."""
    kept = (word for word in text.split() if _bare(word) not in BOOKKEEPING)
    return " ".join(kept)


def same_letters(text: str) -> str:
    """Letters and digits of `text` in one spelling, so that texts that differ in layout are equal."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", flat))


def _bare(word: str) -> str:
    return word.strip(".,;:!?()[]&–-'’“”\"").lower()
