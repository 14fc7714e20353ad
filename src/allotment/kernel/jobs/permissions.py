"""Who may watch a job: the person who started it, and the site keeper."""

from django.utils.translation import gettext_lazy as _

from allotment.kernel.permissions import define, predicate


@predicate
def started_it(user: object, job: object = None) -> bool:
    owner = getattr(job, "owner_id", None)
    return owner is not None and owner == getattr(user, "pk", None)


@predicate
def keeps_site(user: object, _job: object = None) -> bool:
    return bool(getattr(user, "is_site_keeper", False))


define(
    "jobs.watch",
    started_it | keeps_site,
    because=_("Only the person who started this can watch it."),
    description="watch and cancel a piece of background work",
)
define(
    "jobs.list",
    keeps_site,
    because=_("Only the keeper of the site sees all background work."),
    description="see all background work",
    mfa=True,
)
