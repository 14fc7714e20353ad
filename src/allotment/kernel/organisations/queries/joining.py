"""Reads of mail domains and of those who ask to join."""

from collections.abc import Mapping, Sequence

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower

from allotment.kernel.organisations.domain.mail_domains import domain_of
from allotment.kernel.organisations.models import JoinRequest, MailDomain, Organisation
from allotment.kernel.people.models import User
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked

_APPROVED, _WAITING = MailDomain.State.APPROVED, JoinRequest.State.WAITING


def _confirmed(user: User) -> list[str]:
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return sorted(verified.values_list("email", flat=True))


def domains_of(user: User) -> set[str]:
    """The domains of the person's confirmed addresses. One statement."""
    return {domain_of(email) for email in _confirmed(user)}


def addresses_at(organisation: Organisation, person: User) -> list[str]:
    """The person's confirmed addresses at approved domains of the organisation. Two statements."""
    theirs = set(organisation.mail_domains.filter(state=_APPROVED).values_list("name", flat=True))
    return [email for email in _confirmed(person) if domain_of(email) in theirs]


def open_to(user: User) -> list[Organisation]:
    """Organisations that the person can ask to join: theirs is an approved domain of it, they have
    no role there, and do not wait for an answer. Two statements."""
    found = Organisation.objects.filter(
        mail_domains__state=_APPROVED, mail_domains__name__in=domains_of(user), merged_into=None
    ).exclude(pk__in=user.roles)
    waiting = JoinRequest.objects.filter(person=user, state=_WAITING).values("organisation")
    return list(found.exclude(pk__in=waiting).order_by("name").distinct())


def one_open_to(user: User, key: str) -> Organisation:
    """One of those. Raises Organisation.DoesNotExist."""
    for each in open_to(user):
        if each.key == key:
            return each
    raise Organisation.DoesNotExist


def asked_by(user: User) -> list[JoinRequest]:
    """Whom the person has asked and who has not answered. One statement."""
    found = JoinRequest.objects.filter(person=user, state=_WAITING)
    return list(found.select_related("organisation").order_by("made_at"))


def waiting_in(organisations: Sequence[int]) -> list[JoinRequest]:
    """Who asks to join these organisations (ids). One statement."""
    found = JoinRequest.objects.filter(organisation__in=organisations, state=_WAITING)
    return list(found.select_related("organisation", "person").order_by("made_at"))


def request_in(user: User, key: str, asked: str) -> JoinRequest:
    """A request that waits, in an organisation of the person's. Raises JoinRequest.DoesNotExist."""
    found = JoinRequest.objects.select_related("organisation", "person")
    if not user.is_site_keeper:
        found = found.filter(organisation__in=user.roles)
    return found.get(key=asked, organisation__key=key, state=_WAITING)


def domains_in(organisation: Organisation) -> list[MailDomain]:
    """The domains that the organisation has claimed. One statement."""
    return list(organisation.mail_domains.order_by("name", "claimed_at"))


#: What the list of claims can be sorted by.
ORDERS: Mapping[str, Sequence[str]] = {
    "at": (), "name": ("name",), "organisation": ("by_organisation",), "state": ("state",),
}  # fmt: skip


def claims(asked: Asked) -> Rows[MailDomain, MailDomain]:
    """Every domain that was claimed. Up to three statements a page."""
    found = MailDomain.objects.select_related("organisation", "claimed_by").annotate(
        by_organisation=Lower("organisation__name")
    )
    if asked["state"]:
        found = found.filter(state=asked["state"])
    if asked["text"]:
        found = found.filter(name__icontains=asked["text"])
    return Rows(found, asked, ORDERS, list)


def claim(user: User, domain: str) -> MailDomain:
    """A claim that waits. Raises MailDomain.DoesNotExist."""
    del user
    waiting = MailDomain.objects.filter(state=MailDomain.State.WAITING)
    return waiting.select_related("organisation", "claimed_by").get(key=domain)


def count_claims() -> int:
    """How many claims wait for the keeper. One statement."""
    return MailDomain.objects.filter(state=MailDomain.State.WAITING).count()
