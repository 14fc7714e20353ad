"""Every change to a person's own record."""

from django.contrib.sessions.models import Session
from django.db import transaction

from allotment.kernel.audit import services as audit
from allotment.kernel.people.models import User


def change_profile(*, by: User, name: str, phone: str, access_needs: str) -> None:
    """Change what a person says about themselves."""
    with transaction.atomic():
        User.objects.filter(pk=by.pk).update(
            name=name.strip(),
            phone=phone.strip(),
            access_needs=access_needs.strip(),
        )
        audit.record(kind="people.profile_changed", by=by, on=by)


def sign_out_everywhere(*, by: User, keep_session: str | None = None) -> int:
    """End every session of the person's, but for one that may be kept. Returns how many ended."""
    from allauth.usersessions.models import UserSession

    with transaction.atomic():
        sessions = UserSession.objects.filter(user_id=by.pk)
        if keep_session:
            sessions = sessions.exclude(session_key=keep_session)
        keys = list(sessions.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        sessions.delete()
        audit.record(kind="people.signed_out_everywhere", by=by, on=by, facts={"ended": len(keys)})
    return len(keys)


def end_sessions(*, of: User, by: User) -> int:
    """End every session of somebody who has left, or whose account is recovered. Returns how many."""
    from allauth.usersessions.models import UserSession

    with transaction.atomic():
        sessions = UserSession.objects.filter(user_id=of.pk)
        keys = list(sessions.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        sessions.delete()
        audit.record(kind="people.signed_out_everywhere", by=by, on=of, facts={"ended": len(keys)})
    return len(keys)


def sign_out_one(*, by: User, session: str) -> bool:
    """End one of the person's own sessions, by its id as text. False where there is none such."""
    from allauth.usersessions.models import UserSession

    if not session.isascii() or not session.isdigit() or len(session) > 18:
        return False
    with transaction.atomic():
        found = UserSession.objects.filter(user_id=by.pk, pk=int(session)).first()
        if found is None:
            return False
        Session.objects.filter(session_key=found.session_key).delete()
        found.delete()
        audit.record(kind="people.signed_out_one", by=by, on=by)
    return True


def make_site_keeper(user: User) -> None:
    """Give the keys of the site to a person; done from the command line."""
    User.objects.filter(pk=user.pk).update(is_site_keeper=True)
