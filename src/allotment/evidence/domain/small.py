"""Small is beautiful? How budget and team size go with score and claimed benefit, and how surely."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from allotment.evidence.domain.concentration import draws_for
from allotment.evidence.domain.figures import decimal, quartiles
from allotment.evidence.domain.rows import SEED, Row
from allotment.kernel.domain.sentences import Sentence, gettext_noop as _, sentence

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

FEWEST_TO_COMPARE = 10
FEWEST_IN_BANDS = 20
FEWEST_IN_BAND = 5
DRAWN_AT_ONCE = 500_000


@dataclass(frozen=True, slots=True)
class Relation:
    """Spearman's rank correlation over `compared` rows that tell both, with a 95% interval.

    `key` is "budget-score", "team-score", "budget-benefit" or "team-benefit". Where `is_within`,
    rows are ranked within their programme only. None where there is too little to compare.
    """

    key: str
    is_within: bool
    compared: int
    correlation: float | None
    low: float | None
    high: float | None
    draws: int
    reading: Sentence


@dataclass(frozen=True, slots=True)
class Band:
    """A quarter of the rows by budget (pence), with its median score and claimed benefit.

    A median is None where fewer than five rows of the band tell what it is of.
    """

    quarter: int
    least: int
    most: int
    count: int
    score: float | None
    benefit: float | None


@dataclass(frozen=True, slots=True)
class Small:
    """Everything about size. `budget` is "given" or "asked", `basis` says which in words."""

    budget: str
    basis: Sentence
    relations: tuple[Relation, ...]
    within: tuple[Relation, ...]
    bands: tuple[Band, ...]
    confounders: tuple[Sentence, ...]


_TENDENCIES = {
    ("budget-score", False): _("Smaller budgets tend to go with higher scores"),
    ("budget-score", True): _("Smaller budgets tend to go with lower scores"),
    ("team-score", False): _("Smaller teams tend to go with higher scores"),
    ("team-score", True): _("Smaller teams tend to go with lower scores"),
    ("budget-benefit", False): _("Smaller budgets tend to go with more claimed benefit"),
    ("budget-benefit", True): _("Smaller budgets tend to go with less claimed benefit"),
    ("team-benefit", False): _("Smaller teams tend to go with more claimed benefit"),
    ("team-benefit", True): _("Smaller teams tend to go with less claimed benefit"),
}

_PAIRS = {
    "budget-score": _("budget and score"),
    "team-score": _("team size and score"),
    "budget-benefit": _("budget and claimed benefit"),
    "team-benefit": _("team size and claimed benefit"),
}


def small(rows: Sequence[Row], benefit: Mapping[str, float], seed: int = SEED) -> Small:
    """How budget and team size go with score and with claimed benefit (a number per row key).

    The budget is the money given where as many rows tell it as tell what was asked, else the money
    asked: one measure for all rows, for those that were given money were often chosen by score.
    """
    given, asked = (sum(each is not None for each in amounts) for amounts in _amounts(rows))
    budget = "given" if given >= asked else "asked"
    measures: dict[str, Callable[[Row], float | None]] = {
        "budget": (lambda row: row.given) if budget == "given" else (lambda row: row.asked),
        "team": lambda row: row.team,
        "score": lambda row: row.score,
        "benefit": lambda row: benefit.get(row.key),
    }
    values = {name: [_finite(measure(row)) for row in rows] for name, measure in measures.items()}
    programmes = [row.programme for row in rows]
    whole = [""] * len(rows)
    has_programmes = len({each for each in programmes if each}) > 1
    return Small(
        budget=budget,
        basis=_basis(budget),
        relations=tuple(_related(key, values, whole, False, seed) for key in _PAIRS),
        within=tuple(_related(key, values, programmes, True, seed) for key in _PAIRS)
        if has_programmes
        else (),
        bands=_bands([row.given if budget == "given" else row.asked for row in rows], values),
        confounders=_confounders(has_programmes, bool(benefit)),
    )


def correlation(x: Sequence[float], y: Sequence[float], strata: Sequence[str]) -> float | None:
    """Spearman's rank correlation (−1 to 1) with mean ranks for ties; None where one is constant.

    With more than one stratum values are ranked inside each, ranks are divided by its size plus
    one and centred, and all are correlated: the weights of Taylor (1987), Kendall's and Spearman's
    correlation coefficients in the presence of a blocking variable, Biometrics 43(2): 409-416.
    """
    blocks = _blocks(strata)
    every = np.arange(len(x))[None, :]
    found = _correlations(_Ranked.of(x, blocks), _Ranked.of(y, blocks), blocks, every)
    return None if not len(x) or math.isnan(found[0]) else float(found[0])


def _amounts(rows: Sequence[Row]) -> tuple[list[int | None], list[int | None]]:
    return [row.given for row in rows], [row.asked for row in rows]


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _basis(budget: str) -> Sentence:
    if budget == "given":
        return sentence(_("Budget is the money awarded."))
    return sentence(_("Budget is the money asked for."))


@dataclass(frozen=True, slots=True)
class _Blocks:
    """For each row, in the order given, where its stratum begins when sorted, and its size."""

    number: Whole
    begins: Whole
    sizes: Whole
    order: Whole


def _blocks(strata: Sequence[str]) -> _Blocks:
    names = {name: place for place, name in enumerate(sorted(set(strata)))}
    number = np.array([names[each] for each in strata], dtype=np.int64)
    sizes = np.bincount(number, minlength=len(names)).astype(np.int64)
    begins = np.cumsum(sizes) - sizes
    order = np.argsort(number, kind="stable").astype(np.int64)
    return _Blocks(number, begins[number], sizes[number], order)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The place of each row's value among the different values, stratum after stratum."""

    place: Whole
    values: int

    @classmethod
    def of(cls, values: Sequence[float], blocks: _Blocks) -> "_Ranked":
        different, alone = np.unique(np.array(values, dtype=np.float64), return_inverse=True)
        joined = blocks.number * len(different) + alone
        within, place = np.unique(joined, return_inverse=True)
        return cls(place.astype(np.int64), len(within))

    def ranks(self, drawn: Whole, blocks: _Blocks) -> Floats:
        """Centred ranks of drawn rows (draws, rows): mean ranks over size plus one, less a half."""
        places = self.place[drawn]
        lines = places + self.values * np.arange(len(drawn))[:, None]
        counts = np.bincount(lines.ravel(), minlength=len(drawn) * self.values)
        counts = counts.reshape(len(drawn), self.values)
        middle = np.cumsum(counts, axis=1) - (counts - 1) / 2
        ranks = middle.ravel()[lines] - blocks.begins[drawn]
        centred: Floats = ranks / (blocks.sizes[drawn] + 1) - 0.5
        return centred


def _correlations(x: _Ranked, y: _Ranked, blocks: _Blocks, drawn: Whole) -> Floats:
    one, other = x.ranks(drawn, blocks), y.ranks(drawn, blocks)
    products = (one * other).sum(axis=1)
    scale = np.sqrt((one * one).sum(axis=1) * (other * other).sum(axis=1))
    found: Floats = np.divide(products, scale, where=scale > 1e-12, out=np.full(len(drawn), np.nan))
    return found


def _draws(blocks: _Blocks, draws: int, seed: int) -> Iterator[Whole]:
    """Rows drawn with replacement inside their strata, so that each keeps its size."""
    chance = np.random.default_rng(seed)
    number = len(blocks.number)
    begins, sizes = blocks.begins[blocks.order], blocks.sizes[blocks.order]
    at_once = max(1, DRAWN_AT_ONCE // number)
    for begin in range(0, draws, at_once):
        portion = min(at_once, draws - begin)
        place = (chance.random((portion, number)) * sizes).astype(np.int64) + begins
        yield blocks.order[place]


def _related(
    key: str,
    values: Mapping[str, Sequence[float | None]],
    strata: Sequence[str],
    is_within: bool,
    seed: int,
) -> Relation:
    one, other = (values[name] for name in key.split("-"))
    known = [
        (x, y, stratum)
        for x, y, stratum in zip(one, other, strata, strict=True)
        if x is not None and y is not None
    ]
    if is_within:
        sizes = Counter(stratum for _x, _y, stratum in known if stratum)
        known = [each for each in known if sizes[each[2]] > 1]
    x, y = [each[0] for each in known], [each[1] for each in known]
    blocks = _blocks([each[2] for each in known])
    enough = len(known) >= FEWEST_TO_COMPARE
    value = correlation(x, y, [each[2] for each in known]) if enough else None
    if value is None:
        reading = _nothing_to_compare(key, len(known), is_within)
        return Relation(key, is_within, len(known), None, None, None, 0, reading)
    ranked = _Ranked.of(x, blocks), _Ranked.of(y, blocks)
    draws = draws_for(len(known))
    drawn = np.concatenate(
        [_correlations(*ranked, blocks, each) for each in _draws(blocks, draws, seed)]
    )
    low, high = (float(each) for each in np.nanpercentile(drawn, [2.5, 97.5]))
    low, high = min(low, value), max(high, value)
    reading = _reading(key, is_within, len(known), value, low, high)
    return Relation(key, is_within, len(known), value, low, high, draws, reading)


def _nothing_to_compare(key: str, compared: int, is_within: bool) -> Sentence:
    pair = sentence(_PAIRS[key])
    if not compared:
        return sentence(_("None records both {pair}."), pair=pair)
    if compared == 1:
        return sentence(_("Only one records both {pair}: too few to compare."), pair=pair)
    if compared < FEWEST_TO_COMPARE:
        return sentence(
            _("Only {n} record both {pair}: too few to compare."), n=compared, pair=pair
        )
    if is_within:
        return sentence(_("Within programmes there is nothing to compare in {pair}."), pair=pair)
    return sentence(_("All are the same in {pair} or one of them: nothing to compare."), pair=pair)


def _reading(
    key: str, is_within: bool, compared: int, value: float, low: float, high: float
) -> Sentence:
    shown = {"rho": decimal(value, 2), "low": decimal(low, 2), "high": decimal(high, 2)}
    if low <= 0 <= high:
        cannot = _UNCLEAR_WITHIN if is_within else _UNCLEAR
        return sentence(cannot, pair=sentence(_PAIRS[key]), n=compared, **shown)
    tendency, strength = sentence(_TENDENCIES[key, value > 0]), _strength(value)
    clear = _CLEAR_WITHIN if is_within else _CLEAR
    return sentence(clear, tendency=tendency, strength=strength, n=compared, **shown)


_UNCLEAR = _(
    "Whether {pair} go together is not clear from the {n} that record both: rank correlation {rho},"
    " 95% interval {low} to {high}."
)
_UNCLEAR_WITHIN = _(
    "Whether {pair} go together within programmes is not clear from the {n} that record both:"
    " rank correlation {rho}, 95% interval {low} to {high}."
)
_CLEAR = _(
    "{tendency}, {strength}: rank correlation {rho}, 95% interval {low} to {high}, {n} compared."
)
_CLEAR_WITHIN = _(
    "{tendency} within programmes, {strength}: rank correlation {rho}, 95% interval {low} to"
    " {high}, {n} compared."
)


def _strength(value: float) -> Sentence:
    """Weak below 0.3, strong from 0.5: Cohen (1988), Statistical Power Analysis, section 3.2."""
    if abs(value) < 0.3:
        return sentence(_("weakly"))
    return sentence(_("moderately")) if abs(value) < 0.5 else sentence(_("strongly"))


def _bands(
    budgets: Sequence[int | None], values: Mapping[str, Sequence[float | None]]
) -> tuple[Band, ...]:
    known = sorted(each for each in budgets if each is not None)
    if len(known) < FEWEST_IN_BANDS:
        return ()
    edges = quartiles(known)
    members: list[list[int]] = [[], [], [], []]
    for place, budget in enumerate(budgets):
        if budget is not None:
            members[sum(budget > edge for edge in edges)].append(place)
    return tuple(
        _band(quarter, places, budgets, values)
        for quarter, places in enumerate(members, 1)
        if len(places) >= FEWEST_IN_BAND
    )


def _band(
    quarter: int,
    places: Sequence[int],
    budgets: Sequence[int | None],
    values: Mapping[str, Sequence[float | None]],
) -> Band:
    amounts = [each for each in (budgets[place] for place in places) if each is not None]
    score, benefit = (
        [each for each in (values[name][place] for place in places) if each is not None]
        for name in ("score", "benefit")
    )
    return Band(quarter, min(amounts), max(amounts), len(amounts), _median(score), _median(benefit))


def _median(values: Sequence[float]) -> float | None:
    return float(median(values)) if len(values) >= FEWEST_IN_BAND else None


def _confounders(has_programmes: bool, has_benefit: bool) -> tuple[Sentence, ...]:
    sentences = [
        sentence(
            _("Bigger requests often come from bigger organisations, which differ in much else.")
        ),
        sentence(_("Assessors usually see the amount and the team when they score.")),
    ]
    if has_programmes:
        sentences.append(
            sentence(_("Programmes differ in the size of their awards and in how they mark."))
        )
    sentences.append(
        sentence(_("Only those who applied are seen, not the ideas that nobody sent in."))
    )
    sentences.append(sentence(_("What was awarded may have been chosen by its score.")))
    if has_benefit:
        sentences.append(
            sentence(_("Claimed benefit is what the texts say, and longer texts may claim more."))
        )
    sentences.append(
        sentence(_("None of this shows what would happen with a different budget or team."))
    )
    return tuple(sentences)
