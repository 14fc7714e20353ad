"""Whoever makes a request comes with their roles, in one statement."""

import uuid
from typing import Any

import pytest
from django.utils import timezone

from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.backends import Backend
from allotment.kernel.people.models import User
from tests.people import People


@pytest.fixture
def busy(people: People) -> User:
    """Somebody with two roles here, one there, and one that has ended."""
    person = people.manager
    for organisation, role in [
        (people.wexcombe, "fund.board"), (people.repair_cafe, "organisations.member"),
    ]:  # fmt: skip
        Membership.objects.create(organisation=organisation, person=person, role=role)
    now = timezone.now()
    Membership.objects.create(
        organisation=people.otterbourne, person=person, role="fund.board", since=now, ended_at=now
    )
    return person


def test_a_person_comes_with_the_roles_that_they_hold_now(
    busy: User, people: People, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        found = Backend().get_user(busy.pk)
        assert found is not None
        roles = found.roles

    assert found == busy
    assert roles == {
        people.wexcombe.pk: {"fund.manager", "fund.board"},
        people.repair_cafe.pk: {"organisations.member"},
    }
    assert roles == User.objects.get(pk=busy.pk).roles


def test_a_person_without_a_role_is_found_too(people: People) -> None:
    nobody = User.objects.create(email="nora@example.org", name="Nora")

    found = Backend().get_user(nobody.pk)

    assert found == nobody
    assert found.roles == {}


def test_a_closed_account_and_one_that_is_not_there_are_nobody(busy: User) -> None:
    User.objects.filter(pk=busy.pk).update(is_active=False)

    assert Backend().get_user(busy.pk) is None
    assert Backend().get_user(uuid.uuid4()) is None
