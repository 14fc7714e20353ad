"""What the lists of awards are narrowed and counted by."""

from enum import StrEnum


class Facet(StrEnum):
    """One way of dividing awards, whose parts are counted as they change: all of the register, and
    of each funder."""

    ALL = "all"
    PROGRAMME = "programme"
    YEAR = "year"
    AREA = "area"
    KIND = "kind"
    RECIPIENT_TYPE = "recipient-type"
    OWN = "own"
