"""How concentrated money is, and how diverse what it goes to, with intervals and in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from allotment.evidence.domain.figures import decimal, percent
from allotment.evidence.domain.rows import SEED
from allotment.kernel.domain.sentences import Sentence, gettext_noop as _, sentence

Floats = NDArray[np.float64]
Pairs = Sequence[tuple[str, int]]
Interval = tuple[float, float] | None

MOST_DRAWS, FEWEST_DRAWS = 1_000, 200
DRAWN_IN_ALL = 20_000_000
DRAWN_AT_ONCE = 1_000_000
LARGEST = 10


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure with its 95% bootstrap interval and what it says; None where it is undefined."""

    key: str
    value: float | None
    low: float | None
    high: float | None
    reading: Sentence


@dataclass(frozen=True, slots=True)
class Concentration:
    """Measures over `categories` categories of `rows` rows, their intervals from `draws` draws.

    `left_out` counts the rows without a category or with a weight below nought.
    """

    rows: int
    categories: int
    left_out: int
    draws: int
    measures: tuple[Measure, ...]

    def measure(self, key: str) -> Measure | None:
        """The measure of this key: "top-ten", "herfindahl", "gini" or "effective"."""
        return next((each for each in self.measures if each.key == key), None)


def draws_for(rows: int) -> int:
    """How many bootstrap draws: 1,000, fewer above 20,000 rows, 200 from 100,000 rows on."""
    return max(FEWEST_DRAWS, min(MOST_DRAWS, DRAWN_IN_ALL // max(rows, 1)))


def top_share(totals: Floats) -> Floats:
    """Share of the ten largest in each line of `totals` (draws, categories), 0 to 1."""
    if totals.shape[1] <= LARGEST:
        return np.ones(len(totals))
    largest = np.partition(totals, -LARGEST, axis=1)[:, -LARGEST:]
    shares: Floats = largest.sum(axis=1) / totals.sum(axis=1)
    return shares


def herfindahl(totals: Floats) -> Floats:
    """Sum of squared shares in each line of `totals`: 1/categories (even) to 1 (all to one).

    Herfindahl (1950) and Hirschman (1945); the chance that two drawn units are of one category.
    """
    shares = totals / totals.sum(axis=1, keepdims=True)
    squared: Floats = (shares * shares).sum(axis=1)
    return squared


def gini(totals: Floats) -> Floats:
    """Gini coefficient of each line of `totals`: 0 (all alike) to 1 − 1/n.

    Half the mean absolute difference over the mean, from ordered values: Sen (1973), On Economic
    Inequality, section 2.
    """
    ordered = np.sort(totals, axis=1)
    number = ordered.shape[1]
    weights = 2.0 * np.arange(1, number + 1) - number - 1
    found: Floats = (ordered * weights).sum(axis=1) / (number * ordered.sum(axis=1))
    return found


def effective(totals: Floats) -> Floats:
    """Effective number of categories in each line: exp of Shannon's entropy, 1 to categories.

    The Hill number of order 1: Jost (2006), Entropy and diversity, Oikos 113(2): 363-375.
    """
    shares = totals / totals.sum(axis=1, keepdims=True)
    logs = np.log(shares, where=shares > 0, out=np.zeros_like(shares))
    found: Floats = np.exp(-(shares * logs).sum(axis=1))
    return found


MONEY = {"top-ten": top_share, "herfindahl": herfindahl, "gini": gini, "effective": effective}
DIVERSITY = {"effective": effective, "herfindahl": herfindahl}


def concentration(pairs: Pairs, seed: int = SEED) -> Concentration:
    """How concentrated money is on its recipients: for each row, its recipient and pence.

    Intervals are percentiles (Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter
    13) and hold the value. Recipients are drawn, each with all its rows: drawing rows would lose
    recipients with a single row and so always find fewer.
    """
    kept = _kept(pairs)
    totals = _totals(kept)
    draws = _draws(len(totals), totals)
    lines = _drawn_categories(totals, draws, seed)
    intervals = _intervals(totals, MONEY, lines)
    measures = tuple(
        _measure(key, each, totals, interval, _of_money)
        for (key, each), interval in zip(MONEY.items(), intervals, strict=True)
    )
    return Concentration(len(kept), len(totals), len(pairs) - len(kept), draws, measures)


def diversity(pairs: Pairs, what: Sentence, seed: int = SEED) -> Concentration:
    """How diverse rows are over categories: for each row, its category and a weight (1, or pence).

    `what` names the categories in the plural ("themes"). Here the bootstrap draws rows; intervals
    are percentiles, stretched where they miss the value, for draws lean to fewer categories.
    """
    kept = _kept(pairs)
    totals = _totals(kept)
    draws = _draws(len(kept), totals)
    lines = _drawn_rows(kept, len(totals), draws, seed)
    intervals = _intervals(totals, DIVERSITY, lines)

    def of_what(key: str, shown: dict[str, str], categories: int) -> Sentence:
        return _of_categories(key, shown, categories, what)

    measures = tuple(
        _measure(key, each, totals, interval, of_what)
        for (key, each), interval in zip(DIVERSITY.items(), intervals, strict=True)
    )
    return Concentration(len(kept), len(totals), len(pairs) - len(kept), draws, measures)


def _kept(pairs: Pairs) -> list[tuple[str, int]]:
    return [(key, weight) for key, weight in pairs if key and weight >= 0]


def _places(kept: Pairs) -> dict[str, int]:
    return {key: place for place, key in enumerate(sorted({key for key, _weight in kept}))}


def _totals(kept: Pairs) -> Floats:
    places = _places(kept)
    totals = [0] * len(places)
    for key, weight in kept:
        totals[places[key]] += weight
    return np.array(totals, dtype=np.float64)


def _draws(units: int, totals: Floats) -> int:
    return draws_for(units) if len(totals) > 1 and totals.sum() > 0 else 0


def _portions(draws: int, width: int) -> Iterator[int]:
    at_once = max(1, DRAWN_AT_ONCE // max(width, 1))
    for begin in range(0, draws, at_once):
        yield min(at_once, draws - begin)


def _drawn_categories(totals: Floats, draws: int, seed: int) -> Iterator[Floats]:
    chance = np.random.default_rng(seed)
    number = len(totals)
    for portion in _portions(draws, number):
        yield totals[chance.integers(0, number, size=(portion, number))]


def _drawn_rows(kept: Pairs, categories: int, draws: int, seed: int) -> Iterator[Floats]:
    chance = np.random.default_rng(seed)
    places = _places(kept)
    place = np.array([places[key] for key, _weight in kept], dtype=np.int64)
    weight = np.array([float(weight) for _key, weight in kept])
    for portion in _portions(draws, len(kept)):
        drawn = chance.integers(0, len(kept), size=(portion, len(kept)))
        lines = place[drawn] + categories * np.arange(portion)[:, None]
        sums = np.bincount(lines.ravel(), weight[drawn].ravel(), minlength=portion * categories)
        yield sums.reshape(portion, categories).astype(np.float64, copy=False)


def _intervals(
    totals: Floats, measured: Mapping[str, Callable[[Floats], Floats]], lines: Iterable[Floats]
) -> list[Interval]:
    found: list[list[Floats]] = [[] for _each in measured]
    for drawn in lines:
        with_weight = drawn[drawn.sum(axis=1) > 0]
        if len(with_weight):
            for values, each in zip(found, measured.values(), strict=True):
                values.append(each(with_weight))
    if not found[0]:
        return [None for _each in measured]
    return [
        _interval(float(each(totals[None, :])[0]), np.concatenate(values))
        for values, each in zip(found, measured.values(), strict=True)
    ]


def _interval(value: float, drawn: Floats) -> tuple[float, float]:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return min(float(low), value), max(float(high), value)


def _measure(
    key: str,
    each: Callable[[Floats], Floats],
    totals: Floats,
    interval: Interval,
    reading_of: Callable[[str, dict[str, str], int], Sentence],
) -> Measure:
    if not len(totals):
        return Measure(
            key, None, None, None, sentence(_("There is not enough information to measure this."))
        )
    if totals.sum() <= 0:
        return Measure(key, None, None, None, sentence(_("All amounts are zero.")))
    value = float(each(totals[None, :])[0])
    if interval is None:
        alone = None if key == "gini" else value
        return Measure(key, alone, None, None, reading_of(key, {}, len(totals)))
    write = _written_as(key)
    names = ("value", "low", "high")
    shown = {name: write(each) for name, each in zip(names, (value, *interval), strict=True)}
    return Measure(key, value, *interval, reading_of(key, shown, len(totals)))


def _written_as(key: str) -> Callable[[float], str]:
    if key in ("top-ten", "herfindahl"):
        return _fine_percent
    if key == "gini":
        return lambda value: decimal(value, 2)
    return lambda value: decimal(value, 1 if value < 100 else 0)


def _fine_percent(share: float) -> str:
    if 0 < share < 0.0005:
        return "under 0.1%"
    return percent(share) if share >= 0.0995 or not share else f"{decimal(share * 100, 1)}%"


def _of_money(key: str, shown: dict[str, str], recipients: int) -> Sentence:
    if not shown:
        return sentence(_("All of the money is with one recipient."))
    if key == "top-ten" and recipients <= LARGEST:
        return sentence(
            _("All of the money is with {recipients} recipients."), recipients=recipients
        )
    return sentence(_MONEY_SENTENCES[key], recipients=recipients, **shown)


_MONEY_SENTENCES = {
    "top-ten": _(
        "The ten largest of {recipients} recipients have {value} of the money"
        " (95% interval {low} to {high})."
    ),
    "herfindahl": _(
        "Of two pounds drawn at random, the chance that one recipient has both is {value}"
        " (95% interval {low} to {high})."
    ),
    "gini": _(
        "On the Gini scale from 0 (all recipients have the same) to 1 (one has everything),"
        " the amounts stand at {value} (95% interval {low} to {high})."
    ),
    "effective": _(
        "The money is spread as if over {value} recipients with equal shares, where there are"
        " {recipients} (95% interval {low} to {high})."
    ),
}


def _of_categories(key: str, shown: dict[str, str], categories: int, what: Sentence) -> Sentence:
    if not shown:
        return sentence(_("All are of one kind: there is no mix of {what}."), what=what)
    return sentence(_CATEGORIES_SENTENCES[key], what=what, categories=categories, **shown)


_CATEGORIES_SENTENCES = {
    "effective": _(
        "The mix of {categories} {what} is as varied as {value} of equal size would be"
        " (95% interval {low} to {high})."
    ),
    "herfindahl": _(
        "The chance that two drawn at random share one of {categories} {what} is {value}"
        " (95% interval {low} to {high})."
    ),
}
