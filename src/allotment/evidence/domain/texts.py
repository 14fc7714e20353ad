"""Texts as they are read: without markup, cut to a length, in words."""

import re
import unicodedata
from html import unescape

from sklearn.feature_extraction.text import (  # type: ignore[import-untyped]  # has no types
    ENGLISH_STOP_WORDS,
)

LONGEST = 20_000
"""Characters of a text that are read for what it is about: some 3,000 words, more than any form
here asks for. What comes after says rarely anything new, and a text of 100 kB must not take longer
than all others."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

STOP_WORDS: frozenset[str] = frozenset(ENGLISH_STOP_WORDS)
"""Words that say nothing about a subject (scikit-learn's English list)."""

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

_MARKUP = re.compile(r"<!--|-->|<(?P<closes>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
# Soft hyphens, marks of direction and the like; joiners stay, for some alphabets need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNSAID = frozenset({"script", "style"})


def plain(text: str) -> str:
    """What a person reads of `text`: no markup, no control characters, single spaces.

    Takes time in proportion to the length, whatever the text. A "<" that begins no tag stays.
    """
    said = unescape(_without_markup(text)) if "<" in text or "&" in text else text
    return " ".join(_CONTROL.sub(" ", _INVISIBLE.sub("", said)).split())


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


def tells(word: str) -> bool:
    """Whether a word may say what a text is about: no stop word, no bookkeeping, not one letter."""
    return len(word) > 1 and word not in STOP_WORDS and word not in BOOKKEEPING


def telling_words(text: str) -> list[str]:
    """The words of a plain text that may say what it is about, in order."""
    return [word for word in words(text) if tells(word)]


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


def _without_markup(text: str) -> str:
    """Text between tags; what stands in a comment, a script or a style only where it ends."""
    parts: list[str] = []
    begun, inside = 0, ""
    for match in _MARKUP.finditer(text):
        if inside:
            if not _ends(match, inside):
                continue
            inside = ""
        else:
            parts.append(text[begun : match.start()])
            inside = _begins(match)
        begun = match.end()
    parts.append(_MARKUP.sub(" ", text[begun:]))
    return " ".join(parts)


def _begins(match: re.Match[str]) -> str:
    """What begins at this tag whose content nobody reads, or nothing."""
    if match.group() == "<!--":
        return "-->"
    name = (match["name"] or "").lower()
    return name if name in _UNSAID and not match["closes"] else ""


def _ends(match: re.Match[str], inside: str) -> bool:
    if inside == "-->":
        return match.group() == "-->"
    return bool(match["closes"]) and (match["name"] or "").lower() == inside
