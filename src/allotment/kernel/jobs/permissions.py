"""Who may watch a job: the person who started it, those its kind names, and the site keeper."""

from django.utils.translation import gettext_lazy as _

from allotment.kernel.jobs import registry
from allotment.kernel.permissions import define, predicate


@predicate
def started_it(user: object, job: object = None) -> bool:
    owner = getattr(job, "owner_id", None)
    return owner is not None and owner == getattr(user, "pk", None)


@predicate
def works_on_the_same(user: object, job: object = None) -> bool:
    """A colleague, as the module says whose work this is."""
    try:
        handler = registry.handler_of(getattr(job, "kind", ""))
    except registry.UnknownJobError:
        return False
    return handler.watched_by(user, job)


@predicate
def keeps_site(user: object, _job: object = None) -> bool:
    return bool(getattr(user, "is_site_keeper", False))


define(
    "jobs.watch",
    started_it | keeps_site | works_on_the_same,
    because=_("Only the people whose work this is can watch it."),
    description="watch and cancel a piece of background work",
)
define(
    "jobs.list",
    keeps_site,
    because=_("Only the site administrator sees all background work."),
    description="see all background work",
    mfa=True,
)
