"""Organisations that awards name in two ways, for the site keeper to bring together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery

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
    """Two that look alike; `key` is that of the later one."""

    key: str
    one: Named
    other: Named


@dataclass(frozen=True, slots=True)
class Merged:
    """One that was merged into another."""

    key: str
    name: str
    identifier: str
    into: Named


ORDERS: Mapping[str, Sequence[str]] = {"name": ("name",), "identifier": ("identifier",)}


def alike(asked: Asked) -> Rows[Party, Alike]:
    """Parties with an earlier one that looks alike: by number, or by name. Up to four statements."""
    by = NAME if asked["by"] == NAME else NUMBER
    found = _of_those_kept(by).filter(Exists(_earlier(by)))
    if asked["text"]:
        found = found.filter(name__icontains=asked["text"])
    rows = found.annotate(twin=Subquery(_earlier(by).order_by("pk").values("pk")[:1]))
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
        Alike(row.key, _named(twins[row.twin]), _named(row))  # type: ignore[attr-defined]
        for row in some
    ]


def _named(party: Party) -> Named:
    return Named(party.key, party.name, party.identifier, party.given_count, party.received_count)
