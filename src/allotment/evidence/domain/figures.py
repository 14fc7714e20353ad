"""How many rows there are, from whom they come, and how their amounts and measures spread."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from allotment.evidence.domain.rows import Corpus, Fact, LeftOut, Row
from allotment.kernel.domain.money import pounds
from allotment.kernel.domain.sentences import Sentence, Value, gettext_noop as _, sentence

NOT_STATED = ""
"""The key under which the rows that do not say are counted."""

MEASURED = (
    Fact.ASKED,
    Fact.GIVEN,
    Fact.TEAM,
    Fact.MONTHS,
    Fact.SCORE,
    Fact.YEAR,
    Fact.PROGRAMME,
    Fact.KIND,
    Fact.PLACE,
    Fact.TIER,
)
"""What figures are made of, in the order in which a report says what is not carried."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows fall under `key` ("" for not said), and their share of all rows (0 to 1)."""

    key: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Spread:
    """Quartiles, mean and total of a measure; all None where no row tells it."""

    known: int
    unknown: int
    least: float | None
    lower: float | None
    median: float | None
    upper: float | None
    most: float | None
    mean: float | None
    total: float | None


@dataclass(frozen=True, slots=True)
class MoneySpread:
    """Quartiles, mean and total in pence; sums are exact, the rest is rounded to a penny."""

    known: int
    unknown: int
    least: int | None
    lower: int | None
    median: int | None
    upper: int | None
    most: int | None
    mean: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class GivenToAsked:
    """What was given of what was asked (pence), over the rows that tell both.

    `share` is given over asked in all; `in_full` counts the rows that got all they asked or more.
    """

    known: int
    asked: int
    given: int
    share: float | None
    in_full: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a corpus. What the source does not ask for is None and in `not_carried`.

    `people` counts the rows of individuals, `recipients` the different organisations named.
    """

    name: str
    rows: int
    public: int
    people: int
    recipients: int
    left_out: tuple[LeftOut, ...]
    not_carried: tuple[str, ...]
    kinds: tuple[Count, ...] | None
    regions: tuple[Count, ...] | None
    tiers: tuple[Count, ...] | None
    programmes: tuple[Count, ...] | None
    years: tuple[Count, ...] | None
    funders: tuple[Count, ...] | None
    asked: MoneySpread | None
    given: MoneySpread | None
    given_to_asked: GivenToAsked | None
    team: Spread | None
    months: Spread | None
    score: Spread | None


def figures(corpus: Corpus) -> Figures:
    """All figures of a corpus; each only where the corpus carries what it is made of."""
    rows, carried = corpus.rows, corpus.carried

    def counts(fact: Fact, key: Callable[[Row], str]) -> tuple[Count, ...] | None:
        return counted(map(key, rows)) if fact in carried else None

    def money(fact: Fact, amount: Callable[[Row], int | None]) -> MoneySpread | None:
        return money_spread([amount(row) for row in rows]) if fact in carried else None

    def measure(fact: Fact, value: Callable[[Row], float | None]) -> Spread | None:
        return spread([value(row) for row in rows]) if fact in carried else None

    has_both = {Fact.ASKED, Fact.GIVEN} <= carried
    return Figures(
        name=corpus.name,
        rows=len(rows),
        public=sum(row.is_public for row in rows),
        people=sum(row.is_person for row in rows),
        recipients=len({recipient(row) for row in rows if row.who and not row.is_person}),
        left_out=tuple(corpus.left_out),
        not_carried=tuple(fact.value for fact in MEASURED if fact not in carried),
        kinds=counts(Fact.KIND, lambda row: row.kind),
        regions=counts(Fact.PLACE, lambda row: row.region),
        tiers=counts(Fact.TIER, lambda row: row.tier),
        programmes=counts(Fact.PROGRAMME, lambda row: row.programme),
        years=counts(Fact.YEAR, lambda row: NOT_STATED if row.year is None else str(row.year)),
        funders=counted(row.funder for row in rows) if any(row.funder for row in rows) else None,
        asked=money(Fact.ASKED, lambda row: row.asked),
        given=money(Fact.GIVEN, lambda row: row.given),
        given_to_asked=given_to_asked(rows) if has_both else None,
        team=measure(Fact.TEAM, lambda row: row.team),
        months=measure(Fact.MONTHS, lambda row: row.months),
        score=measure(Fact.SCORE, lambda row: row.score),
    )


def amounts_of_one_kind(rows: Sequence[Row]) -> list[tuple[Row, int]]:
    """What was given in pence where any row tells it, else what was asked for, never both in one
    list; rows that do not tell it are left out."""
    is_given = any(row.given is not None for row in rows)
    amounts = [(row, row.given if is_given else row.asked) for row in rows]
    return [(row, pence) for row, pence in amounts if pence is not None]


def recipient(row: Row) -> str:
    """Who applied or received, as one key: the reference, else the name without case and spaces.

    Each row of an individual is a recipient of its own: nobody is matched by name.
    """
    if row.is_person or not (row.who_ref or row.who):
        return f"row {row.key}"
    return row.who_ref or " ".join(row.who.casefold().split())


def counted(keys: Iterable[str]) -> tuple[Count, ...]:
    """Count equal keys: largest first, ties by key, what is not said at the end."""
    found = Counter(keys)
    rows = found.total()
    ordered = sorted(found.items(), key=lambda each: (each[0] == NOT_STATED, -each[1], each[0]))
    return tuple(Count(key, count, count / rows) for key, count in ordered)


def spread(values: Sequence[float | None]) -> Spread:
    """The spread of a measure; None, infinite and undefined values are not known."""
    known = sorted(value for value in values if value is not None and math.isfinite(value))
    unknown = len(values) - len(known)
    if not known:
        return Spread(0, unknown, None, None, None, None, None, None, None)
    lower, median, upper = (float(each) for each in quartiles([Fraction(v) for v in known]))
    total = math.fsum(known)
    mean = total / len(known)
    least, most = float(known[0]), float(known[-1])
    return Spread(len(known), unknown, least, lower, median, upper, most, mean, total)


def money_spread(amounts: Sequence[int | None]) -> MoneySpread:
    """The spread of amounts in pence; sums are exact at any size."""
    known = sorted(amount for amount in amounts if amount is not None)
    unknown = len(amounts) - len(known)
    if not known:
        return MoneySpread(0, unknown, None, None, None, None, None, None, None)
    lower, median, upper = (to_pence(each) for each in quartiles(known))
    total = sum(known)
    mean = to_pence(Fraction(total, len(known)))
    return MoneySpread(len(known), unknown, known[0], lower, median, upper, known[-1], mean, total)


def quartiles(ordered: Sequence[int] | Sequence[Fraction]) -> tuple[Fraction, Fraction, Fraction]:
    """Lower quartile, median and upper quartile of values in ascending order, exactly.

    Type 7 of Hyndman & Fan (1996), Sample quantiles in statistical packages, The American
    Statistician 50(4): 361-365. Raises ValueError where there are no values.
    """
    if not ordered:
        raise ValueError("no values")

    def at(quarter: int) -> Fraction:
        place, rest = divmod((len(ordered) - 1) * quarter, 4)
        below = Fraction(ordered[place])
        if not rest:
            return below
        return below + Fraction(rest, 4) * (Fraction(ordered[place + 1]) - below)

    return at(1), at(2), at(3)


def to_pence(amount: Fraction) -> int:
    """Round to the nearest whole penny, halves up."""
    return math.floor(amount + Fraction(1, 2))


def given_to_asked(rows: Iterable[Row]) -> GivenToAsked:
    """What was given of what was asked, over the rows that tell both and asked for money."""
    pairs = [
        (row.asked, row.given)
        for row in rows
        if row.asked is not None and row.given is not None and row.asked > 0
    ]
    asked, given = sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)
    in_full = sum(pair[1] >= pair[0] for pair in pairs)
    return GivenToAsked(len(pairs), asked, given, given / asked if pairs else None, in_full)


def percent(share: float) -> str:
    """Write a share (0 to 1) as a whole percentage that never rounds to none or all of it."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{math.floor(share * 100 + 0.5)}%"


def decimal(value: float, places: int) -> str:
    """Write a number with `places` decimals, commas and a true minus sign."""
    written = f"{value:,.{places}f}"
    is_nought = not any(digit in written for digit in "123456789")
    return written.lstrip("-") if is_nought else written.replace("-", "−")


_SPREADS = {
    "asked": (
        _("No amount asked for is recorded."),
        _("Only one amount asked for is known: {median}."),
        _("Each of the {known} amounts asked for is {median}."),
        _("The {known} amounts asked for run from {least} to {most}."),
        _("At least half of the {known} amounts asked for are {median}."),
        _(
            "Half of the {known} amounts asked for are {median} or less, and the middle half are"
            " {lower} to {upper}."
        ),
    ),
    "given": (
        _("No amount awarded is recorded."),
        _("Only one amount awarded is known: {median}."),
        _("Each of the {known} amounts awarded is {median}."),
        _("The {known} amounts awarded run from {least} to {most}."),
        _("At least half of the {known} amounts awarded are {median}."),
        _(
            "Half of the {known} amounts awarded are {median} or less, and the middle half are"
            " {lower} to {upper}."
        ),
    ),
    "team": (
        _("No team size is recorded."),
        _("Only one team’s size is known: {median}."),
        _("Each of the {known} teams of known size had {median}."),
        _("The {known} teams of known size had {least} to {most}."),
        _("At least half of the {known} teams of known size had {median}."),
        _(
            "Half of the {known} teams of known size had {median} or fewer, and the middle half had"
            " {lower} to {upper}."
        ),
    ),
    "months": (
        _("No duration is recorded."),
        _("Only one duration is known: {median}."),
        _("Each of the {known} known durations is {median}."),
        _("The {known} known durations run from {least} to {most}."),
        _("At least half of the {known} known durations are {median}."),
        _(
            "Half of the {known} known durations are {median} or shorter, and the middle half are"
            " {lower} to {upper}."
        ),
    ),
}
"""What is said of a spread: none known, one, all alike, two or three, more of which the middle half is
alike, more."""

_UNITS = {
    "team": (_("one person"), _("{number} people")),
    "months": (_("one month"), _("{number} months")),
}


def spread_reading(key: str, spread: Spread | MoneySpread) -> Sentence:
    """What a spread of "asked", "given", "team" or "months" says in one sentence."""
    none, one, same, few, level, many = _SPREADS[key]
    if not spread.known:
        return sentence(none)
    template = many if spread.known > 3 else few
    if spread.least == spread.most:
        template = one if spread.known == 1 else same
    elif spread.known > 3 and spread.lower == spread.upper:
        template = level
    values: dict[str, Value] = {
        name: _written(key, spread, getattr(spread, name), is_alone=name in _ALONE)
        for name in ("least", "lower", "median", "upper", "most")
    }
    values["known"] = spread.known
    return sentence(
        template, **{name: each for name, each in values.items() if f"{{{name}}}" in template}
    )


_ALONE = ("median", "upper", "most")
"""The values of a sentence that carry their unit; those before "to" do not."""


def _written(key: str, spread: Spread | MoneySpread, value: float, *, is_alone: bool) -> Value:
    if isinstance(spread, MoneySpread):
        pence = int(value)
        return pounds((pence + 50) // 100 * 100 if abs(pence) >= 10_000 else pence)
    number = decimal(value, 0 if value == round(value) else 1)
    if not is_alone:
        return number
    one, many = _UNITS[key]
    return sentence(one) if value == 1 else sentence(many, number=number)
