"""What two ways of naming one organisation have in common."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")
_BETWEEN = re.compile(r"[\W_]+")
_LEGAL_FORMS = frozenset(
    "the ltd limited plc llp lp cic cio inc co company charity registered uk".split()  # noqa: SIM905
)
_NUMBERED = re.compile(r"^[A-Z]{2}-[A-Z]+-(.+)$", re.IGNORECASE)
_SHORTEST_NUMBER = 5


def likeness_of_name(name: str) -> str:
    """The name's telling words: small, without accents, punctuation and legal forms. Empty where
    nothing else is left."""
    spoken = name.replace("&", " and ").replace("'", "").replace("’", "")
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", spoken)).casefold()
    words = [word for word in _BETWEEN.sub(" ", plain).split() if word not in _LEGAL_FORMS]
    return " ".join(words)[:500]


def likeness_of_number(identifier: str) -> str:
    """The number of an identifier without its register, spaces and leading zeros, since charity
    numbers stand under the company prefix and companies lose their zeros in spreadsheets. Empty
    where there is no number that tells anything."""
    found = _NUMBERED.match(identifier.strip())
    number = re.sub(r"[^A-Z0-9]", "", found[1].upper()).lstrip("0") if found else ""
    is_specific = len(number) >= _SHORTEST_NUMBER and any(letter.isdigit() for letter in number)
    return number[:50] if is_specific else ""
