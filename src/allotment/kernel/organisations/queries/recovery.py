"""Reads for those who have lost their second step, and for the colleagues who know them."""

import hashlib

from allauth.mfa.models import Authenticator
from django.core import signing
from django.utils import timezone

from allotment.kernel.organisations.models import Membership, Organisation, Recovery
from allotment.kernel.people.models import User

_SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
_LOST, _STOP = "organisations.lost-second-step", "organisations.stop-recovery"
#: Seconds for which the link that begins it holds.
LINK_HOLDS = 60 * 60


def lost_token(person: User) -> str:
    """What stands in the link that shows that a person reads their mail."""
    return signing.dumps(str(person.pk), salt=_LOST)


def who_lost(user: object, token: str) -> User:
    """The person whom such a link names. Raises User.DoesNotExist where it is forged or too old."""
    del user
    try:
        pk = signing.loads(token, salt=_LOST, max_age=LINK_HOLDS)
    except signing.BadSignature:
        raise User.DoesNotExist from None
    return User.objects.get(pk=pk, is_active=True, is_site_keeper=False)


def stop_token(recovery: Recovery) -> str:
    """What stands in the link by which a person stops a recovery that they did not ask for."""
    return signing.dumps(recovery.key, salt=_STOP)


def to_stop(user: object, token: str) -> Recovery:
    """The recovery that such a link names. Raises Recovery.DoesNotExist."""
    del user
    try:
        key = signing.loads(token, salt=_STOP)
    except signing.BadSignature:
        raise Recovery.DoesNotExist from None
    return Recovery.objects.select_related("person").get(key=key)


def digest_of(secret: str) -> str:
    """What is kept of the secret in the link that ends it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def to_use(user: object, key: str, secret: str) -> Recovery:
    """A confirmed recovery, by its one-time link. Raises Recovery.DoesNotExist."""
    del user
    return Recovery.objects.select_related("person").get(
        key=key, state=Recovery.State.CONFIRMED, secret_digest=digest_of(secret),
        expires_at__gt=timezone.now(),
    )  # fmt: skip


def organisations_that_know(person: User) -> list[int]:
    """Ids of the organisations whose people may confirm: those that fund others, where the person
    works for one, since most can be done there; otherwise every one of theirs."""
    held = Organisation.objects.filter(pk__in=person.roles)
    funders = [row.pk for row in held if row.is_funder]
    return funders or [row.pk for row in held]


def colleagues_of(person: User) -> dict[User, int]:
    """Who may confirm that it is them: colleagues with a second step of their own, each with the id
    of the organisation that they share. Three statements."""
    safe = Authenticator.objects.filter(type__in=_SECOND_STEPS).values("user")
    rows = Membership.objects.filter(
        organisation__in=organisations_that_know(person), ended_at=None, person__in=safe,
        person__is_active=True,
    ).exclude(person=person).select_related("person").order_by("pk")  # fmt: skip
    return {row.person: row.organisation_id for row in rows}


def has_second_step(person: User) -> bool:
    """Has the person a second step that they can have lost? One statement."""
    return bool(Authenticator.objects.filter(user=person, type__in=_SECOND_STEPS).exists())


def waiting() -> "list[Recovery]":
    """Every recovery that waits for colleagues. One statement."""
    found = Recovery.objects.filter(state=Recovery.State.WAITING, expires_at__gt=timezone.now())
    return list(found.select_related("person").order_by("made_at"))


def to_confirm(user: User, key: str) -> Recovery:
    """A recovery that waits for this person's word. Raises Recovery.DoesNotExist."""
    found = Recovery.objects.select_related("person").get(
        key=key, state=Recovery.State.WAITING, expires_at__gt=timezone.now()
    )
    known = organisations_that_know(found.person)
    if user.pk == found.person_id or not any(each in user.roles for each in known):
        raise Recovery.DoesNotExist
    return found


def waits_for(user: User) -> list[Recovery]:
    """Recoveries of colleagues about which the person has said nothing yet. A statement, and two for
    each that waits."""
    return [
        each for each in waiting()
        if each.person_id != user.pk
        and any(known in user.roles for known in organisations_that_know(each.person))
        and not each.confirmations.filter(by=user).exists()
    ]  # fmt: skip
