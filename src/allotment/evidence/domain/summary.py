"""What an analysis found, apart from its rows: all that a report's figures are made from."""

from dataclasses import dataclass

from allotment.evidence.domain.concentration import Concentration
from allotment.evidence.domain.corrections import Precision
from allotment.evidence.domain.figures import Figures
from allotment.evidence.domain.lines import ThemeFound
from allotment.evidence.domain.network import Network
from allotment.evidence.domain.pairs import Novelty, Pair
from allotment.evidence.domain.small import Small
from allotment.kernel.domain.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Partnered:
    """How many rows name anybody else, each kind of partner, and each known organisation by name."""

    rows: int
    kinds: tuple[tuple[str, int], ...]
    named: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """`vectors` says from what texts were compared, `stability` how far two halves of them agree on
    the themes, `method` how those were found; `unread` are languages with how many texts.

    `earlier` counts what the newest rows were held against, `newer` how many of them are unlike all of
    it (`newer_public` of these are public), `new` names the first.
    """

    seed: int
    figures: Figures
    themes: tuple[ThemeFound, ...]
    vectors: str
    stability: float
    method: tuple[Sentence, ...]
    unread: tuple[tuple[str, int], ...]
    money: Concentration | None
    kinds_mix: Concentration | None
    regions_mix: Concentration | None
    small: Small
    partners: Partnered
    network: Network
    pairs: tuple[Pair, ...]
    earlier: int
    new: tuple[Novelty, ...]
    newer: int
    precision: tuple[Precision, ...]
    newer_public: int = 0
