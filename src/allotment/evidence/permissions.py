"""Who may have entries and awards analysed, read what came of it, and publish it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.evidence.models import Analysis, Review
from allotment.kernel.organisations.permissions import holds
from allotment.kernel.people.models import User
from allotment.kernel.permissions import define, predicate

MANAGERS = ("fund.manager",)
READERS = ("fund.manager", "fund.board", "site.auditor", "money.finance")


def _analysis(thing: Any) -> Analysis | None:
    if isinstance(thing, Analysis):
        return thing
    found = getattr(thing, "analysis", None)
    return found if isinstance(found, Analysis) else None


def _owner_id(thing: Any) -> int | None:
    found = _analysis(thing)
    return found.owner_id if found is not None else None


manages = holds(*MANAGERS, of=_owner_id)
reads = holds(*READERS, of=_owner_id)


@predicate
def is_the_reviewer(user: User, review: Review | None = None) -> bool:
    return review is not None and review.reviewer_id == user.pk


@predicate
def is_of_entries(_user: User, thing: Any = None) -> bool:
    found = _analysis(thing)
    return found is not None and found.source == Analysis.Source.CALLS


define(
    "evidence.list",
    reads,
    because=_("Only people who work for a funder see its analyses."),
    description="see the list of a funder's analyses",
)
define(
    "evidence.analyse",
    manages,
    because=_("Only a fund manager has entries and awards analysed."),
    description="have entries, awards or a file of grants analysed",
)
define(
    "evidence.read",
    reads,
    because=_("Only people who work for this funder read its analyses."),
    description="read an analysis before it is published",
    mfa=is_of_entries,
)
define(
    "evidence.edit",
    manages,
    because=_("Only a fund manager of this funder changes its analyses."),
    description="edit, publish and take back a report",
    mfa=is_of_entries,
)
define(
    "evidence.review",
    reads & is_the_reviewer,
    because=_("Only the person who was asked answers this."),
    description="say what they found when they were asked to look at a report",
    mfa=is_of_entries,
)
