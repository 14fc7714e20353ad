"""Reads for the site administrator who brings two records of one organisation together."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from allotment.kernel.organisations.domain import roles
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


def count_rows(organisation: Organisation) -> int:
    """How many rows refer to it in all. One statement a column."""
    return sum(
        models.QuerySet(field.model).filter(**{field.name: organisation}).count()
        for field in references()
    )


def beyond_members(organisation: Organisation) -> models.QuerySet[Membership]:
    """Every role held there that is more than plain membership."""
    held = Membership.objects.filter(organisation=organisation, ended_at=None)
    return held.exclude(role=roles.MEMBER)


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A role of a person by which they could do more than a member; `membership` is its id."""

    membership: int
    person: str
    email: str
    role: str


@dataclasses.dataclass(frozen=True, slots=True)
class Side:
    """One of two records: who works there, as roles `held` and the names of mere `members`, and how
    many rows name it."""

    organisation: Organisation
    held: list[Held]
    members: list[str]
    rows: int


def side(organisation: Organisation) -> Side:
    """What the keeper weighs before bringing it together with another. One statement, and one for
    each column that refers to an organisation."""
    people = Membership.objects.filter(organisation=organisation, ended_at=None)
    rows = list(people.select_related("person").order_by("person__name", "person", "role"))
    held = [
        Held(row.pk, row.person.display_name, row.person.email, roles.name_of(row.role))
        for row in rows
        if row.role != roles.MEMBER
    ]
    more = {row.person_id for row in rows if row.role != roles.MEMBER}
    members = [row.person.display_name for row in rows if row.person_id not in more]
    return Side(organisation, held, members, count_rows(organisation))
