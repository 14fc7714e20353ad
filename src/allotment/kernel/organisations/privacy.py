"""The roles of a person end when they are erased; an only administrator hands over first."""

from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from allotment.kernel.domain.privacy import Plan, holder
from allotment.kernel.organisations.models import Membership
from allotment.kernel.organisations.services import end_role
from allotment.kernel.people.models import User

_ADMINISTRATOR = "organisations.administrator"


def _alone_in(person: User) -> list[str]:
    """Organisations where others work, but nobody else can let people in."""
    found = []
    own = Membership.objects.filter(person=person, role=_ADMINISTRATOR, ended_at=None)
    for membership in own.select_related("organisation"):
        others = Membership.objects.filter(
            organisation=membership.organisation_id, ended_at=None
        ).exclude(person=person)
        if others.exists() and not others.filter(role=_ADMINISTRATOR).exists():
            found.append(membership.organisation.name)
    return found


def plan(person: User) -> Plan:
    return Plan(
        first=[
            _("You are the only administrator of %(organisation)s. Hand over to a colleague first.")
            % {"organisation": name}
            for name in _alone_in(person)
        ]
    )


def erase(person: User) -> None:
    held = Membership.objects.filter(person=person, ended_at=None).select_related("organisation")
    for membership in held.exclude(role=_ADMINISTRATOR):
        end_role(membership=membership, by=person)
    Membership.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now())


holder(
    "organisations",
    title=gettext_lazy("Your roles in organisations"),
    order=60,
    goes=[
        gettext_lazy(
            "The roles that you hold end; invitations to you and your requests to join are removed"
        )
    ],
    plan=plan,
    erase=erase,
)
