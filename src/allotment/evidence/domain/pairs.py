"""What is said of rows that are alike, and of one that is like none: apart from how that is found."""

from dataclasses import dataclass
from enum import StrEnum

from allotment.kernel.domain.sentences import gettext_noop as _


class PairKind(StrEnum):
    """How two rows are alike."""

    SAME_TEXT = "same text"
    SAME_IDEA = "same idea"
    AGAIN = "again"


PAIR_LABELS = {
    PairKind.SAME_TEXT: _("The same text"),
    PairKind.SAME_IDEA: _("The same idea, perhaps"),
    PairKind.AGAIN: _("The same applicant again"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows by their keys, how alike they are (cosine, 0 to 1) and how that is to be taken."""

    one: str
    other: str
    likeness: float
    kind: PairKind


@dataclass(frozen=True, slots=True)
class Novelty:
    """A row, its nearest among the earlier ones ("" where there is none), and how near (0 to 1)."""

    key: str
    nearest: str
    likeness: float
