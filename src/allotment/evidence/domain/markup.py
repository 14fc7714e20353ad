"""What a person reads of a text: without markup and signs that nobody sees."""

import re
from html import unescape

_MARKUP = re.compile(r"<!--|-->|<(?P<closes>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
# Soft hyphens, marks of direction and the like; joiners stay, for some alphabets need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_WITHOUT_TEXT = frozenset({"script", "style"})


def plain(text: str) -> str:
    """What a person reads of `text`: no markup, no control characters, single spaces.

    Takes time in proportion to the length, whatever the text. A "<" that begins no tag stays.
    """
    bare = unescape(_without_markup(text)) if "<" in text or "&" in text else text
    return " ".join(_CONTROL.sub(" ", _INVISIBLE.sub("", bare)).split())


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
    return name if name in _WITHOUT_TEXT and not match["closes"] else ""


def _ends(match: re.Match[str], inside: str) -> bool:
    if inside == "-->":
        return match.group() == "-->"
    return bool(match["closes"]) and (match["name"] or "").lower() == inside
