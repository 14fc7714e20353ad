"""Lists of awards, and one award."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from allotment.kernel.web import tables
from allotment.kernel.web.tables import Page
from allotment.register.domain.filters import AwardFilter, Order
from allotment.register.models import Award, Party
from allotment.register.queries.words import with_words

MOST_COUNTED = 5_000
"""Of more awards that have the words looked for, only so many are counted."""

_AT_ONCE = 1_000
_IN_POUNDS = Q(currency="GBP")
_FIELDS = {
    Order.NEWEST: ("award_date", False),
    Order.OLDEST: ("award_date", True),
    Order.LARGEST: ("amount_pence", False),
    Order.SMALLEST: ("amount_pence", True),
}


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award as lists show it. The amount is in hundredths of the currency's unit.

    `recipient_key` is empty for individuals, who have no page.
    """

    key: str
    identifier: str
    title: str
    recipient_name: str
    recipient_key: str
    funder_name: str
    funder_key: str
    amount_pence: int
    currency: str
    award_date: dt.date
    programme: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How many awards a list has, what those in pounds come to, in pence, and how many others.

    With `at_least`, so many have the words looked for that only some were counted.
    """

    count: int
    pence: int
    others: int
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One change made when an award was read from a published file."""

    kind: str
    path: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class AwardPage:
    """One award as its page shows it; `document` is the whole grant as published."""

    line: AwardLine
    description: str
    is_own: bool
    is_individual: bool
    document: dict[str, Any]
    notes: tuple[Reading, ...]
    entered_at: dt.datetime
    changed_at: dt.datetime
    source: str
    source_code: str


def visible() -> QuerySet[Award]:
    """Every award that anybody may see: whatever is published."""
    return Award.objects.filter(status=Award.Status.PUBLISHED)


def narrowed(wanted: AwardFilter) -> QuerySet[Award]:
    """The awards that a filter leaves, unordered."""
    found = with_words(visible(), wanted.words)
    conditions: dict[str, Any] = {
        "funder__key": wanted.funder,
        "recipient__key": wanted.recipient,
        "programme": wanted.programme,
    }
    found = found.filter(**{name: value for name, value in conditions.items() if value})
    if wanted.year is not None:
        found = found.filter(award_date__range=_year(wanted.year))
    if wanted.place:
        found = found.filter(Q(pk__in=_helping(wanted.place)))
    if wanted.least is not None:
        found = found.filter(amount_pence__gte=wanted.least)
    if wanted.most is not None:
        found = found.filter(amount_pence__lte=wanted.most)
    if wanted.own_only:
        found = found.filter(source=Award.Source.OWN)
    return found


def page(
    wanted: AwardFilter,
    *,
    after: str = "",
    before: str = "",
    size: int | None = None,
    counted: Totals | None = None,
) -> Page[AwardLine]:
    """A page of awards; `after` and `before` are keys of its neighbours.

    Three statements; one fewer on the first page and where `counted`, the list's totals, is known,
    one more where so many awards have the words looked for that not all were counted.
    """
    size = size or tables.PAGE_SIZE
    counted = counted or totals(wanted)
    forward = not before
    found = _from_edge(narrowed(wanted), wanted.order, after or before, forward=forward)
    some = [_line(row) for row in _rows(found, size + 1, in_index=counted.at_least)]
    more, some = len(some) > size, some[:size]
    if not forward:
        some.reverse()
    there_is_before = bool(after) if forward else more
    there_is_after = more if forward else True
    return Page(
        rows=some,
        count=counted.count,
        next_key=some[-1].key if some and there_is_after else "",
        previous_key=some[0].key if some and there_is_before else "",
    )


def _rows(found: QuerySet[Award], most: int, *, in_index: bool) -> list[Award]:
    """The first rows. With `in_index` they are found in an index before any row is read: of very
    many that have a common word, SQLite would read and sort all."""
    wide = found.select_related("funder", "recipient").defer("document", "words", "notes")
    if not in_index:
        return list(wide[:most])
    ids = list(found.values_list("pk", flat=True)[:most])
    rows = Award.objects.filter(pk__in=ids).select_related("funder", "recipient")
    by_id = rows.defer("document", "words", "notes").in_bulk()
    return [by_id[pk] for pk in ids]


def _from_edge(
    found: QuerySet[Award], order: Order, edge: str, *, forward: bool
) -> QuerySet[Award]:
    """The awards beyond an edge, nearest first; from the beginning where no award has that key."""
    field, ascending = _FIELDS[order]
    ascending = ascending == forward
    sign = "" if ascending else "-"
    rows = found.order_by(f"{sign}{field}", f"{sign}pk")
    at = Award.objects.filter(key=edge).values_list(field, "pk").first() if edge else None
    if at is None:
        return rows
    value, pk = at
    beyond = "gt" if ascending else "lt"
    return rows.filter(
        Q(**{f"{field}__{beyond}e": value}),
        Q(**{f"{field}__{beyond}": value}) | Q(**{field: value, f"pk__{beyond}": pk}),
    )


def totals(wanted: AwardFilter) -> Totals:
    """Count and sum of a list. One statement.

    Other filters are counted in an index alone; of awards that have common words each row must be
    read, so that counting stops at `MOST_COUNTED`.
    """
    found = narrowed(wanted)
    if wanted.words:
        found = found[: MOST_COUNTED + 1]
    sums = found.aggregate(
        count=Count("pk"),
        in_pounds=Count("pk", filter=_IN_POUNDS),
        pence=Sum("amount_pence", filter=_IN_POUNDS),
    )
    others = sums["count"] - sums["in_pounds"]
    if wanted.words and sums["count"] > MOST_COUNTED:
        return Totals(MOST_COUNTED, sums["pence"] or 0, others, at_least=True)
    return Totals(sums["count"], sums["pence"] or 0, others)


def all_lines(wanted: AwardFilter) -> Iterator[AwardLine]:
    """Every award of a list, for a file, a thousand at a time."""
    last = ""
    while True:
        rows = _from_edge(narrowed(wanted), wanted.order, last, forward=True)
        some = [_line(row) for row in _rows(rows, _AT_ONCE, in_index=bool(wanted.words))]
        yield from some
        if len(some) < _AT_ONCE:
            return
        last = some[-1].key


def one(key: str) -> AwardPage:
    """One published award; Award.DoesNotExist otherwise. One statement."""
    row = visible().select_related("funder", "recipient").get(key=key)
    return AwardPage(
        line=_line(row),
        description=row.description,
        is_own=row.source == Award.Source.OWN,
        is_individual=row.recipient_kind == Award.RecipientKind.INDIVIDUAL,
        document=json.loads(row.document),
        notes=tuple(Reading(**note) for note in json.loads(row.notes or "[]")),
        entered_at=row.entered_at,
        changed_at=row.changed_at,
        source=row.get_source_display(),
        source_code=row.source,
    )


def is_known(key: str) -> bool:
    """Whether any award, withdrawn ones too, has that key. One statement."""
    return Award.objects.filter(key=key).exists()


def years() -> list[int]:
    """Every year from the latest award's to the first's. Two statements."""
    days = visible().values_list("award_date", flat=True)
    last = days.order_by("-award_date").first()
    first = days.order_by("award_date").first()
    if first is None or last is None:
        return []
    return list(range(last.year, first.year - 1, -1))


def programmes(funder: str) -> list[str]:
    """The programmes of a funder, by name; one statement."""
    found = visible().filter(funder__key=funder).exclude(programme="").order_by("programme")
    return list(found.values_list("programme", flat=True).distinct()[:300])


def _year(year: int) -> tuple[dt.date, dt.date]:
    year = min(max(year, 1), dt.MAXYEAR)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _helping(place: str) -> QuerySet[Award, int]:
    return Award.objects.filter(places__code=place).values_list("pk", flat=True)


def _line(row: Award) -> AwardLine:
    recipient: Party | None = row.recipient
    return AwardLine(
        key=row.key,
        identifier=row.identifier,
        title=row.title,
        recipient_name=row.recipient_name,
        recipient_key=recipient.key if recipient else "",
        funder_name=row.funder_name,
        funder_key=row.funder.key,
        amount_pence=row.amount_pence,
        currency=row.currency,
        award_date=row.award_date,
        programme=row.programme,
    )
