"""Awards as rows for an analysis of many of them, one flat row an award."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
from django.db.models import QuerySet

from allotment.register.domain.filters import AwardFilter, read_filter
from allotment.register.models import Award, AwardArea, Party
from allotment.register.queries.narrowing import narrowed

_AT_ONCE = 2_000
_POUNDS = "GBP"
_MOST_MONTHS = 1_200


class AwardForAnalysis(NamedTuple):
    """One award. Amounts are pence; None where not said, or in another currency than pounds.

    `recipient` is empty for an individual; `areas` are GSS codes of councils and regions of today.
    """

    identifier: str
    title: str
    description: str
    currency: str
    awarded: int | None
    asked: int | None
    months: float | None
    year: int
    programme: str
    funder: str
    recipient: str
    recipient_ref: str
    recipient_type: str
    areas: tuple[str, ...]
    is_individual: bool


def of_address(query: str) -> AwardFilter:
    """The filter that the address of a list of awards asks for."""
    return read_filter(dict(parse_qsl(query))).wanted


def count(wanted: AwardFilter) -> int:
    """How many awards a filter leaves. Up to three statements."""
    return narrowed(wanted).count()


def awards_for_analysis(wanted: AwardFilter) -> Iterator[AwardForAnalysis]:
    """Every published award that a filter leaves, in the order of entering. Two statements for two
    thousand."""
    last = 0
    found = narrowed(wanted).select_related("recipient").defer("notes", "words").order_by("pk")
    while some := list(found.filter(pk__gt=last)[:_AT_ONCE]):
        areas = _areas(some)
        for award in some:
            yield _row(award, tuple(areas[award.pk]))
        last = some[-1].pk


def known_parties() -> list[tuple[str, str, bool]]:
    """What tells it from others, name, and whether it is a funder, of every organisation that awards
    name. One statement."""
    rows: QuerySet[Party, Any] = Party.objects.filter(merged_into=None).order_by("ref")
    return list(rows.values_list("ref", "name", "is_funder"))


def published(document: bytes | str) -> Mapping[str, Any]:
    """A grant as published."""
    found: Mapping[str, Any] = orjson.loads(document)
    return found


def asked_pence(grant: Mapping[str, Any], currency: str) -> int | None:
    """How much was applied for, in pence; None where it is not said, or is in no pounds."""
    amount = grant.get("amountAppliedFor")
    if currency != _POUNDS or isinstance(amount, bool) or not isinstance(amount, int | float):
        return None
    return round(amount * 100)


def months_planned(grant: Mapping[str, Any]) -> float | None:
    """The months that the grant itself says it lasts; None where it says none, or nonsense."""
    dates = grant.get("plannedDates")
    first = dates[0] if isinstance(dates, list) and dates else None
    months = first.get("duration") if isinstance(first, dict) else None
    if isinstance(months, bool) or not isinstance(months, int | float):
        return None
    return float(months) if 0 < months <= _MOST_MONTHS else None


def _areas(some: Sequence[Award]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = AwardArea.objects.filter(award__in=[award.pk for award in some])
    for award, code in rows.order_by("award", "code").values_list("award_id", "code"):
        found[award].append(code)
    return found


def _row(award: Award, areas: tuple[str, ...]) -> AwardForAnalysis:
    grant = published(award.document)
    individual = award.recipient_kind == Award.RecipientKind.INDIVIDUAL
    return AwardForAnalysis(
        identifier=award.identifier,
        title=award.title,
        description=award.description,
        currency=award.currency,
        awarded=award.amount_pence if award.currency == _POUNDS else None,
        asked=asked_pence(grant, award.currency),
        months=months_planned(grant),
        year=award.award_date.year,
        programme=award.programme,
        funder=award.funder_name,
        recipient="" if individual else award.recipient_name,
        recipient_ref=award.recipient.ref if award.recipient else "",
        recipient_type=award.recipient_type,
        areas=areas,
        is_individual=individual,
    )
