"""Ranking entries by their scores, and the line where the money ends.

The method, exactly:

1. A score is put on a common scale: its share of the criterion's scale,
   (score - lowest) / (highest - lowest), from 0 to 1. A criterion scored 0 to 5 and one
   scored 1 to 10 so count by their weights alone.
2. One assessor's mean is the weighted mean of the shares they gave. A criterion they were
   "not able to judge" is left out: the weights of those they did judge are rescaled to add
   up to one. It is never counted as zero. An assessor who could judge nothing gives no mean
   and is not counted.
3. An entry's mean is the plain mean of its assessors' means: every assessor counts the same,
   however many criteria each could judge.
4. Spread is the sample standard deviation (n - 1) of the assessors' means; with fewer than
   two there is none.
5. Ranks follow standard competition ranking: equal means share a rank and the next rank is
   passed over (1, 2, 2, 4). Means are exact fractions, so that a tie is a tie and the order
   in which scores arrive changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import lcm, sqrt

from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as _

Score = int | None
"""A score on the criterion's scale; None is "not able to judge"."""


class BadScoreError(RuleBrokenError):
    """A score that is not on its criterion's scale, or for a criterion that is not there."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """What entries are scored on: a weight above zero and a scale of whole numbers."""

    key: str
    weight: int | Fraction | Decimal = 1
    lowest: int = 0
    highest: int = 5
    name: str = ""

    def __post_init__(self) -> None:
        if not self.weight > 0:
            raise ValueError(f"criterion {self.key}: the weight must be above zero")
        if not self.highest > self.lowest:
            raise ValueError(f"criterion {self.key}: the highest score must be above the lowest")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One assessor's submitted scores for one entry, by criterion key."""

    assessor: str
    scores: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an entry stands: mean (0 to 1), spread on the same scale, number of assessors."""

    mean: Fraction | None
    spread: float | None
    n: int

    @property
    def points(self) -> float | None:
        """The mean out of 100, to one decimal: what people are shown."""
        return None if self.mean is None else out_of_100(self.mean)

    @property
    def spread_points(self) -> float | None:
        """The spread out of 100, to one decimal."""
        return None if self.spread is None else round(self.spread * 100, 1)


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry in its place: `rank` is None where nobody could judge it."""

    entry: str
    rank: int | None
    tied: bool
    standing: Standing


def out_of_100(share: Fraction) -> float:
    """Show a share of 0 to 1 as points out of 100, to one decimal, halves upwards."""
    return float((share * 1000 + Fraction(1, 2)).__floor__()) / 10


def check_score(criterion: Criterion, score: Score) -> None:
    """Raise BadScoreError unless the score is on the criterion's scale or None."""
    if score is None or criterion.lowest <= score <= criterion.highest:
        return
    raise BadScoreError(
        _("{name}: score from {lowest} to {highest}, or say that you cannot judge it."),
        name=criterion.name or criterion.key,
        lowest=criterion.lowest,
        highest=criterion.highest,
    )


def unscored(criteria: Sequence[Criterion], sheet: Sheet) -> list[Criterion]:
    """List the criteria a sheet says nothing of: it can be submitted when there are none."""
    return [criterion for criterion in criteria if criterion.key not in sheet.scores]


def standing(criteria: Sequence[Criterion], sheets: Iterable[Sheet]) -> Standing:
    """Work out how an entry stands from its submitted sheets. Raises BadScoreError."""
    return _standing(_prepared(criteria), tuple(sheets))


def rank(
    criteria: Sequence[Criterion], entries: Mapping[str, Iterable[Sheet]]
) -> tuple[Ranked, ...]:
    """Rank entries, best first; those nobody could judge come last and have no rank.

    `entries` maps an entry's key to its submitted sheets; equals are listed by key.
    Raises BadScoreError.
    """
    prepared = _prepared(criteria)
    return ranked({key: _standing(prepared, tuple(sheets)) for key, sheets in entries.items()})


def ranked(standings: Mapping[str, Standing]) -> tuple[Ranked, ...]:
    """Rank entries whose standing is known already (see `rank`)."""
    judged = [(s.mean, key) for key, s in standings.items() if s.mean is not None]
    common = lcm(*(mean.denominator for mean, _key in judged))
    judged.sort(key=lambda row: (-row[0].numerator * (common // row[0].denominator), row[1]))
    in_order: list[Ranked] = []
    for _mean, equals in groupby(judged, key=lambda row: row[0]):
        keys = [key for _same, key in equals]
        first, tied = len(in_order) + 1, len(keys) > 1
        in_order.extend(Ranked(key, first, tied, standings[key]) for key in keys)
    unjudged = sorted(key for key, s in standings.items() if s.mean is None)
    return (*in_order, *(Ranked(key, None, False, standings[key]) for key in unjudged))


@dataclass(frozen=True, slots=True)
class _Prepared:
    """Criteria by key with whole-number weights over one common denominator.

    Whole numbers make a thousand entries quick; the result is the same exact fraction.
    """

    criteria: Mapping[str, Criterion]
    weight: Mapping[str, int]
    step: Mapping[str, int]
    denominator: int


def _prepared(criteria: Sequence[Criterion]) -> _Prepared:
    by_key = {criterion.key: criterion for criterion in criteria}
    if len(by_key) != len(criteria):
        raise ValueError("two criteria have the same key")
    weights = {key: Fraction(criterion.weight) for key, criterion in by_key.items()}
    common = lcm(*(weight.denominator for weight in weights.values()))
    whole = {key: int(weight * common) for key, weight in weights.items()}
    widths = {key: criterion.highest - criterion.lowest for key, criterion in by_key.items()}
    denominator = lcm(*widths.values())
    step = {key: whole[key] * (denominator // width) for key, width in widths.items()}
    return _Prepared(by_key, whole, step, denominator)


def _judged(prepared: _Prepared, sheet: Sheet) -> tuple[int, int]:
    """Add up a sheet: (weighted shares over the common denominator, weights judged)."""
    total = weight = 0
    for key, score in sheet.scores.items():
        criterion = prepared.criteria.get(key)
        if criterion is None:
            raise BadScoreError(_("There is no criterion “{key}” in this call."), key=key)
        if score is not None:
            if not criterion.lowest <= score <= criterion.highest:
                check_score(criterion, score)
            total += prepared.step[key] * (score - criterion.lowest)
            weight += prepared.weight[key]
    return total, weight


def _standing(prepared: _Prepared, sheets: Sequence[Sheet]) -> Standing:
    judged = [sums for sheet in sheets if (sums := _judged(prepared, sheet))[1]]
    if not judged:
        return Standing(None, None, 0)
    common = lcm(*(weight for _total, weight in judged))
    shares = [total * (common // weight) for total, weight in judged]
    whole = common * prepared.denominator
    mean = Fraction(sum(shares), len(shares) * whole)
    return Standing(mean, _spread(shares, whole), len(shares))


def _spread(shares: Sequence[int], whole: int) -> float | None:
    """Return the sample standard deviation of whole-number shares of `whole`, exact until the root.

    n times the sum of squares less the square of the sum is n (n - 1) times the variance.
    """
    n = len(shares)
    if n < 2:
        return None
    squares = n * sum(share * share for share in shares) - sum(shares) ** 2
    return sqrt(Fraction(squares, n * (n - 1) * whole * whole))
