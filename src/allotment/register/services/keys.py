"""Making, using and ending keys of the API."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User
from allotment.register.models import ApiKey

BEGINNING = "allotment_"
"""So that a key that got into a text or a repository is recognised."""

MOST = 10


class TooManyKeysError(RuleBrokenError):
    """Somebody has MOST keys already that have not ended."""

    field = "name"


def make_key(*, name: str, by: User) -> str:
    """Make a key for a program of a person's; returns the key, which is not kept.

    Raises TooManyKeysError.
    """
    secret = BEGINNING + secrets.token_urlsafe(32)
    with transaction.atomic(), writing("register"):
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        if ApiKey.objects.filter(person=by, ended_at=None).count() >= MOST:
            raise TooManyKeysError(
                noop("You already have 10 keys. Revoke one that you do not use.")
            )
        key = ApiKey(person=by, name=name, digest=digest_of(secret))
        key.save(force_insert=True)
        audit.record(kind="register.api_key_made", by=by, on=key)
    return secret


def end_key(*, key: ApiKey, by: User) -> None:
    """End a key at once. Repeatable."""
    with transaction.atomic(), writing("register"):
        ended = ApiKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=timezone.now())
        if ended:
            audit.record(kind="register.api_key_ended", by=by, on=key)


def use_key(*, secret: str) -> ApiKey | None:
    """The key, if it is one that has not ended; the day of its use is kept."""
    found = ApiKey.objects.filter(digest=digest_of(secret), ended_at=None).first()
    today = timezone.localdate()
    if found is not None and found.used_on != today:
        with writing("register"):
            ApiKey.objects.filter(pk=found.pk).update(used_on=today)
    return found


def digest_of(secret: str) -> str:
    """What is kept of a key: a random one of 256 bits needs no slow digest."""
    return hashlib.sha256(secret.encode()).hexdigest()
