"""Who may have entries and awards analysed, read what came of it, and publish it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.evidence.models import Analysis, Review
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.permissions import define, predicate

MANAGERS = ("fund.manager",)
READERS = ("fund.manager", "fund.board", "site.auditor", "money.finance")


def _analysis(thing: Any) -> Analysis | None:
    if isinstance(thing, Analysis):
        return thing
    found = getattr(thing, "analysis", None)
    return found if isinstance(found, Analysis) else None


def _has(user: User, thing: Any, roles: tuple[str, ...]) -> bool:
    if not user.is_authenticated:
        return False
    if isinstance(thing, Organisation):
        return user.has_role(thing.pk, *roles)
    found = _analysis(thing)
    if found is None:
        return bool(user.organisations_with(*roles))
    return user.has_role(found.owner_id, *roles)


@predicate
def manages(user: User, thing: Any = None) -> bool:
    return _has(user, thing, MANAGERS)


@predicate
def reads(user: User, thing: Any = None) -> bool:
    return _has(user, thing, READERS)


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
