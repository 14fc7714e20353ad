"""Mail domains of organisations, and joining one by an address there."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.guards import states
from allotment.kernel.guards.unique import unique
from allotment.kernel.notify.services import send_message
from allotment.kernel.organisations.domain.mail_domains import check_domain
from allotment.kernel.organisations.models import JoinRequest, MailDomain, Organisation
from allotment.kernel.organisations.queries import joining as queries
from allotment.kernel.organisations.services import OrganisationError, give_role, locked
from allotment.kernel.people.models import User

#: Somebody who was refused can ask again after so long.
ASK_AGAIN_AFTER = dt.timedelta(days=30)


class DomainError(OrganisationError):
    """Why this mail domain cannot be claimed."""

    field = "name"


def claim(*, organisation: Organisation, name: str, by: User) -> MailDomain:
    """Say that a mail domain is the organisation's own; the keepers of the site decide.

    Raises BadDomainError for one that anybody can have an address at, DomainError for one at
    which the person has no confirmed address or that another has, TakenError for one that waits.
    """
    domain = check_domain(name)
    if domain not in queries.domains_of(by):
        raise DomainError(
            noop("You have no confirmed address there. A colleague who has one can add it.")
        )
    if MailDomain.objects.filter(name=domain, state=MailDomain.State.APPROVED).exists():
        raise DomainError(noop("An organisation has this domain already. Ask it to invite you."))
    taken = noop("It is already waiting for the site administrator.")
    with unique("organisations_one_claim_a_domain", taken, field="name"):
        made = MailDomain.objects.create(organisation=organisation, name=domain, claimed_by=by)
        audit.record(
            kind="organisations.domain_claimed", by=by, on=organisation, chain=organisation,
            facts={"domain": made.key},
        )  # fmt: skip
    return made


def decide_domain(*, domain: MailDomain, approve: bool, why: str, by: User) -> None:
    """Approve or refuse a domain; whoever claimed it is told. Raises OrganisationError where it was
    decided meanwhile, TakenError where another organisation has it."""
    state = MailDomain.State.APPROVED if approve else MailDomain.State.REFUSED
    with unique("organisations_one_a_domain", noop("Another organisation has this domain.")):
        if not states.move(MailDomain.objects.filter(pk=domain.pk), to=state, why=why):
            raise OrganisationError(noop("This has already been decided."))
        audit.record(
            kind=f"organisations.domain_{state}", by=by, on=domain.organisation,
            chain=domain.organisation, why=why, facts={"domain": domain.key},
        )  # fmt: skip
        if domain.claimed_by is not None:
            _notify_of_domain(domain, domain.claimed_by, approve=approve, why=why)


def _notify_of_domain(domain: MailDomain, person: User, *, approve: bool, why: str) -> None:
    words = (
        _("People with a confirmed address at %(domain)s can now ask to join %(name)s.")
        if approve
        else _("The domain %(domain)s was not approved for %(name)s. The reason: %(why)s")
    )
    send_message(
        person, kind="organisations.domain_decided",
        subject=_("Your mail domain has been approved") if approve
        else _("Your mail domain was not approved"),
        body=words % {"domain": domain.name, "name": domain.organisation.name, "why": why},
        link=reverse("organisations:domains", args=[domain.organisation.key]),
    )  # fmt: skip


def ask(*, organisation: Organisation, by: User) -> JoinRequest:
    """Ask to join an organisation at which the person has a confirmed address; its administrators
    are told. Raises OrganisationError where they wait already or were refused lately, and TakenError
    where they have asked at the same moment."""
    refused = JoinRequest.objects.filter(
        organisation=organisation, person=by, state=JoinRequest.State.REFUSED,
        made_at__gt=timezone.now() - ASK_AGAIN_AFTER,
    )  # fmt: skip
    if refused.exists():
        raise OrganisationError(
            noop(
                "Your request was refused recently. Contact the organisation; you can ask again in a month."
            )
        )
    if organisation not in queries.open_to(by):
        raise OrganisationError(noop("You have already asked, or cannot ask to join here."))
    addresses = ", ".join(queries.addresses_at(organisation, by))
    with unique("organisations_asked_once_at_a_time", noop("You have already asked.")):
        made = JoinRequest.objects.create(organisation=organisation, person=by)
        audit.record(
            kind="organisations.asked_to_join", by=by, on=organisation, chain=organisation,
            facts={"request": made.key},
        )  # fmt: skip
        for administrator in administrators_of(organisation):
            send_message(
                administrator, kind="organisations.asked_to_join",
                subject=_("Somebody asks to join your organisation"),
                body=_("%(person)s (%(email)s) asks to join %(name)s.") % {
                    "person": by.display_name, "email": addresses, "name": organisation.name,
                },
                link=reverse("organisations:answer", args=[organisation.key, made.key]),
                once=f"asks:{made.key}:{administrator.pk}",
            )  # fmt: skip
    return made


def administrators_of(organisation: Organisation) -> list[User]:
    """Whoever decides about the organisation's people."""
    return list(
        User.objects.filter(
            is_active=True, memberships__organisation=organisation, memberships__ended_at=None,
            memberships__role="organisations.administrator",
        ).distinct()
    )  # fmt: skip


def answer(*, request: JoinRequest, approve: bool, why: str, by: User) -> None:
    """Let somebody in as a member, or refuse with a reason; they are told. Raises OrganisationError
    where a colleague has answered meanwhile, or the organisation went into another one."""
    state = JoinRequest.State.APPROVED if approve else JoinRequest.State.REFUSED
    organisation = request.organisation
    with transaction.atomic():
        locked(organisation)
        if not states.move(JoinRequest.objects.filter(pk=request.pk), to=state, why=why):
            raise OrganisationError(noop("A colleague has already answered."))
        if approve:
            give_role(
                organisation=organisation, person=request.person, role="organisations.member", by=by
            )
        audit.record(
            kind=f"organisations.join_{state}", by=by, on=organisation, chain=organisation, why=why,
            facts={"request": request.key, "person": str(request.person_id)},
        )  # fmt: skip
        words = (
            _("You are now a member of %(name)s.")
            if approve
            else _("%(name)s did not let you join. The reason: %(why)s")
        )
        send_message(
            request.person, kind="organisations.join_answered",
            subject=_("Your request to join has been answered"),
            body=words % {"name": organisation.name, "why": why}, link=reverse("organisations:mine"),
        )  # fmt: skip
