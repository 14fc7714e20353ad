"""The shape of a postcode: what people type made into the one way of writing it.

Shape only: whether a postcode exists is answered by the directory (queries/postcodes.py).
"""

import re

#: More than anyone types for a postcode; what is longer is not looked at.
LONGEST_TYPED = 40

# The six shapes of the outward half, and two old ones that the directory still holds
# (GIR 0AA, a bank; NPT, Newport before NP). The inward half is a digit and two letters.
_OUTWARD = r"(?:[A-Z]{1,2}[0-9][0-9A-Z]?|GIR|NPT)"
_INWARD = r"[0-9][ABD-HJLNP-UV-Z]{2}"
_SHAPE = re.compile(rf"(?P<outward>{_OUTWARD})(?P<inward>{_INWARD})")
_SPACES_AND_POINTS = re.compile(r"[\s\u200b\u00ad.\-–—_,]+")
_LEADING_LETTERS = re.compile(r"[A-Z]+")
_FOR_A_DIGIT = str.maketrans({"O": "0", "I": "1", "L": "1"})

#: First letters of the postcode area of Northern Ireland.
NORTHERN_IRELAND = "BT"


def normalise(typed: str) -> str | None:
    """The postcode in capitals with one blank, as "SW1A 1AA"; None if it has no such shape.

    Blanks, full stops and hyphens do not matter. Where only a digit can stand (the first
    character of the second half), the letters O, I and L are read as 0 and 1.
    """
    if len(typed) > LONGEST_TYPED:
        return None
    packed = _SPACES_AND_POINTS.sub("", typed).upper()
    if not (5 <= len(packed) <= 7 and packed.isascii()):
        return None
    packed = packed[:-3] + packed[-3].translate(_FOR_A_DIGIT) + packed[-2:]
    shape = _SHAPE.fullmatch(packed)
    return f"{shape['outward']} {shape['inward']}" if shape else None


def area(postcode: str) -> str:
    """The leading letters of a normalised postcode: "SW1A 1AA" → "SW"."""
    letters = _LEADING_LETTERS.match(postcode)
    return letters[0] if letters else ""


def district(postcode: str) -> str:
    """The outward half, safe to publish where a whole postcode would point at a home."""
    return postcode.partition(" ")[0]


def fixed_width(postcode: str) -> str:
    """Seven characters with the second half at the right, as the ONS directory writes it."""
    outward, _, inward = postcode.partition(" ")
    return f"{outward:<4}{inward}"
