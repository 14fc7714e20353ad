"""Funders and recipients, as awards name them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext as _

from allotment.kernel.domain.charts import Bars, Value
from allotment.kernel.domain.money import pounds
from allotment.kernel.places.domain.regions import REGIONS
from allotment.kernel.web.tables import PAGE_SIZE, Page
from allotment.register.domain.facets import Facet
from allotment.register.models import Award, Party
from allotment.register.queries.counting import Totals, kept_within
from allotment.register.queries.narrowing import visible


@dataclass(frozen=True, slots=True)
class PartyLine:
    """An organisation as lists show it."""

    key: str
    name: str
    identifier: str


@dataclass(frozen=True, slots=True)
class YearTotal:
    """The awards of one year: how many, and what those in pounds come to, in pence."""

    year: int
    count: int
    pence: int


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation on the other side: how many awards, and their sum in pence."""

    key: str
    name: str
    count: int
    pence: int


@dataclass(frozen=True, slots=True)
class PartyPage:
    """A funder or a recipient as its page shows it; the other side's largest come first. A funder
    comes with its charts by programme and by region, where it has any."""

    line: PartyLine
    count: int
    pence: int
    years: tuple[YearTotal, ...]
    partners: tuple[Partner, ...]
    is_funder: bool
    is_recipient: bool
    charts: tuple[Bars, ...]


_IN_POUNDS = Q(currency="GBP")
_PARTNERS = 10


def now(key: str) -> str:
    """The key of the party that this one was merged into, or its own. One statement."""
    found = Party.objects.filter(key=key, merged_into__isnull=False)
    return found.values_list("merged_into__key", flat=True).first() or key


def funder(key: str) -> PartyPage:
    """A funder with published awards; Party.DoesNotExist otherwise. Three statements."""
    party = Party.objects.get(key=key, is_funder=True)
    parts = kept_within(key)
    years = tuple(
        YearTotal(int(year), total.count, total.pence)
        for year, total in sorted(parts[Facet.YEAR].items())
    )
    charts = (by_year(years), *_by_programme_and_region(parts))
    partners = _partners(visible().filter(funder=party), "recipient")
    return _page(party, years, partners, charts)


def recipient(key: str) -> PartyPage:
    """A recipient of published awards; Party.DoesNotExist otherwise. Three statements."""
    party = Party.objects.get(key=key)
    awards = visible().filter(recipient=party)
    years = _years(awards)
    return _page(party, years, _partners(awards, "funder"), (by_year(years),))


def funders(limit: int = 500) -> list[PartyLine]:
    """The funders by name, for a choice of one. One statement."""
    found = Party.objects.filter(is_funder=True).order_by("name", "pk")[:limit]
    return [_line(party) for party in found]


def page_of_funders(*, after: str = "", size: int = PAGE_SIZE) -> Page[PartyLine]:
    """A page of funders by name. Three statements."""
    return _pages(Party.objects.filter(is_funder=True), after, size)


def page_of_recipients(*, after: str = "", size: int = PAGE_SIZE) -> Page[PartyLine]:
    """A page of recipients by name. Three statements."""
    return _pages(Party.objects.filter(received_count__gt=0), after, size)


def is_known(key: str) -> bool:
    """Whether any organisation has that key. One statement."""
    return Party.objects.filter(key=key).exists()


def _pages(found: QuerySet[Party], after: str, size: int) -> Page[PartyLine]:
    rows = found.order_by("name", "pk")
    edge = Party.objects.filter(key=after).first() if after else None
    if edge is not None:
        rows = rows.filter(
            Q(name__gte=edge.name), Q(name__gt=edge.name) | Q(name=edge.name, pk__gt=edge.pk)
        )
    some = [_line(party) for party in rows[: size + 1]]
    next_key = some[size - 1].key if len(some) > size else ""
    return Page(rows=some[:size], count=found.count(), next_key=next_key)


def _page(
    party: Party,
    years: tuple[YearTotal, ...],
    partners: tuple[Partner, ...],
    charts: tuple[Bars, ...],
) -> PartyPage:
    if not years:
        raise Party.DoesNotExist
    return PartyPage(
        line=_line(party),
        count=sum(year.count for year in years),
        pence=sum(year.pence for year in years),
        years=years,
        partners=partners,
        is_funder=party.is_funder,
        is_recipient=party.received_count > 0,
        charts=charts,
    )


def by_year(years: Iterable[YearTotal]) -> Bars:
    """The sum of each year as bars; a year whose sum is below nothing is drawn as nothing."""
    return Bars(
        key="by-year",
        title=_("Awards by year"),
        description=_("The sum of awards in pounds for each year of the award date."),
        headings=(_("Year"), _("Amount")),
        values=tuple(_value(str(each.year), each.pence) for each in years),
    )


def _by_programme_and_region(parts: Mapping[Facet, Mapping[str, Totals]]) -> Iterator[Bars]:
    programmes = sorted(parts[Facet.PROGRAMME].items(), key=lambda each: -each[1].pence)
    if programmes:
        yield Bars(
            key="by-programme",
            title=_("Awards by programme"),
            description=_("The sum of awards in pounds for each of the largest programmes."),
            headings=(_("Programme"), _("Amount")),
            values=tuple(_value(name, total.pence) for name, total in programmes[:_PARTNERS]),
        )
    regions = [
        _value(name, parts[Facet.AREA][code].pence)
        for code, name in sorted(REGIONS.items(), key=lambda each: each[1])
        if code in parts[Facet.AREA]
    ]
    if regions:
        yield Bars(
            key="by-region",
            title=_("Awards by region"),
            description=_(
                "The sum of awards in pounds for each region or nation. An award that helps several "
                "is in the sum of each."
            ),
            headings=(_("Region"), _("Amount")),
            values=tuple(regions),
        )


def _value(label: str, pence: int) -> Value:
    return Value(label, max(pence, 0) / 100, pounds(round(pence, -2)))


def _years(awards: QuerySet[Award]) -> tuple[YearTotal, ...]:
    rows = (
        awards.annotate(year=ExtractYear("award_date"))
        .values("year")
        .annotate(count=Count("pk"), pence=Sum("amount_pence", filter=_IN_POUNDS))
        .order_by("year")
    )
    return tuple(YearTotal(row["year"], row["count"], row["pence"] or 0) for row in rows)


def _partners(awards: QuerySet[Award], other: str) -> tuple[Partner, ...]:
    rows = (
        awards.filter(**{f"{other}__isnull": False})
        .values(f"{other}__key", f"{other}__name")
        .annotate(count=Count("pk"), pence=Sum("amount_pence", filter=_IN_POUNDS))
        .order_by(F("pence").desc(nulls_last=True), f"{other}__name")[:_PARTNERS]
    )
    return tuple(
        Partner(row[f"{other}__key"], row[f"{other}__name"], row["count"], row["pence"] or 0)
        for row in rows
    )


def _line(party: Party) -> PartyLine:
    return PartyLine(party.key, party.name, party.identifier)
