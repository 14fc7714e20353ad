"""Read access to the register for programs: awards, funders, recipients, a page at a time."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema
from ninja.errors import HttpError

from allotment.register.domain.filters import AwardFilter, Order
from allotment.register.domain.kinds import AwardKind, RecipientType
from allotment.register.models import Award, Party
from allotment.register.queries import awards as award_queries, parties

router = Router(tags=["awards"])

MOST = 100

_READABLE = r"^[^\x00]*$"
"""Databases refuse null bytes, so that no request may have one."""

Key = Annotated[str, Path(pattern=_READABLE, description="The key, as in addresses of pages")]
Limit = Annotated[int, Field(ge=1, le=MOST, description="How many at most")]
After = Annotated[
    str,
    Field(
        max_length=12,
        pattern=_READABLE,
        description="The key in `next` of the page before; empty: the first",
    ),
]


class PartyRef(Schema):
    """An organisation that an award names. `key` is empty for individuals, who have no page."""

    key: str
    name: str


class AwardOut(Schema):
    """One award. The amount is in hundredths of the currency's unit: pence, for GBP."""

    key: str
    identifier: str
    title: str
    amount_pence: int
    currency: str
    award_date: dt.date
    programme: str
    funder: PartyRef
    recipient: PartyRef


class AwardDetail(AwardOut):
    """One award with the whole grant as published, in the 360Giving Data Standard."""

    description: str
    source: str
    changed_at: dt.datetime
    grant: dict[str, Any]


class PartyOut(Schema):
    """A funder or recipient. `identifier` is empty where it was published without one."""

    key: str
    name: str
    identifier: str


class YearOut(Schema):
    """The awards of one year; `pence` adds up those in pounds."""

    year: int
    count: int
    pence: int


class PartyDetail(PartyOut):
    """A funder or recipient with its awards by year; `pence` adds up those in pounds."""

    count: int
    pence: int
    years: list[YearOut]


class AwardsPage(Schema):
    """A page of awards; `next` goes into `after` for the page that follows, empty at the end.

    With `at_least` so many match that counting stopped at `count`.
    """

    count: int
    at_least: bool
    next: str
    results: list[AwardOut]


class PartiesPage(Schema):
    """A page of organisations; `next` goes into `after` for the page that follows."""

    count: int
    next: str
    results: list[PartyOut]


class Asked(Schema):
    """What awards are looked for. Amounts are pence."""

    q: str = Field(
        "", max_length=200, pattern=_READABLE, description="Words in the award or the names"
    )
    funder: str = Field("", max_length=12, pattern=_READABLE, description="A funder's key")
    recipient: str = Field("", max_length=12, pattern=_READABLE, description="A recipient's key")
    programme: str = Field("", max_length=500, pattern=_READABLE)
    area: str = Field(
        "", max_length=9, pattern=_READABLE, description="The code of a council or region"
    )
    place: str = Field(
        "", max_length=50, pattern=_READABLE, description="The code of an area as published"
    )
    kind: AwardKind | None = None
    recipient_type: RecipientType | None = None
    year: int | None = Field(None, ge=1, le=9999)
    least_pence: int | None = Field(None, ge=-(10**14), le=10**14)
    most_pence: int | None = Field(None, ge=-(10**14), le=10**14)
    order: Order = Order.NEWEST


class Paged(Schema):
    """Which page."""

    after: After = ""
    limit: Limit = 25


class Problem(Schema):
    """Why there is no answer."""

    detail: str


class Misunderstood(Schema):
    """What in the request makes no sense: where, and why."""

    detail: list[dict[str, Any]]


_REFUSED = {400: Problem, 401: Problem, 404: Problem, 422: Misunderstood, 429: Problem}


@router.get("/awards", response={200: AwardsPage, **_REFUSED}, summary="Awards, a page at a time")
def list_awards(request: HttpRequest, asked: Query[Asked], paged: Query[Paged]) -> AwardsPage:
    """Published awards."""
    wanted = AwardFilter(
        words=asked.q,
        funder=asked.funder,
        recipient=asked.recipient,
        programme=asked.programme,
        area=asked.area,
        place=asked.place,
        kind=asked.kind or "",
        recipient_type=asked.recipient_type or "",
        year=asked.year,
        least=asked.least_pence,
        most=asked.most_pence,
        order=asked.order,
    )
    if paged.after and not award_queries.is_known(paged.after):
        raise HttpError(404, _("No award has the key given in `after`."))
    found = award_queries.listed(wanted, after=paged.after, size=paged.limit)
    return AwardsPage(
        count=found.page.count,
        at_least=found.counted.totals.at_least,
        next=found.page.next_key,
        results=[_award(line) for line in found.page.rows],
    )


@router.get("/awards/{key}", response={200: AwardDetail, **_REFUSED}, summary="One award")
def one_award(request: HttpRequest, key: Key) -> AwardDetail:
    """One published award with the whole grant."""
    try:
        found = award_queries.one(key)
    except Award.DoesNotExist:
        raise HttpError(404, _("There is no such award.")) from None
    return AwardDetail(
        **_award(found.line).dict(),
        description=found.description,
        source=found.source_code,
        changed_at=found.changed_at,
        grant=found.document,
    )


@router.get("/funders", response={200: PartiesPage, **_REFUSED}, summary="Funders by name")
def list_funders(request: HttpRequest, paged: Query[Paged]) -> PartiesPage:
    """Organisations that have made awards."""
    _check_party(paged.after)
    page = parties.page_of_funders(after=paged.after, size=paged.limit)
    return PartiesPage(
        count=page.count, next=page.next_key, results=[_party(line) for line in page.rows]
    )


@router.get("/funders/{key}", response={200: PartyDetail, **_REFUSED}, summary="One funder")
def one_funder(request: HttpRequest, key: Key) -> PartyDetail:
    """A funder with its awards by year."""
    try:
        return _detail(parties.funder(key))
    except Party.DoesNotExist:
        raise HttpError(404, _("There is no such funder.")) from None


@router.get("/recipients", response={200: PartiesPage, **_REFUSED}, summary="Recipients by name")
def list_recipients(request: HttpRequest, paged: Query[Paged]) -> PartiesPage:
    """Organisations that have received awards."""
    _check_party(paged.after)
    page = parties.page_of_recipients(after=paged.after, size=paged.limit)
    return PartiesPage(
        count=page.count, next=page.next_key, results=[_party(line) for line in page.rows]
    )


@router.get("/recipients/{key}", response={200: PartyDetail, **_REFUSED}, summary="One recipient")
def one_recipient(request: HttpRequest, key: Key) -> PartyDetail:
    """A recipient with its awards by year."""
    try:
        return _detail(parties.recipient(key))
    except Party.DoesNotExist:
        raise HttpError(404, _("There is no such recipient.")) from None


def _check_party(after: str) -> None:
    if after and not parties.is_known(after):
        raise HttpError(404, _("No organisation has the key given in `after`."))


def _award(line: award_queries.AwardLine) -> AwardOut:
    return AwardOut(
        key=line.key,
        identifier=line.identifier,
        title=line.title,
        amount_pence=line.amount_pence,
        currency=line.currency,
        award_date=line.award_date,
        programme=line.programme,
        funder=PartyRef(key=line.funder_key, name=line.funder_name),
        recipient=PartyRef(key=line.recipient_key, name=line.recipient_name),
    )


def _party(line: parties.PartyLine) -> PartyOut:
    return PartyOut(key=line.key, name=line.name, identifier=line.identifier)


def _detail(found: parties.PartyPage) -> PartyDetail:
    return PartyDetail(
        **_party(found.line).dict(),
        count=found.count,
        pence=found.pence,
        years=[YearOut(year=y.year, count=y.count, pence=y.pence) for y in found.years],
    )
