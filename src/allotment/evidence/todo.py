"""What people have to do about reports, for Your tasks."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.evidence.queries import analyses as queries
from allotment.kernel.people.models import User
from allotment.kernel.web.tasks import Task, source


@source
def reviewers(user: User) -> Iterator[Task]:
    """Reports to look at, for colleagues."""
    for review in queries.reviews_waiting_for(user):
        yield Task(
            _("Look at a report"),
            reverse("evidence:review", args=[review.analysis.key]),
            review.analysis.title,
        )
