"""Who may see and change an organisation's people and details."""

import operator
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.permissions import Predicate, define, is_signed_in, predicate


def holds(
    *roles: str, of: Callable[[Any], int | None] = operator.attrgetter("owner_id")
) -> Predicate:
    """A predicate: the person holds one of these roles in the organisation that the object is, or else
    in the one whose id `of(object)` gives; where there is none, in any organisation."""

    @predicate
    def held(user: User, thing: Any = None) -> bool:
        if not user.is_authenticated:
            return False
        found = thing.pk if isinstance(thing, Organisation) else thing and of(thing)
        if found is None:
            return bool(user.organisations_with(*roles))
        return user.has_role(found, *roles)

    return held


@predicate
def works_here(user: User, organisation: Organisation | None = None) -> bool:
    return organisation is not None and organisation.pk in user.roles


@predicate
def administers(user: User, organisation: Organisation | None = None) -> bool:
    return organisation is not None and user.has_role(
        organisation.pk, "organisations.administrator"
    )


@predicate
def keeps_site(user: User, _organisation: Organisation | None = None) -> bool:
    return bool(getattr(user, "is_site_keeper", False))


define(
    "organisations.add",
    is_signed_in,
    because=_("Sign in first."),
    description="add an organisation that is not there yet",
)
define(
    "organisations.see_people",
    works_here | keeps_site,
    because=_("Only people who work here see who else does."),
    description="see who works in the organisation",
)


@predicate
def administers_its_organisation(user: User, thing: object = None) -> bool:
    organisation = getattr(thing, "organisation", None)
    return organisation is not None and user.has_role(
        organisation.pk, "organisations.administrator"
    )


@predicate
def reaches_money_or_others(user: User, organisation: Organisation | None = None) -> bool:
    """A funder's administrator can take any of its roles; the keeper acts in others' houses."""
    return (
        organisation is None or organisation.is_funder or not administers.test(user, organisation)
    )


@predicate
def its_organisation_does(user: User, thing: object = None) -> bool:
    return reaches_money_or_others.test(user, getattr(thing, "organisation", None))


define(
    "organisations.administer",
    administers | keeps_site,
    because=_("Only an administrator of this organisation can do that."),
    description="change the organisation's details and its people's roles",
    mfa=reaches_money_or_others,
)

define(
    "organisations.administer_role",
    administers_its_organisation | keeps_site,
    because=_("Only an administrator of this organisation can do that."),
    description="end a role, withdraw an invitation, hand over a colleague's work",
    mfa=its_organisation_does,
)


@predicate
def reads_history_here(user: User, organisation: Organisation | None = None) -> bool:
    return organisation is not None and user.has_role(
        organisation.pk, "site.auditor", "organisations.administrator"
    )


define(
    "organisations.read_history",
    reads_history_here | keeps_site,
    because=_("Only auditors and administrators of this organisation read its whole record."),
    description="read the record of everything that was done in the organisation's name",
    mfa=True,
)
define(
    "organisations.make_funder",
    keeps_site,
    because=_("Only the site administrator can do that."),
    description="say which organisations fund others",
    mfa=True,
)


@predicate
def is_somebody_else(user: User, recovery: object = None) -> bool:
    """Who works with the person has been asked by the fetch; nobody confirms for themselves."""
    person = getattr(recovery, "person_id", None)
    return person is not None and person != user.pk


define(
    "organisations.confirm_recovery",
    is_somebody_else,
    because=_("Only a colleague can confirm that it is them."),
    description="confirm that it is a colleague who has lost their second step",
    mfa=True,
)
