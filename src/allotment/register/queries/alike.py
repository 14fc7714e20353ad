"""Organisations that awards name in two ways, for the site keeper to bring together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked
from allotment.register.models import PartiesApart, Party

NUMBER, NAME = "number", "name"


@dataclass(frozen=True, slots=True)
class Named:
    """One way of naming an organisation."""

    key: str
    name: str
    identifier: str
    given: int
    received: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Two that look alike; `key` is that of the later one, `by` what they have in common."""

    key: str
    one: Named
    other: Named
    by: Sequence[str]


@dataclass(frozen=True, slots=True)
class Merged:
    """One that was merged into another."""

    key: str
    name: str
    identifier: str
    into: Named


ORDERS: Mapping[str, Sequence[str]] = {"name": ("name",), "identifier": ("identifier",)}


def alike(asked: Asked) -> Rows[Party, Alike]:
    """Parties with an earlier one that looks alike: by number, by name, or by either. Up to four
    statements."""
    kinds = [kind for kind in (NUMBER, NAME) if asked["by"] in ("", kind)]
    twins = [Subquery(_earlier(kind).order_by("pk").values("pk")[:1]) for kind in kinds]
    later = [_of_those_kept(kind).filter(Exists(_earlier(kind))).values("pk") for kind in kinds]
    found = Party.objects.filter(reduce(or_, [Q(pk__in=each) for each in later]))
    if asked["text"]:
        found = found.filter(name__icontains=asked["text"])
    rows = found.annotate(twin=Coalesce(*twins) if len(twins) > 1 else twins[0])
    return Rows(rows, asked, ORDERS, _pairs)


def merged(asked: Asked) -> Rows[Party, Merged]:
    """What was merged, so that it can be taken apart. Up to three statements."""
    found = Party.objects.filter(merged_into__isnull=False).select_related("merged_into")
    if asked["text"]:
        found = found.filter(name__icontains=asked["text"])
    return Rows(
        found,
        asked,
        ORDERS,
        lambda some: [
            Merged(row.key, row.name, row.identifier, _named(row.merged_into))
            for row in some
            if row.merged_into is not None
        ],
    )


def pair(one: str, other: str) -> tuple[Party, Party]:
    """Two parties that are not merged, the one with more awards first; Party.DoesNotExist."""
    first, second = (Party.objects.get(key=key, merged_into=None) for key in (one, other))
    if first.pk == second.pk:
        raise Party.DoesNotExist
    return (second, first) if _awards(second) > _awards(first) else (first, second)


def merged_one(key: str) -> Party:
    """A party that was merged, with what it was merged into; Party.DoesNotExist."""
    return Party.objects.select_related("merged_into").get(key=key, merged_into__isnull=False)


def _awards(party: Party) -> int:
    return party.given_count + party.received_count


def _of_those_kept(by: str) -> QuerySet[Party]:
    return Party.objects.filter(merged_into=None).exclude(**{f"likeness_{by}": ""})


def _earlier(by: str) -> QuerySet[Party]:
    apart = PartiesApart.objects.filter(one=OuterRef("pk"), other=OuterRef(OuterRef("pk")))
    alike = {f"likeness_{by}": OuterRef(f"likeness_{by}"), "pk__lt": OuterRef("pk")}
    return _of_those_kept(by).filter(**alike).exclude(Exists(apart))


def _pairs(some: Sequence[Party]) -> list[Alike]:
    twins = Party.objects.in_bulk([row.twin for row in some])  # type: ignore[attr-defined]
    return [
        Alike(row.key, _named(twin), _named(row), _in_common(row, twin))
        for row, twin in ((row, twins[row.twin]) for row in some)  # type: ignore[attr-defined]
    ]


def _in_common(one: Party, other: Party) -> list[str]:
    pairs = {
        NUMBER: (one.likeness_number, other.likeness_number),
        NAME: (one.likeness_name, other.likeness_name),
    }
    return [kind for kind, (mine, theirs) in pairs.items() if mine and mine == theirs]


def _named(party: Party) -> Named:
    return Named(party.key, party.name, party.identifier, party.given_count, party.received_count)
