"""A question has an answer, a no has a reason, and what nobody defined is refused."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext_lazy as _

from allotment.kernel.permissions import (
    Refused,
    define,
    may,
    permissions,
    predicate,
    require,
    rules,
)
from allotment.kernel.permissions.rules import UnknownPermissionError
from allotment.kernel.permissions.views import PUBLIC
from tests.people import People

AsPerson = Callable[[object | None], Client]


@predicate
def _is_mara(user: Any, _obj: Any = None) -> bool:
    return getattr(user, "name", "") == "Mara Manager"


@pytest.fixture
def defined(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rules, "_permissions", dict(rules._permissions))
    define("tests.brew", _is_mara, because=_("Only Mara brews."))
    define("tests.pour", _is_mara, because=lambda user, cup: f"Not into {cup}.", mfa=True)
    yield
    for name in ("tests.brew", "tests.pour"):
        rules.rules.permissions.remove_perm(name)


def test_a_no_carries_its_reason(defined: None, people: People) -> None:
    verdict = may(people.board, "tests.brew")

    assert not verdict
    assert verdict.reason == "Only Mara brews."
    with pytest.raises(Refused, match="Only Mara brews"):
        require(people.board, "tests.brew")


def test_a_reason_may_speak_of_the_thing(defined: None, people: People) -> None:
    assert may(people.board, "tests.pour", "the saucer").reason == "Not into the saucer."


def test_a_yes_needs_no_reason(defined: None, people: People) -> None:
    assert may(people.manager, "tests.brew") == rules.Verdict(True)
    require(people.manager, "tests.brew")


def test_what_nobody_defined_is_refused_even_to_the_keeper(people: People) -> None:
    with pytest.raises(UnknownPermissionError):
        may(people.keeper, "tests.unheard_of")


def test_a_name_is_defined_once(defined: None) -> None:
    with pytest.raises(ValueError, match="defined already"):
        define("tests.brew", _is_mara, because="again")


def test_what_moves_money_or_reads_personal_data_needs_a_second_step(
    defined: None, people: People
) -> None:
    people.newcomer.name = "Mara Manager"

    verdict = may(people.newcomer, "tests.pour", "the cup")

    assert not verdict
    assert "two-step verification" in verdict.reason
    assert verdict.mend == "mfa_index"
    assert may(people.manager, "tests.pour", "the cup")


def test_a_page_that_is_refused_says_why_and_how_to_correct_it(
    people: People, as_person: AsPerson
) -> None:
    from allauth.mfa.models import Authenticator

    people.wexcombe.memberships.create(person=people.newcomer, role="money.finance")
    assert not Authenticator.objects.filter(user=people.newcomer).exists()

    response = as_person(people.newcomer).get(f"/pots/open/{people.wexcombe.key}/")

    assert response.status_code == 403
    assert "two-step verification" in response.content.decode()
    assert "/account/2fa/" in response.content.decode()


def test_every_permission_says_what_it_is_for_and_why_not() -> None:
    for name, permission in permissions().items():
        assert str(permission.description), name
        assert permission.description != name, name
        if not callable(permission.because):
            assert str(permission.because).endswith("."), name


def test_no_visitor_may_do_anything_that_is_not_public() -> None:
    visitor = AnonymousUser()

    open_to_all = {name for name in permissions() if may(visitor, name)}

    assert open_to_all == set()


def _views(resolver: URLResolver) -> Iterator[tuple[str, Any]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name), pattern.callback


#: Views that are classes of Django's or ninja's, and public by what they are.
UNDECORATED = {"feed", "openapi-json", "api-root"}


def test_every_view_of_ours_names_a_permission_that_is_defined() -> None:
    for name, view in _views(get_resolver()):
        if not getattr(view, "__module__", "").startswith("allotment") or name in UNDECORATED:
            continue
        permission = getattr(view, "permission", None)
        assert permission == PUBLIC or permission in permissions(), (name, permission)
