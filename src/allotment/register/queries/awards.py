"""Lists of awards, and one award."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from allotment.kernel.web import tables
from allotment.kernel.web.tables import Page
from allotment.register.domain.filters import AwardFilter, Order
from allotment.register.models import Award, Party
from allotment.register.queries.counting import TOO_MANY, Counted, count_up, kept
from allotment.register.queries.gathering import Edge, gather
from allotment.register.queries.narrowing import narrowed, visible
from allotment.register.queries.planning import planned_each_time

_AT_ONCE = 1_000
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


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of awards, and how many there are in all and by part."""

    page: Page[AwardLine]
    counted: Counted


def listed(
    wanted: AwardFilter,
    *,
    after: str = "",
    before: str = "",
    size: int | None = None,
    by_part: bool = False,
) -> Listed:
    """A page of awards; `after` and `before` are keys of its neighbours. `by_part` counts what each
    further filter would leave, too.

    What the register has counted already, or is more than it would count, is read in the order of
    the list. What has words, or is to be counted by part, is gathered.
    """
    size = size or tables.PAGE_SIZE
    forward = not before
    with planned_each_time():
        found, edge = narrowed(wanted), _edge(wanted.order, after or before, forward=forward)
        figures = kept(wanted, by_part=by_part)
        gathered = None
        if figures is None and not wanted.words:
            figures = count_up(found)
        if figures is None or (by_part and figures.parts is None and figures.is_few):
            gathered = gather(found, edge, size + 1, by_part=by_part, by_words=bool(wanted.words))
            figures = gathered.counted if gathered else TOO_MANY
        some = _lines(gathered.ids) if gathered else _walk(found, wanted, edge, size + 1)
    more, some = len(some) > size, some[:size]
    if not forward:
        some.reverse()
    there_is_before = bool(after) if forward else more
    there_is_after = more if forward else True
    page = Page(
        rows=some,
        count=figures.totals.count,
        next_key=some[-1].key if some and there_is_after else "",
        previous_key=some[0].key if some and there_is_before else "",
    )
    return Listed(page, figures)


def first(wanted: AwardFilter, most: int) -> list[AwardLine]:
    """The first awards of a list, uncounted. Up to four statements."""
    with planned_each_time():
        return _walk(narrowed(wanted), wanted, _edge(wanted.order, "", forward=True), most)


def _edge(order: Order, key: str, *, forward: bool) -> Edge:
    """Where a page begins; at the list's own beginning where no award has that key."""
    field, ascending = _FIELDS[order]
    at = Award.objects.filter(key=key).values_list(field, "pk").first() if key else None
    return Edge(field, ascending == forward, *(at or ()))


def _walk(found: QuerySet[Award], wanted: AwardFilter, edge: Edge, most: int) -> list[AwardLine]:
    """The awards beyond an edge, nearest first, read in their order. Those of an area come in the
    order of the area's own index, which has their dates."""
    by_area = bool(wanted.area) and edge.field == "award_date"
    first, second = ("areas__award_date", "areas__award_id") if by_area else (edge.field, "pk")
    sign, beyond = ("", "gt") if edge.ascending else ("-", "lt")
    rows = found.order_by(f"{sign}{first}", f"{sign}{second}")
    if edge.value is not None:
        rows = rows.filter(
            Q(**{f"{first}__{beyond}e": edge.value}),
            Q(**{f"{first}__{beyond}": edge.value})
            | Q(**{first: edge.value, f"{second}__{beyond}": edge.pk}),
        )
    if wanted.words:  # before any row is read: of many, SQLite would read and sort all
        return _lines(list(rows.values_list("pk", flat=True)[:most]))
    return [_line(row) for row in _wide(rows)[:most]]


def _lines(ids: list[int]) -> list[AwardLine]:
    by_id = _wide(Award.objects.filter(pk__in=ids)).in_bulk()
    return [_line(by_id[pk]) for pk in ids]


def _wide(rows: QuerySet[Award]) -> QuerySet[Award]:
    return rows.select_related("funder", "recipient").defer("document", "words", "notes")


def all_lines(wanted: AwardFilter) -> Iterator[AwardLine]:
    """Every award of a list, for a file, a thousand at a time."""
    last = ""
    while True:
        with planned_each_time():
            edge = _edge(wanted.order, last, forward=True)
            some = _walk(narrowed(wanted), wanted, edge, _AT_ONCE)
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
