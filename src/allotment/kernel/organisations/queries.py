"""Reads of organisations."""

import dataclasses
import datetime as dt

from django.db.models import QuerySet
from django.utils import timezone

from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.models import Invitation, Membership, Organisation
from allotment.kernel.people.models import User


@dataclasses.dataclass(frozen=True, slots=True)
class Colleague:
    """One role of one person, as the people page shows it."""

    membership_id: int
    person_id: str
    name: str
    email: str
    role: str
    since: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Mine:
    """One of a person's organisations and the names of the roles held there."""

    key: str
    name: str
    kind: str
    roles: list[str]


def one(user: User, key: str) -> Organisation:
    """An organisation by key; all are site-wide. Raises Organisation.DoesNotExist."""
    del user
    return Organisation.objects.get(key=key)


def own(user: User, key: str) -> Organisation:
    """An organisation in which the person works (the site keeper: any)."""
    found = Organisation.objects.filter(key=key)
    if not user.is_site_keeper:
        found = found.filter(pk__in=user.roles)
    return found.get()


def colleagues(organisation: Organisation) -> list[Colleague]:
    """Everybody's present roles, by name. One statement."""
    rows = (
        Membership.objects.filter(organisation=organisation, ended_at=None)
        .select_related("person")
        .order_by("person__name", "role")
    )
    return [
        Colleague(
            row.pk, str(row.person_id), row.person.display_name, row.person.email,
            roles.name_of(row.role), row.since,
        )
        for row in rows
    ]  # fmt: skip


def open_invitations(organisation: Organisation) -> list[Invitation]:
    return list(
        Invitation.objects.filter(
            organisation=organisation, accepted_at=None, withdrawn_at=None,
            expires_at__gt=timezone.now(),
        ).order_by("email")
    )  # fmt: skip


def mine(user: User) -> list[Mine]:
    """The organisations in which the person has a role. One statement beside the roles."""
    found = Organisation.objects.filter(pk__in=user.roles).order_by("name")
    return [
        Mine(
            o.key, o.name, o.get_kind_display(), sorted(roles.name_of(r) for r in user.roles[o.pk])
        )
        for o in found
    ]


def with_roles(user: User, *held: str) -> QuerySet[Organisation]:
    """Organisations in which the person holds one of these roles."""
    return Organisation.objects.filter(pk__in=user.organisations_with(*held)).order_by("name")
