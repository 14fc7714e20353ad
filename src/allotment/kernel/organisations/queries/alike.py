"""Reads for the keeper of the site who brings two records of one organisation together."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from allotment.kernel.organisations.domain.alike import Alike, Known, find_alike
from allotment.kernel.organisations.models import Membership, Organisation
from allotment.kernel.people.models import User
from allotment.kernel.web.rows import Listed
from allotment.kernel.web.tables import Asked

#: What the list can be sorted by.
ORDERS: Mapping[str, Callable[[Alike], Any]] = {
    "why": lambda each: (each.why, each.one.name.casefold()),
    "name": lambda each: (each.one.name.casefold(), each.other.name.casefold()),
}


def known() -> list[Known]:
    """What is known of every organisation that was not merged into another. One statement."""
    rows = Organisation.objects.filter(merged_into=None).order_by("pk")
    return [Known(o.key, o.name, o.org_id, [o.web] if o.web else []) for o in rows]


def alike(asked: Asked) -> Listed[Alike]:
    """Every two organisations that may be one. One statement."""
    words = asked["text"].casefold()
    found = [
        pair
        for pair in find_alike(known())
        if words in pair.one.name.casefold() or words in pair.other.name.casefold()
    ]
    return Listed(found, asked, ORDERS, lambda pair: f"{pair.one.key}.{pair.other.key}")


@dataclasses.dataclass(frozen=True, slots=True)
class Two:
    """Two records that may be one."""

    one: Organisation
    other: Organisation


def two(user: User, key: str, other: str) -> Two:
    """The two with these keys. Raises Organisation.DoesNotExist where either was merged."""
    del user
    rows = Organisation.objects.filter(merged_into=None, key__in=[key, other])
    found = {row.key: row for row in rows}
    if len(found) != 2:
        raise Organisation.DoesNotExist
    return Two(found[key], found[other])


def references() -> list[models.ForeignKey[Any, Any]]:
    """Every column of every model that refers to an organisation, but for the one that says into
    which record another one went."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Organisation
    ]


def counts(organisation: Organisation) -> tuple[int, int]:
    """How many people work there, and how many rows refer to it in all. One statement a column."""
    people = Membership.objects.filter(organisation=organisation, ended_at=None)
    rows = sum(
        models.QuerySet(field.model).filter(**{field.name: organisation}).count()
        for field in references()
    )
    return people.values("person").distinct().count(), rows
