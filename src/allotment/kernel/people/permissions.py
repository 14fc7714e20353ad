"""What a person may do with their own account."""

from django.utils.translation import gettext_lazy as _

from allotment.kernel.permissions import define, is_signed_in, predicate


@predicate
def is_site_keeper(user: object, _obj: object = None) -> bool:
    return bool(getattr(user, "is_site_keeper", False))


define(
    "people.own_account",
    is_signed_in,
    because=_("Sign in first."),
    description="see and change their own account",
)
define(
    "site.keep",
    is_site_keeper,
    because=_("Only the site administrator can do that."),
    description="keep the site: jobs, audit, organisations",
    mfa=True,
)
