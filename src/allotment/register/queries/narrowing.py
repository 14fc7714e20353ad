"""Which awards a filter leaves."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from allotment.register.domain.filters import AwardFilter
from allotment.register.domain.kinds import AwardKind
from allotment.register.models import Award, Party
from allotment.register.queries.words import with_words


def visible() -> QuerySet[Award]:
    """Every award that anybody may see: whatever is published."""
    return Award.objects.filter(status=Award.Status.PUBLISHED)


def narrowed(wanted: AwardFilter) -> QuerySet[Award]:
    """The awards that a filter leaves, unordered. A statement for the funder and the recipient."""
    found = with_words(visible(), wanted.words)
    conditions: dict[str, Any] = {
        "funder_id": _party(wanted.funder),
        "recipient_id": _party(wanted.recipient),
        "programme": wanted.programme,
        "areas__code": wanted.area,
        "kind": wanted.kind,
        "recipient_type": wanted.recipient_type,
    }
    found = found.filter(
        **{name: value for name, value in conditions.items() if value is not None and value != ""}
    )
    if wanted.kind and wanted.kind != AwardKind.GRANT:
        found = found.exclude(kind=AwardKind.GRANT)  # SQLite then takes the index of those alone
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


def _year(year: int) -> tuple[dt.date, dt.date]:
    year = min(max(year, 1), dt.MAXYEAR)
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _helping(place: str) -> QuerySet[Award, int]:
    return Award.objects.filter(places__code=place).values_list("pk", flat=True)


def _party(key: str) -> int | None:
    """The row of a party, or of the one that it was merged into: told apart beforehand, the database
    knows how much it has. 0: none."""
    if not key:
        return None
    rows = Party.objects.filter(key=key).values_list(Coalesce("merged_into", "pk"), flat=True)
    return rows.first() or 0
