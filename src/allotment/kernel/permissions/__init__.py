"""The one way to ask "may this person do that to this?", with the reason for a no."""

from allotment.kernel.permissions.rules import (
    Permission,
    Predicate,
    Refused,
    Verdict,
    define,
    is_signed_in,
    may,
    permissions,
    predicate,
    require,
)

__all__ = [
    "Permission",
    "Predicate",
    "Refused",
    "Verdict",
    "define",
    "is_signed_in",
    "may",
    "permissions",
    "predicate",
    "require",
]
