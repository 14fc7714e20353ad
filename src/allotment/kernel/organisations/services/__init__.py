"""Every change to organisations, roles and invitations."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.audit import services as audit
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.domain.identifiers import BadOrgIdError, check_org_id
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.guards.unique import unique
from allotment.kernel.jobs.services import announce
from allotment.kernel.notify.mail import send_later
from allotment.kernel.notify.services import send_message
from allotment.kernel.organisations import queries
from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.models import Invitation, Membership, Organisation
from allotment.kernel.organisations.permissions import administers, keeps_site
from allotment.kernel.people.models import User

#: So many organisations one person may add in a day, and so many people invite to those that are no
#: funders: anybody who signs up can do both, and each invitation is an e-mail to a stranger.
MOST_ADDED, MOST_INVITED = 5, 20


class OrganisationError(RuleBrokenError):
    """Why this cannot be done with an organisation, its people or their roles."""


class IdentifierError(OrganisationError):
    """An organisation's identifier is malformed."""

    field = "org_id"


def add_organisation(
    *,
    by: User | None,
    name: str,
    kind: str,
    org_id: str = "",
    gss_code: str = "",
    postcode: str = "",
    web: str = "",
    is_funder: bool = False,
) -> Organisation:
    """Add an organisation. The person who adds it is its first administrator.

    Raises IdentifierError where the identifier is malformed, TakenError where another has it,
    OrganisationError where the person has added MOST_ADDED in a day.
    """
    tidy = _checked_org_id(org_id)
    taken = noop("An organisation with this identifier is here already. Ask it to invite you.")
    with transaction.atomic():
        if by is not None:
            _not_too_many_added(by)
        with unique("organisations_one_an_org_id", taken, field="org_id"):
            organisation = Organisation.objects.create(
                name=" ".join(name.split()), kind=kind, org_id=tidy, gss_code=gss_code,
                postcode=postcode.strip().upper(), web=web, is_funder=is_funder,
            )  # fmt: skip
        audit.record(kind="organisations.made", by=by, on=organisation, chain=organisation)
        if by is not None:
            give_role(
                organisation=organisation, person=by, role="organisations.administrator", by=by
            )
            give_role(organisation=organisation, person=by, role="organisations.member", by=by)
    return organisation


def _checked_org_id(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return check_org_id(text)
    except BadOrgIdError as error:
        if not error.register:
            raise IdentifierError(
                noop(
                    "An identifier names its register first, for example GB-CHC-1136419 for a "
                    "charity."
                )
            ) from None
        raise IdentifierError(
            noop("“{number}” is not a number of {register}. Example: {example}."),
            number=error.number, register=error.register, example=error.example,
        ) from None  # fmt: skip


def change_organisation(
    *,
    organisation: Organisation,
    by: User,
    name: str,
    kind: str,
    org_id: str,
    postcode: str,
    web: str,
) -> None:
    """Change an organisation's details. Raises what `add_organisation` does."""
    tidy = _checked_org_id(org_id)
    taken = noop("Another organisation has this identifier.")
    with transaction.atomic():
        with unique("organisations_one_an_org_id", taken, field="org_id"):
            Organisation.objects.filter(pk=organisation.pk).update(
                name=" ".join(name.split()), kind=kind, org_id=tidy,
                postcode=postcode.strip().upper(), web=web,
            )  # fmt: skip
        audit.record(kind="organisations.changed", by=by, on=organisation, chain=organisation)


def _locked_where_it_went(organisation: Organisation) -> Organisation:
    row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    return _locked_where_it_went(row.merged_into) if row.merged_into else row


def locked(organisation: Organisation) -> Organisation:
    """The record as it is now, in the transaction. Raises OrganisationError where it went into
    another since it was read: who may do what there, a page must ask again."""
    row = _locked_where_it_went(organisation)
    if row != organisation:
        raise OrganisationError(
            noop("This record has been merged with another one. Check it again.")
        )
    return row


def _check_role(organisation: Organisation, role: str) -> None:
    if not roles.is_role(role):
        raise OrganisationError(noop("There is no such role."))
    if not roles.is_role(role, for_funder=organisation.is_funder):
        raise OrganisationError(noop("Only organisations that fund others have this role."))


def give_role(
    *, organisation: Organisation, person: User, role: str, by: User | None
) -> Membership:
    """Give a person a role; one held already stays as it is.

    Raises OrganisationError where there is no such role, where only funders have it, where the
    organisation went into another one meanwhile, or where the person has invited MOST_INVITED in a day.
    """
    _check_role(organisation, role)
    with transaction.atomic():
        locked(organisation)
        row, made = Membership.objects.get_or_create(
            organisation=organisation, person=person, role=role, ended_at=None
        )
        if made:
            audit.record(
                kind="organisations.role_given", by=by, on=organisation, chain=organisation,
                facts={"person": str(person.pk), "role": role},
            )  # fmt: skip
    person.__dict__.pop("roles", None)
    return row


def end_role(*, membership: Membership, by: User) -> None:
    """End a role. Raises OrganisationError for the last administrator's."""
    with transaction.atomic():
        Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
        if membership.role == "organisations.administrator":
            others = Membership.objects.filter(
                organisation=membership.organisation, role=membership.role, ended_at=None
            ).exclude(pk=membership.pk)
            if not others.exists():
                raise OrganisationError(
                    noop(
                        "An organisation needs an administrator. Give somebody else the role first."
                    )
                )
        ended = Membership.objects.filter(pk=membership.pk, ended_at=None).update(
            ended_at=timezone.now()
        )
        if ended:
            audit.record(
                kind="organisations.role_ended", by=by, on=membership.organisation,
                chain=membership.organisation,
                facts={"person": str(membership.person_id), "role": membership.role},
            )  # fmt: skip
            announce_end(membership)


def announce_end(membership: Membership, to: User | None = None) -> None:
    """Let the modules know, whose work may hang on the role."""
    announce(
        "organisations.role_ended", organisation=membership.organisation_id,
        person=str(membership.person_id), role=membership.role, to=str(to.pk) if to else "",
    )  # fmt: skip


def _not_too_many_added(by: User) -> None:
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    added = AuditLine.objects.filter(kind="organisations.made", by=str(by.pk), at__gte=_a_day_ago())
    if added.count() >= MOST_ADDED:
        raise OrganisationError(
            noop("You can add {most} organisations a day. Add more tomorrow."), most=MOST_ADDED
        )


def _not_too_many_invited(organisation: Organisation, by: User) -> None:
    if organisation.is_funder:
        return
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    invited = Invitation.objects.filter(
        made_by=by, made_at__gte=_a_day_ago(), organisation__is_funder=False
    )
    if invited.count() >= MOST_INVITED:
        raise OrganisationError(
            noop("You can invite {most} people a day. Invite more tomorrow."), most=MOST_INVITED
        )


def _a_day_ago() -> dt.datetime:
    return timezone.now() - dt.timedelta(days=1)


def invite(*, organisation: Organisation, email: str, role: str, by: User) -> Invitation:
    """Invite somebody by e-mail to take a role; an open invitation to the same is renewed.

    Raises OrganisationError where there is no such role, where only funders have it, or where the
    organisation went into another one meanwhile.
    """
    _check_role(organisation, role)
    with transaction.atomic():
        _not_too_many_invited(organisation, by)
        locked(organisation)
        Invitation.objects.filter(
            organisation=organisation, email__iexact=email, role=role,
            accepted_at=None, withdrawn_at=None,
        ).update(withdrawn_at=timezone.now())  # fmt: skip
        invitation = Invitation.objects.create(
            organisation=organisation, email=email.strip().lower(), role=role, made_by=by
        )
        _send(invitation)
        audit.record(
            kind="organisations.invited", by=by, on=organisation, chain=organisation,
            facts={"invitation": invitation.key, "role": role},
        )  # fmt: skip
    return invitation


def _send(invitation: Invitation) -> None:
    from django.conf import settings
    from django.urls import reverse

    from allotment.kernel.web.formats import date

    address = reverse("organisations:accept", args=[invitation.secret])
    send_later(
        to=invitation.email,
        subject=_("An invitation to join an organisation"),
        body=_(
            "Hello,\n\nYou are invited to work with an organisation on %(site)s as: %(role)s.\n\n"
            "Open this address by %(until)s to accept:\n\n%(address)s\n\n"
            "If you did not expect this, you do not need to do anything.\n\n"
            "The organisation's name, as its people typed it: “%(organisation)s”\n"
        )
        % {
            "organisation": invitation.organisation.name,
            "site": settings.SITE_NAME,
            "role": roles.name_of(invitation.role),
            "until": date(invitation.expires_at),
            "address": settings.BASE_URL + address,
        },
    )


#: What somebody reads who comes too late.
TOO_LATE = noop("This invitation has been used or withdrawn, or has expired. Ask for a new one.")


#: What somebody reads whom a former administrator invited.
NO_LONGER = noop(
    "The person who invited you is no longer an administrator there. Ask for a new invitation."
)


def _may_still_invite(invitation: Invitation, organisation: Organisation) -> bool:
    """Authority is asked for again when it is used: an invitation does not outlive it."""
    people = User.objects.filter(pk__in=[invitation.made_by_id])
    return any(administers.test(p, organisation) or keeps_site.test(p) for p in people)


def why_not(*, invitation: Invitation, by: User) -> str:
    """Why this person cannot take what the invitation offers, to be translated; "" where they can."""
    if invitation.email.lower() != by.email.lower():
        return noop(
            "This invitation went to another e-mail address. Sign out and sign in with that one, or "
            "ask for an invitation to the address that you use here."
        )
    if not queries.is_open(invitation):
        return TOO_LATE
    return "" if _may_still_invite(invitation, invitation.organisation) else NO_LONGER


def accept_invitation(*, invitation: Invitation, by: User) -> None:
    """Take the role offered, in the record into which the organisation went where it did. Raises
    OrganisationError where the invitation is used, gone, late or somebody else's."""
    problem = why_not(invitation=invitation, by=by)
    if problem:
        raise OrganisationError(problem)
    with transaction.atomic():
        organisation = _locked_where_it_went(invitation.organisation)
        taken = Invitation.objects.filter(
            pk=invitation.pk, organisation=organisation, accepted_at=None, withdrawn_at=None,
            expires_at__gt=timezone.now(),
        ).update(accepted_at=timezone.now())  # fmt: skip
        if not taken:
            raise OrganisationError(TOO_LATE)
        if not _may_still_invite(invitation, organisation):
            raise OrganisationError(NO_LONGER)
        give_role(organisation=organisation, person=by, role=invitation.role, by=invitation.made_by)
        audit.record(
            kind="organisations.joined", by=by, on=organisation, chain=organisation,
            facts={"invitation": invitation.key},
        )  # fmt: skip


def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Take an invitation back; one that has been accepted stays so."""
    with transaction.atomic():
        gone = Invitation.objects.filter(
            pk=invitation.pk, accepted_at=None, withdrawn_at=None
        ).update(withdrawn_at=timezone.now())
        if not gone:
            return
        audit.record(
            kind="organisations.invitation_withdrawn", by=by, on=invitation.organisation,
            chain=invitation.organisation, facts={"invitation": invitation.key},
        )  # fmt: skip


def hand_over(*, organisation: Organisation, leaving: User, to: User, by: User) -> int:
    """Give every role of somebody who leaves to a colleague. Returns how many roles moved.

    Raises OrganisationError where it is the same person, or the organisation went into another one.
    """
    if leaving.pk == to.pk:
        raise OrganisationError(noop("Choose somebody else to take over."))
    with transaction.atomic():
        locked(organisation)
        held = list(
            Membership.objects.select_for_update().filter(
                organisation=organisation, person=leaving, ended_at=None
            )
        )
        for membership in held:
            give_role(organisation=organisation, person=to, role=membership.role, by=by)
        Membership.objects.filter(pk__in=[m.pk for m in held]).update(ended_at=timezone.now())
        for membership in held:
            announce_end(membership, to)
        audit.record(
            kind="organisations.handed_over", by=by, on=organisation, chain=organisation,
            facts={"from": str(leaving.pk), "to": str(to.pk), "roles": sorted(m.role for m in held)},
        )  # fmt: skip
        send_message(
            to,
            kind="organisations.handed_over",
            subject=_("You have taken over a colleague's roles"),
            body=_("You now have these roles in %(organisation)s: %(roles)s.")
            % {
                "organisation": organisation.name,
                "roles": ", ".join(roles.name_of(m.role) for m in held),
            },
            link=reverse("site:tasks"),
        )
    return len(held)


def set_funder(*, organisation: Organisation, is_funder: bool, by: User) -> None:
    """Let an organisation open pots and calls, or no longer; done by the site keeper.

    Raises OrganisationError where somebody still holds a role that only funders have.
    """
    with transaction.atomic():
        row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
        if row.is_funder == is_funder:
            return
        if not is_funder and queries.holds_funders_roles(row):
            raise OrganisationError(
                noop("People here still have roles that only funders have. End those roles first.")
            )
        Organisation.objects.filter(pk=row.pk).update(is_funder=is_funder)
        kind = "organisations.became_funder" if is_funder else "organisations.ceased_funding"
        audit.record(kind=kind, by=by, on=row, chain=row)
    organisation.is_funder = is_funder
