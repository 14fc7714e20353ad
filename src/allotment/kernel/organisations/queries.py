"""Reads of organisations."""

import dataclasses
import datetime as dt

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.models import Invitation, Membership, Organisation
from allotment.kernel.people.models import User
from allotment.kernel.web.tables import PAGE_SIZE, Page


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


def funders_for_whom_works(user: User) -> bool:
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
class Wanted:
    """Which organisations the site keeper looks for."""

    text: str = ""
    kind: str = ""
    only_funders: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One organisation in the site keeper's list; `people` counts those who work there."""

    key: str
    name: str
    kind: str
    org_id: str
    is_funder: bool
    people: int
    made_at: dt.datetime


def _narrowed(wanted: Wanted) -> QuerySet[Organisation]:
    found = Organisation.objects.all()
    if wanted.text:
        found = found.filter(Q(name__icontains=wanted.text) | Q(org_id__istartswith=wanted.text))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.only_funders:
        found = found.filter(is_funder=True)
    return found


def _lines(found: QuerySet[Organisation]) -> list[Line]:
    counted = found.annotate(
        people=Count("memberships__person", filter=Q(memberships__ended_at=None), distinct=True)
    )
    return [
        Line(o.key, o.name, o.get_kind_display(), o.org_id, o.is_funder, o.people, o.made_at)
        for o in counted
    ]


def all_lines(wanted: Wanted) -> list[Line]:
    """Every organisation that fits, by name. One statement."""
    return _lines(_narrowed(wanted).order_by("name", "pk"))


def page_of_all(
    wanted: Wanted, *, after: str = "", before: str = "", size: int = PAGE_SIZE
) -> Page[Line]:
    """A page of them by name; `after` and `before` are keys of its neighbours. Three statements."""
    found = _narrowed(wanted)
    edge = Organisation.objects.filter(key=after or before).values_list("name", "pk").first()
    forward = not before or bool(after)
    beyond = found.order_by("name", "pk") if forward else found.order_by("-name", "-pk")
    if edge:
        name, pk = edge
        beyond = beyond.filter(
            Q(name__gt=name) | Q(name=name, pk__gt=pk)
            if forward
            else Q(name__lt=name) | Q(name=name, pk__lt=pk)
        )
    some = _lines(beyond[: size + 1])
    more, some = len(some) > size, some[:size]
    if not forward:
        some.reverse()
    there_is_after = more if forward else bool(edge)
    there_is_before = bool(edge) if forward else more
    return Page(
        rows=some,
        count=found.count(),
        next_key=some[-1].key if some and there_is_after else "",
        previous_key=some[0].key if some and there_is_before else "",
    )


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
