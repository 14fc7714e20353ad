"""Reads of organisations."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.models import Invitation, Membership, Organisation
from allotment.kernel.people.models import User
from allotment.kernel.web.rows import Listed, Rows
from allotment.kernel.web.tables import Asked


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
    """An organisation by key; all are site-wide. The key of one that was merged into another leads
    to that one. Raises Organisation.DoesNotExist."""
    del user
    found = Organisation.objects.select_related("merged_into").get(key=key)
    return found.merged_into or found


def own(user: User, key: str) -> Organisation:
    """An organisation in which the person works (the site keeper: any)."""
    found = one(user, key)
    if not user.is_site_keeper and found.pk not in user.roles:
        raise Organisation.DoesNotExist
    return found


#: What the people of an organisation can be sorted by.
PEOPLE: Mapping[str, Callable[[Colleague], Any]] = {
    "name": lambda each: (each.name.lower(), each.role),
    "role": lambda each: (each.role, each.name.lower()),
    "since": lambda each: each.since,
}


_BY_NAME = Asked("name")


def colleagues(organisation: Organisation, asked: Asked = _BY_NAME) -> Listed[Colleague]:
    """Everybody's present roles. One statement."""
    rows = Membership.objects.filter(organisation=organisation, ended_at=None)
    if asked["role"]:
        rows = rows.filter(role=asked["role"])
    people = [
        Colleague(
            row.pk, str(row.person_id), row.person.display_name, row.person.email,
            roles.name_of(row.role), row.since,
        )
        for row in rows.select_related("person")
    ]  # fmt: skip
    words = asked["text"].lower()
    found = [each for each in people if words in each.name.lower()]
    return Listed(found, asked, PEOPLE, lambda each: str(each.membership_id))


@dataclasses.dataclass(frozen=True, slots=True)
class Invited:
    """An invitation, and what became of it: "open", "accepted", "withdrawn" or "expired"."""

    key: str
    email: str
    role: str
    state: str
    made_at: dt.datetime
    expires_at: dt.datetime
    made_by: str


#: What invitations can be sorted by.
INVITATIONS: Mapping[str, Sequence[str]] = {
    "sent": (),
    "email": ("email",),
    "role": ("role",),
    "state": ("state",),
    "until": ("expires_at",),
}


def invitations(organisation: Organisation, asked: Asked) -> Rows[Invitation, Invited]:
    """Everybody who was invited. Up to three statements a page."""
    state = Case(
        When(accepted_at__isnull=False, then=Value("accepted")),
        When(withdrawn_at__isnull=False, then=Value("withdrawn")),
        When(expires_at__lte=timezone.now(), then=Value("expired")),
        default=Value("open"),
        output_field=CharField(),
    )
    found: QuerySet[Any] = (
        Invitation.objects.filter(organisation=organisation)
        .select_related("made_by")
        .annotate(state=state)
    )
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["text"]:
        found = found.filter(email__icontains=asked["text"])
    return Rows(found, asked, INVITATIONS, lambda rows: [_invited(row) for row in rows])


def _invited(row: Any) -> Invited:
    return Invited(
        row.key, row.email, roles.name_of(row.role), row.state, row.made_at, row.expires_at,
        row.made_by.display_name if row.made_by else "",
    )  # fmt: skip


def who_has_worked_in(organisation: Organisation | None) -> list[tuple[str, str]]:
    """Everybody who has, or had, a role in the organisation; without one, who keeps the site.

    As (id, name), by name. One statement.
    """
    if organisation is None:
        people = User.objects.filter(is_site_keeper=True)
    else:
        people = User.objects.filter(memberships__organisation=organisation).distinct()
    return sorted(((str(p.pk), p.display_name) for p in people), key=lambda row: row[1].lower())


def open_invitations(organisation: Organisation) -> list[Invitation]:
    return list(
        Invitation.objects.filter(
            organisation=organisation, accepted_at=None, withdrawn_at=None,
            expires_at__gt=timezone.now(),
        ).order_by("email")
    )  # fmt: skip


def offered(user: object, secret: str) -> Invitation:
    """The invitation to which this link leads, whoever holds it. Raises Invitation.DoesNotExist."""
    del user
    return Invitation.objects.select_related("organisation", "made_by").get(secret=secret)


def is_open(invitation: Invitation) -> bool:
    """Can the invitation still be accepted?"""
    return (
        invitation.accepted_at is None
        and invitation.withdrawn_at is None
        and invitation.expires_at > timezone.now()
    )


def invitations_to(user: User) -> list[Invitation]:
    """What the person has been invited to and has not answered. One statement."""
    return list(
        Invitation.objects.filter(
            email=user.email.lower(), accepted_at=None, withdrawn_at=None,
            expires_at__gt=timezone.now(),
        ).select_related("organisation").order_by("expires_at")
    )  # fmt: skip


def works_for_funder(user: User) -> bool:
    """Does the person hold a role, beyond plain membership, in an organisation that funds others?"""
    held = [oid for oid, names in user.roles.items() if names - {"organisations.member"}]
    return bool(held) and Organisation.objects.filter(pk__in=held, is_funder=True).exists()


def holds_funders_roles(organisation: Organisation) -> bool:
    """Does somebody hold a role here that only funders have?"""
    held = set(
        Membership.objects.filter(organisation=organisation, ended_at=None).values_list(
            "role", flat=True
        )
    )
    return any(not roles.is_role(role, for_funder=False) for role in held)


@dataclasses.dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """One organisation in the site keeper's list; `people` counts those who work there."""

    key: str
    name: str
    kind: str
    org_id: str
    is_funder: bool
    people: int
    made_at: dt.datetime


#: What the site keeper's list can be sorted by.
ORDERS: Mapping[str, Sequence[str]] = {
    "name": ("by_name",),
    "kind": ("kind", "by_name"),
    "identifier": ("org_id", "by_name"),
    "people": ("people", "by_name"),
    "since": ("made_at",),
}


def every(asked: Asked) -> Rows[Organisation, ListedOrganisation]:
    """Every organisation of the site. Up to three statements a page."""
    people = Count("memberships__person", filter=Q(memberships__ended_at=None), distinct=True)
    there = Organisation.objects.filter(merged_into=None)
    found = there.annotate(people=people, by_name=Lower("name"))
    if asked["q"]:
        found = found.filter(Q(name__icontains=asked["q"]) | Q(org_id__istartswith=asked["q"]))
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["funders"]:
        found = found.filter(is_funder=True)
    return Rows(found, asked, ORDERS, lambda rows: [_line(row) for row in rows])


def _line(row: Any) -> ListedOrganisation:
    return ListedOrganisation(
        row.key, row.name, row.get_kind_display(), row.org_id, row.is_funder, row.people,
        row.made_at,
    )  # fmt: skip


#: What a person's organisations can be sorted by.
MINE: Mapping[str, Callable[[Mine], Any]] = {
    "name": lambda each: each.name.lower(),
    "kind": lambda each: (each.kind, each.name.lower()),
    "roles": lambda each: (each.roles, each.name.lower()),
}


def mine(user: User, asked: Asked = _BY_NAME) -> Listed[Mine]:
    """The organisations in which the person has a role. One statement beside the roles."""
    found = Organisation.objects.filter(pk__in=user.roles)
    if asked["text"]:
        found = found.filter(name__icontains=asked["text"])
    rows = [
        Mine(
            o.key, o.name, o.get_kind_display(), sorted(roles.name_of(r) for r in user.roles[o.pk])
        )
        for o in found
    ]
    return Listed(rows, asked, MINE, lambda each: each.key)


def with_roles(user: User, *held: str) -> QuerySet[Organisation]:
    """Organisations in which the person holds one of these roles."""
    return Organisation.objects.filter(pk__in=user.organisations_with(*held)).order_by("name")


def merged_into(organisation: Organisation) -> list[tuple[str, str]]:
    """The records that went into this one, as (key, name) by name. One statement."""
    return list(organisation.merged.order_by("name").values_list("key", "name"))


def chain_owner(organisation: Organisation, key: str) -> Organisation:
    """The record whose chain of the audit is asked for: one that went into this one, or itself."""
    return organisation.merged.filter(key=key).first() or organisation
