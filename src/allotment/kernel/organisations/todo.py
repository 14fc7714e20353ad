"""What a person has to do about organisations: answer invitations, make their account safe."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.organisations import queries
from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.queries import joining, recovery
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
    if not user.has_second_step and queries.works_for_funder(user):
        yield Task(
            text=_("Set up two-step verification"),
            url=reverse("mfa_index"),
            about=_("Your role moves money or shows personal details"),
        )


@source
def people_who_ask(user: User) -> Iterator[Task]:
    """Somebody asks to join an organisation that the person administers."""
    administered = user.organisations_with("organisations.administrator")
    for each in joining.waiting_in(administered) if administered else []:
        yield Task(
            text=_("Answer %(person)s, who asks to join") % {"person": each.person.display_name},
            url=reverse("organisations:answer", args=[each.organisation.key, each.key]),
            about=each.organisation.name,
        )


@source
def domains_to_decide(user: User) -> Iterator[Task]:
    """Organisations have claimed mail domains."""
    waiting = joining.count_claims() if user.is_site_keeper else 0
    if waiting:
        yield Task(
            text=ngettext(
                "Decide about a mail domain", "Decide about %(n)d mail domains", waiting
            ) % {"n": waiting},
            url=reverse("organisations:claims") + "?state=waiting",
        )  # fmt: skip


@source
def colleagues_to_recover(user: User) -> Iterator[Task]:
    """Colleagues who have lost their second step."""
    for each in recovery.waits_for(user):
        yield Task(
            text=_("Say whether it is %(name)s who asks") % {"name": each.person.display_name},
            url=reverse("organisations:confirm_recovery", args=[each.key]),
            about=_("They have lost their second step"),
            due=each.expires_at,
        )
