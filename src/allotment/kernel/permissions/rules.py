"""Permissions: each has a name, a predicate (package `rules`) and a reason for a no."""

import dataclasses
from collections.abc import Callable
from typing import Any, Protocol, cast

import rules.permissions
import rules.predicates
from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Because = str | Promise | Callable[[Any, Any], str]


class Predicate(Protocol):
    """A question about a person and an object; `|`, `&` and `~` combine them."""

    def __call__(self, user: Any, obj: Any = None) -> bool: ...
    def __or__(self, other: "Predicate") -> "Predicate": ...
    def __and__(self, other: "Predicate") -> "Predicate": ...
    def __invert__(self) -> "Predicate": ...
    def test(self, user: Any, obj: Any = None) -> bool: ...


def predicate(function: Callable[..., bool]) -> Predicate:
    """Make a predicate of a function of the person and the object."""
    return cast(Predicate, rules.predicates.predicate(function))  # type: ignore[no-untyped-call]


@predicate
def is_signed_in(user: Any, _obj: Any = None) -> bool:
    return bool(user.is_authenticated)


class Refused(PermissionDenied):
    """The person may not do this. `str(refused)` is a sentence for them; `mend` an address or ""."""

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


class UnknownPermissionError(LookupError):
    """No module has defined a permission of this name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Permission:
    """`description` completes "may …". Where `mfa` holds, the person must have two-step verification."""

    name: str
    predicate: Predicate
    because: Because
    description: str
    mfa: bool | Predicate

    def needs_second_step(self, user: Any, obj: Any = None) -> bool:
        return self.mfa if isinstance(self.mfa, bool) else self.mfa.test(user, obj)


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """True or false, and for a no the reason as a sentence, with an address that mends it or ""."""

    allowed: bool
    reason: str = ""
    mend: str = ""

    def __bool__(self) -> bool:
        return self.allowed


_permissions: dict[str, Permission] = {}


def define(
    name: str,
    predicate: Predicate,
    *,
    because: Because,
    description: str = "",
    mfa: bool | Predicate = False,
) -> None:
    """Define a permission, once, from a module's `permissions.py`.

    `predicate(user, obj)` answers; `because` is the sentence for a no, or a function of user and
    object that words it. `mfa` marks what moves money or reads personal data: always, or where a
    predicate says so.
    """
    if name in _permissions:
        raise ValueError(f"The permission {name} is defined already.")
    _permissions[name] = Permission(name, predicate, because, description or name, mfa)
    rules.permissions.add_perm(name, predicate)  # type: ignore[no-untyped-call]


def permissions() -> dict[str, Permission]:
    """Every permission by name."""
    return dict(_permissions)


def may(user: Any, name: str, obj: Any = None) -> Verdict:
    """May this person do that to this? UnknownPermissionError where nobody defined the name."""
    try:
        permission = _permissions[name]
    except KeyError:
        raise UnknownPermissionError(name) from None
    if not permission.predicate.test(user, obj):
        because = permission.because
        return Verdict(False, str(because(user, obj) if callable(because) else because))
    if permission.needs_second_step(user, obj) and not getattr(user, "has_second_step", False):
        return Verdict(
            False,
            str(
                _(
                    "This needs two-step verification, because it moves money or shows personal "
                    "details. Set it up once and come back."
                )
            ),
            mend="mfa_index",
        )
    return Verdict(True)


def require(user: Any, name: str, obj: Any = None) -> None:
    """Raise Refused, with its reason, unless the person may."""
    verdict = may(user, name, obj)
    if not verdict:
        raise Refused(verdict.reason, verdict.mend)
