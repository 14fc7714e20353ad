"""What a person has to do about organisations: answer invitations, make their account safe."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.organisations import queries
from allotment.kernel.organisations.domain import roles
from allotment.kernel.people.models import User
from allotment.kernel.web.tasks import Task, source


@source
def invitations(user: User) -> Iterator[Task]:
    """Invitations that wait for an answer."""
    for each in queries.invitations_to(user):
        yield Task(
            text=_("Answer the invitation of %(name)s") % {"name": each.organisation.name},
            url=reverse("organisations:accept", args=[each.secret]),
            about=roles.name_of(each.role),
            due=each.expires_at,
        )


@source
def second_step(user: User) -> Iterator[Task]:
    """Whoever works for a funder needs two-step verification."""
    if not user.has_second_step and queries.funders_for_whom_works(user):
        yield Task(
            text=_("Set up two-step verification"),
            url=reverse("mfa_index"),
            about=_("Your role moves money or shows personal details"),
        )
