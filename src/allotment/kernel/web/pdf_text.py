"""Text that the typesetter's own fonts can display: PDF/UA refuses what they cannot."""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import typst

MISSING = "\u25a1"
"""What stands for a sign that no font has."""

LONGEST_WORD = 24
"""Characters after which a word may be broken, so that none runs over the edge."""

_BREAK = "\u200b"
_PLAIN_UNTIL = "\u024f"
_UNSEEN = frozenset({"Cc", "Cs", "Cn", "Co"})
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_LONG = re.compile(rf"[^\s{_BREAK}]{{{LONGEST_WORD + 1},}}")
_FAULT = re.compile(r'the text `"(.*?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]+)\}|\\(.)", re.DOTALL)
_PROBE = b'#set document(title: "-")\n= -\n#read("text")'
_TRIES = 30


def fitting(text: str, most: int) -> str:
    """A text of so many characters at most, without what has no look of its own or turns the direction
    of what follows, its long words breakable."""
    kept = text[:most].rstrip() + "…" if len(text) > most else text
    seen = "".join(" " if _is_unseen(sign) else sign for sign in kept if sign not in _BIDI)
    return _LONG.sub(_breakable, seen)


def legible(document: Any, most: int) -> Any:
    """A document of texts in lists and dictionaries, each text as `fitting` makes it."""
    return _mapped(document, lambda text: fitting(text, most))


def displayed(document: Any, compile_it: Callable[[Any], bytes]) -> bytes:
    """Compile a document of texts in lists and dictionaries, what no font has replaced by `MISSING`."""
    odd = sorted({sign for text in _texts(document) for sign in text if sign > _PLAIN_UNTIL})
    lacking = {sign: MISSING for sign in odd if not _has(sign)}
    document = _mapped(document, lambda text: _replaced(text, lacking))
    for _try in range(_TRIES):
        try:
            return compile_it(document)
        except typst.TypstError as error:
            fault = _FAULT.search(str(error))
            if fault is None:
                raise
            document = _without(document, _ESCAPED.sub(_unescaped, fault[1]))
    return compile_it(_mapped(document, _latin))


def _without(document: Any, cluster: str) -> Any:
    """A letter that every font has is at fault for the marks above and below it."""
    if cluster <= _PLAIN_UNTIL and not _is_mark(cluster[-1:]):
        return _mapped(document, _unmarked)
    return _mapped(document, lambda text: text.replace(cluster, MISSING))


def _unmarked(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFC", text) if not _is_mark(sign))


def _is_mark(sign: str) -> bool:
    return bool(sign) and unicodedata.category(sign) == "Mn"


def _is_unseen(sign: str) -> bool:
    return sign not in "\n\u200b" and unicodedata.category(sign) in _UNSEEN


def _breakable(word: re.Match[str]) -> str:
    whole, step = word[0], LONGEST_WORD // 2
    return _BREAK.join(whole[at : at + step] for at in range(0, len(whole), step))


@lru_cache(4096)
def _has(sign: str) -> bool:
    try:
        typst.compile(  # type: ignore[call-overload]  # its types leave out files by name
            {"main.typ": _PROBE, "text": sign.encode()},
            format="pdf",
            pdf_standards=["ua-1"],
            ignore_system_fonts=True,
        )
    except typst.TypstError:
        return False
    return True


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return {"n": "\n", "t": "\t", "r": "\r"}.get(found[2], found[2])


def _replaced(text: str, by: dict[str, str]) -> str:
    return "".join(by.get(sign, sign) for sign in text) if by else text


def _latin(text: str) -> str:
    return "".join(sign if sign <= _PLAIN_UNTIL else MISSING for sign in text)


def _texts(part: Any) -> list[str]:
    if isinstance(part, str):
        return [part]
    if isinstance(part, dict):
        return [text for each in part.values() for text in _texts(each)]
    return [text for each in part for text in _texts(each)] if isinstance(part, list) else []


def _mapped(part: Any, change: Callable[[str], str]) -> Any:
    if isinstance(part, str):
        return change(part)
    if isinstance(part, dict):
        return {key: _mapped(each, change) for key, each in part.items()}
    return [_mapped(each, change) for each in part] if isinstance(part, list) else part
