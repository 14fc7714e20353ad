"""Who a session belongs to."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F, FilteredRelation, Q

from allotment.kernel.people.models import User, by_organisation

#: A row for each role that a person holds, or one without a role.
_WITH_ROLES = User.objects.alias(
    current=FilteredRelation("memberships", condition=Q(memberships__ended_at=None))
).annotate(held_in=F("current__organisation_id"), held=F("current__role"))


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """Reads a person together with their roles: every page asks for both."""

    def get_user(self, user_id: Any) -> User | None:
        rows = list(_WITH_ROLES.filter(pk=user_id))
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        person: User = rows[0]
        person.roles = by_organisation((r.held_in, r.held) for r in rows if r.held is not None)
        return person
