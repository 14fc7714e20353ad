"""Ten entries to read, chosen so that together they show the breadth of all, whatever they scored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from allotment.evidence.domain.figures import quartiles
from allotment.evidence.domain.rows import Row

TEN = 10


@dataclass(frozen=True, order=True, slots=True)
class Category:
    """One thing that a row stands for. `aspect` is theme, region, kind, year or amount.

    The key of an amount is its quarter, "1" (least) to "4".
    """

    aspect: str
    key: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A row to read, and the categories that it is the first of those chosen to show.

    `round` is 1 until all that can be shown is shown once, then 2 and so on.
    """

    key: str
    covers: tuple[Category, ...]
    round: int


def categories(
    rows: Sequence[Row], themes: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, tuple[Category, ...]], ...]:
    """What each public row stands for: themes (by row key), region, kind, year, amount's quarter.

    Rows that are not public and rows of individuals are left out.
    """
    public = [row for row in rows if row.is_public and not row.is_person]
    amounts = sorted(amount for amount in map(_amount, public) if amount is not None)
    edges = quartiles(amounts) if amounts else ()

    def of(row: Row) -> tuple[Category, ...]:
        amount = _amount(row)
        pairs = [
            *(("theme", theme) for theme in themes.get(row.key, ())),
            ("region", row.region),
            ("kind", row.kind),
            ("year", "" if row.year is None else str(row.year)),
            ("amount", "" if amount is None else str(1 + sum(amount > edge for edge in edges))),
        ]
        return tuple(Category(aspect, key) for aspect, key in pairs if key)

    return tuple((row.key, of(row)) for row in public)


def picks(rows: Iterable[tuple[str, Sequence[Category]]], most: int = TEN) -> tuple[Pick, ...]:
    """Choose up to `most` rows that show as many categories as they can; of equals the least key.

    Greedy maximum coverage, at least 1 − 1/e of the best: Nemhauser, Wolsey & Fisher (1978), An
    analysis of approximations for maximizing submodular set functions, Math. Programming 14:
    265-294. Once all are shown that can be, it begins anew among the rows that are left.
    """
    alike: dict[tuple[Category, ...], list[str]] = {}
    for key, found in rows:
        alike.setdefault(tuple(sorted(set(found))), []).append(key)
    left = {found: sorted(keys, reverse=True) for found, keys in alike.items()}
    chosen: list[Pick] = []
    shown: set[Category] = set()
    number = 1
    while left and len(chosen) < most:
        best = min(left, key=lambda found: (-_new(found, shown), left[found][-1]))
        if not _new(best, shown) and shown:
            shown, number = set(), number + 1
            continue
        covers = tuple(each for each in best if each not in shown)
        chosen.append(Pick(left[best].pop(), covers, number))
        shown.update(best)
        if not left[best]:
            del left[best]
    return tuple(chosen)


def _amount(row: Row) -> int | None:
    return row.asked if row.given is None else row.given


def _new(found: Iterable[Category], shown: set[Category]) -> int:
    return sum(each not in shown for each in found)
