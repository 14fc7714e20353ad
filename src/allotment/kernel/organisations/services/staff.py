"""Let in and out those whom a list of joiners and leavers names."""

import dataclasses
from collections.abc import Sequence

from django.db import transaction

from allotment.kernel.audit import services as audit
from allotment.kernel.organisations.domain.staff_list import StaffChange
from allotment.kernel.organisations.models import Invitation, Organisation
from allotment.kernel.organisations.queries.staff import Planned, plan
from allotment.kernel.organisations.services import (
    end_role,
    invite,
    locked,
    withdraw_invitation,
)
from allotment.kernel.people.models import User
from allotment.kernel.people.services import end_sessions


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """How many were invited, how many left, and how many lines had a problem."""

    invited: int
    left: int
    problems: int


def apply(*, organisation: Organisation, lines: Sequence[StaffChange], by: User) -> Done:
    """Do what the plan says now, all of it or nothing; lines with a problem are left out.

    Whoever leaves loses the roles, open invitations and every sign-in; what they did stays. Raises
    OrganisationError where the organisation went into another one meanwhile.
    """
    with transaction.atomic():
        locked(organisation)
        planned = plan(organisation, lines, by)
        for each in planned:
            if each.role:
                invite(organisation=organisation, email=each.line.email, role=each.role, by=by)
            elif each.leaves:
                _let_go(organisation, each, by)
        done = Done(
            sum(bool(each.role) for each in planned),
            sum(each.leaves for each in planned),
            sum(each.problem for each in planned),
        )
        audit.record(
            kind="organisations.list_applied", by=by, on=organisation, chain=organisation,
            facts=dataclasses.asdict(done),
        )  # fmt: skip
    return done


def _let_go(organisation: Organisation, leaver: Planned, by: User) -> None:
    for membership in leaver.ends:
        end_role(membership=membership, by=by)
    for invitation in Invitation.objects.filter(
        organisation=organisation, email__iexact=leaver.line.email, accepted_at=None,
        withdrawn_at=None,
    ).select_related("organisation"):  # fmt: skip
        withdraw_invitation(invitation=invitation, by=by)
    if leaver.ends:
        end_sessions(of=leaver.ends[0].person, by=by)
