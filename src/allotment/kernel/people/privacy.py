"""The account itself: exported, emptied last, and unused sign-ups and sessions removed in time."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from allotment.kernel.domain.privacy import Plan, holder, period
from allotment.kernel.people.models import User


def export(person: User) -> dict[str, Any]:
    return {
        "e-mail": person.email,
        "name": person.name,
        "telephone": person.phone,
        "what makes taking part easier": person.access_needs,
        "e-mail choices": person.mail_choices,
        "joined": person.joined_at,
        "last signed in": person.last_login,
        "keeps the site": person.is_site_keeper,
        "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified")),
        "second steps": list(
            Authenticator.objects.filter(user=person).values("type", "created_at", "last_used_at")
        ),
        "accounts elsewhere": list(
            SocialAccount.objects.filter(user=person).values("provider", "uid", "date_joined")
        ),
        "signed in": list(
            UserSession.objects.filter(user_id=person.pk).values(
                "ip", "user_agent", "created_at", "last_seen_at"
            )
        ),
    }


def plan(person: User) -> Plan:
    keepers = User.objects.filter(is_site_keeper=True, is_active=True).exclude(pk=person.pk)
    only = person.is_site_keeper and not keepers.exists()
    return Plan(
        goes=[
            _("Your name, e-mail address and telephone number, and what you told us you need"),
            _("Your password, passkeys and every other way to sign in"),
        ],
        first=[
            _("You are the only site administrator. Make somebody else a site administrator first.")
        ]
        if only
        else [],
    )


def erase(person: User) -> None:
    sessions = UserSession.objects.filter(user_id=person.pk)
    Session.objects.filter(
        session_key__in=list(sessions.values_list("session_key", flat=True))
    ).delete()
    sessions.delete()
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user_id=person.pk).delete()
    person.email = f"{person.pk}@erased.invalid"
    person.name = person.phone = person.access_needs = ""
    person.mail_choices = {}
    person.last_login = None
    person.is_active = person.is_site_keeper = False
    person.erased_at = timezone.now()
    person.set_unusable_password()
    person.save()


def _end_sessions(now: dt.datetime, most: int) -> Mapping[Any, int]:
    late = Session.objects.filter(expire_date__lt=now).values_list("pk", flat=True)[:most]
    gone, _rows = Session.objects.filter(pk__in=list(late)).delete()
    there = Session.objects.values("session_key")
    orphans = UserSession.objects.exclude(session_key__in=there).values_list("pk", flat=True)[:most]
    more, _rows = UserSession.objects.filter(pk__in=list(orphans)).delete()
    return {None: max(gone, more)}


def _never_used(before: dt.datetime, most: int) -> Mapping[Any, int]:
    """Accounts whose address was never confirmed and that nobody has ever signed in to."""
    found = User.objects.filter(
        joined_at__lt=before, last_login=None, is_demonstration=False, erased_at=None,
        memberships=None, is_site_keeper=False,
    ).exclude(emailaddress__verified=True)  # fmt: skip
    keys = list(found.filter(emailaddress__isnull=False).values_list("pk", flat=True)[:most])
    User.objects.filter(pk__in=keys).delete()
    return {None: len(keys)}


holder(
    "people",
    title=gettext_lazy("Your account"),
    order=100,
    export=export,
    plan=plan,
    erase=erase,
)
period(
    "people.sessions",
    what=gettext_lazy("Where you signed in"),
    days=None,
    in_words=gettext_lazy("Until the sign-in runs out"),
    why=gettext_lazy("So that you see where you are signed in and can end it."),
    empty=_end_sessions,
)
period(
    "people.never_used",
    what=gettext_lazy("Accounts whose address was never confirmed"),
    days=30,
    why=gettext_lazy("So that somebody can confirm their address late."),
    empty=_never_used,
)
