"""The sentence of a text that is shown beside what was found in it."""

import re

LONGEST = 300
"""Characters of a passage, the marks of cutting included."""

_STOP = re.compile(r"[.!?](?=\s)|\n")


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence in which `text[start:end]` stands, on one line; cut to 300 characters around it,
    with "…" where something was left off."""
    low, high = max(0, start - LONGEST), min(len(text), end + LONGEST)
    begins = [found.end() for found in _STOP.finditer(text, low, start)]
    if begins:
        low = begins[-1]
    stop = _STOP.search(text, end, high)
    if stop:
        high = stop.end()
    if high - low > LONGEST:
        low, high = _cut(text, (low, high), (start, end))
    before = "…" if low and not begins_sentence(text, low) else ""
    after = "…" if high < len(text) and not (stop and high == stop.end()) else ""
    return before + " ".join(text[low:high].split()) + after


def first_sentence(text: str) -> str:
    """The first sentence of a text, cut to 300 characters."""
    start = len(text) - len(text.lstrip())
    return sentence_around(text, start, min(start + 1, len(text)))


def begins_sentence(text: str, at: int) -> bool:
    """Whether a sentence begins at this place."""
    before = text[max(0, at - 2) : at]
    return not before.strip() or "\n" in before or before.rstrip()[-1] in ".!?"


def _cut(text: str, whole: tuple[int, int], kept: tuple[int, int]) -> tuple[int, int]:
    """A part of 298 characters at most (two are for the marks) with `kept` in it, cut at spaces."""
    room = max(0, LONGEST - 2 - (kept[1] - kept[0]))
    low = max(whole[0], kept[0] - room // 2)
    high = min(whole[1], low + LONGEST - 2)
    low = max(whole[0], high - (LONGEST - 2))
    if low > whole[0]:
        blank = text.find(" ", low, kept[0])
        low = blank + 1 if blank >= 0 else low
    if high < whole[1]:
        blank = text.rfind(" ", kept[1], high)
        high = blank if blank >= 0 else high
    return low, high
