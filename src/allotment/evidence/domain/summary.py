"""What an analysis found, apart from its rows: all that a report's figures are made from."""

from dataclasses import dataclass

from allotment.evidence.domain.concentration import Concentration
from allotment.evidence.domain.corrections import Precision
from allotment.evidence.domain.figures import Figures
from allotment.evidence.domain.likeness import Pair
from allotment.evidence.domain.lines import ThemeFound
from allotment.evidence.domain.network import Network
from allotment.evidence.domain.small import Small


@dataclass(frozen=True, slots=True)
class Summary:
    """`vectors` says from what texts were compared, `method` how themes were found, in words of the
    rules; `unread` are languages with how many texts; `earlier` counts what the rows were held
    against; `newest` are the keys of the rows least like any of it."""

    seed: int
    figures: Figures
    themes: tuple[ThemeFound, ...]
    vectors: str
    unread: tuple[tuple[str, int], ...]
    money: Concentration | None
    kinds_mix: Concentration | None
    regions_mix: Concentration | None
    small: Small
    partners: tuple[tuple[str, int], ...]
    network: Network
    pairs: tuple[Pair, ...]
    earlier: int
    newest: tuple[str, ...]
    precision: tuple[Precision, ...]
