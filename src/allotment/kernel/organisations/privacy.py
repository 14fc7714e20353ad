"""Roles that a person holds or held, and invitations to them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Kept, Plan, holder, period
from allotment.kernel.organisations.models import (
    Invitation,
    JoinRequest,
    MailDomain,
    Membership,
    Recovery,
    RecoveryConfirmation,
)
from allotment.kernel.organisations.services import end_role
from allotment.kernel.people.models import User

_ADMINISTRATOR = "organisations.administrator"


def export(person: User) -> dict[str, Any]:
    return {
        "roles": list(
            Membership.objects.filter(person=person).values(
                "organisation__name", "role", "since", "ended_at"
            )
        ),
        "invitations": list(
            Invitation.objects.filter(email__iexact=person.email).values(
                "email", "organisation__name", "role", "made_at", "accepted_at", "withdrawn_at"
            )
        ),
        "asked to join": list(
            JoinRequest.objects.filter(person=person).values(
                "organisation__name", "state", "why", "made_at"
            )
        ),
        "lost second step": list(
            Recovery.objects.filter(person=person).values("state", "made_at", "expires_at")
        ),
        "confirmed for colleagues": list(
            RecoveryConfirmation.objects.filter(by=person).values("organisation__name", "at")
        ),
        "mail domains claimed": list(
            MailDomain.objects.filter(claimed_by=person).values(
                "organisation__name", "name", "state", "claimed_at"
            )
        ),
    }


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
    held = Membership.objects.filter(person=person)
    return Plan(
        goes=[
            _(
                "The roles that you hold end; invitations to you and your requests to join are removed"
            )
        ],
        stays=[
            Kept(
                _("Which roles you held, and when"),
                _("So that it can be seen that whoever decided or paid was entitled to."),
            )
        ]
        if held.exists()
        else [],
        first=[
            _("You are the only administrator of %(organisation)s. Hand over to a colleague first.")
            % {"organisation": name}
            for name in _alone_in(person)
        ],
    )


def erase(person: User) -> None:
    held = Membership.objects.filter(person=person, ended_at=None).select_related("organisation")
    for membership in held.exclude(role=_ADMINISTRATOR):
        end_role(membership=membership, by=person)
    Membership.objects.filter(person=person, ended_at=None).update(ended_at=timezone.now())
    Invitation.objects.filter(email__iexact=person.email).delete()
    JoinRequest.objects.filter(person=person).delete()
    Recovery.objects.filter(person=person).delete()
    RecoveryConfirmation.objects.filter(by=person).update(by=None)
    MailDomain.objects.filter(claimed_by=person).update(claimed_by=None)


def _old_invitations(before: dt.datetime, most: int) -> Mapping[Any, int]:
    done = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
    found = list(Invitation.objects.filter(done).select_related("organisation")[:most])
    counts: dict[Any, int] = {}
    for invitation in found:
        counts[invitation.organisation] = counts.get(invitation.organisation, 0) + 1
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in found]).delete()
    return counts


def _old_requests(before: dt.datetime, most: int) -> Mapping[Any, int]:
    answered = JoinRequest.objects.exclude(state=JoinRequest.State.WAITING)
    found = list(answered.filter(made_at__lt=before).select_related("organisation")[:most])
    counts: dict[Any, int] = {}
    for each in found:
        counts[each.organisation] = counts.get(each.organisation, 0) + 1
    JoinRequest.objects.filter(pk__in=[each.pk for each in found]).delete()
    return counts


def _old_recoveries(before: dt.datetime, most: int) -> Mapping[Any, int]:
    over = Recovery.objects.filter(expires_at__lt=before).values_list("pk", flat=True)[:most]
    keys = list(over)
    Recovery.objects.filter(pk__in=keys).delete()
    return {None: len(keys)}


holder(
    "organisations",
    title=gettext_lazy("Your roles in organisations"),
    models=(
        "organisations.Membership",
        "organisations.Invitation",
        "organisations.JoinRequest",
        "organisations.MailDomain",
        "organisations.Recovery",
        "organisations.RecoveryConfirmation",
    ),
    export=export,
    plan=plan,
    erase=erase,
    order=60,
)
period(
    "organisations.invitations",
    what=gettext_lazy("Invitations that were answered or ran out"),
    days=90,
    why=gettext_lazy("So that a late answer can be explained."),
    empty=_old_invitations,
)
period(
    "organisations.join_requests",
    what=gettext_lazy("Requests to join that were answered"),
    days=180,
    why=gettext_lazy("So that an answer can be explained, and nobody asks again too soon."),
    empty=_old_requests,
)
period(
    "organisations.recoveries",
    what=gettext_lazy("Requests for help with a lost second step, and who confirmed them"),
    days=365,
    why=gettext_lazy("So that it can be found out how somebody got into an account."),
    empty=_old_recoveries,
)
