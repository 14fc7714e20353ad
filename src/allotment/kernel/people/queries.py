"""Reads of a person's own account."""

import dataclasses
import datetime as dt

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from allotment.kernel.people.domain.browsers import browser_and_system
from allotment.kernel.people.models import User


@dataclasses.dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser in which a person is signed in. `browser` and `system` are "" where not known."""

    id: int
    browser: str
    system: str
    ip: str
    since: dt.datetime
    is_current: bool


def sessions_of(user: User, current: str | None) -> list[SignedIn]:
    """Where the person is signed in now, the present browser first, then the newest. Two statements."""
    rows = list(UserSession.objects.filter(user_id=user.pk).order_by("-created_at"))
    alive = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now()
        ).values_list("session_key", flat=True)
    )
    found = [
        SignedIn(
            row.pk, *browser_and_system(row.user_agent), str(row.ip), row.created_at,
            row.session_key == current,
        )
        for row in rows
        if row.session_key in alive
    ]  # fmt: skip
    return sorted(found, key=lambda each: not each.is_current)
