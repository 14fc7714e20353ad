"""Roles: given, ended, handed over; an organisation always has an administrator."""

import pytest
from django.test import Client

from allotment.kernel.audit.models import AuditLine
from allotment.kernel.notify.models import Message
from allotment.kernel.organisations import services
from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.web.tasks import tasks_of
from tests.people import People

pytestmark = pytest.mark.django_db


def held(person: User) -> set[str]:
    return set(person.memberships.filter(ended_at=None).values_list("role", flat=True))


def test_who_adds_an_organisation_administers_it(people: People) -> None:
    made = services.add_organisation(by=people.newcomer, name="  Toy   library ", kind="charity")

    assert made.name == "Toy library"
    assert held(people.newcomer) == {"organisations.administrator", "organisations.member"}
    assert not made.is_funder


def test_a_role_is_held_once(people: People) -> None:
    for _ in range(2):
        services.give_role(
            organisation=people.wexcombe, person=people.newcomer, role="fund.board", by=None
        )

    assert people.newcomer.memberships.count() == 1
    assert AuditLine.objects.filter(kind="organisations.role_given").count() == 1


@pytest.mark.parametrize("role", ["", "fund.king", "site.keeper"])
def test_an_unknown_role_is_refused(people: People, role: str) -> None:
    with pytest.raises(services.OrganisationError):
        services.give_role(organisation=people.wexcombe, person=people.newcomer, role=role, by=None)


def test_only_a_funder_has_the_roles_of_funders(people: People) -> None:
    with pytest.raises(services.OrganisationError, match="Only organisations that fund others"):
        services.give_role(
            organisation=people.repair_cafe, person=people.newcomer, role="fund.manager", by=None
        )

    assert {r.key for r in roles.offered(for_funder=False)} == {
        "organisations.administrator", "organisations.member",
    }  # fmt: skip


def test_the_last_administrator_stays(people: People) -> None:
    row = people.administrator.memberships.get()
    client = Client()
    client.force_login(people.administrator)

    page = client.post(f"/organisations/{people.wexcombe.key}/roles/{row.pk}/end/")

    assert "An organisation needs an administrator" in page.content.decode()
    assert held(people.administrator) == {"organisations.administrator"}


def test_one_of_two_administrators_can_leave(people: People) -> None:
    services.give_role(
        organisation=people.wexcombe, person=people.manager, role="organisations.administrator",
        by=people.administrator,
    )  # fmt: skip

    services.end_role(membership=people.administrator.memberships.get(), by=people.manager)

    assert held(people.administrator) == set()


def test_an_ended_role_ends_at_once_and_is_kept_as_history(people: People) -> None:
    people.administrator  # noqa: B018
    client = Client()
    client.force_login(people.manager)
    assert client.get("/manage/").status_code == 200

    services.end_role(membership=people.manager.memberships.get(), by=people.administrator)

    assert client.get("/manage/").status_code == 403
    assert people.manager.memberships.get().ended_at is not None


def test_a_colleague_who_leaves_hands_everything_over(people: People) -> None:
    for role in ("fund.manager", "money.finance", "organisations.administrator"):
        services.give_role(organisation=people.wexcombe, person=people.newcomer, role=role, by=None)
    client = Client()
    client.force_login(people.administrator)

    answer = client.post(
        f"/organisations/{people.wexcombe.key}/hand-over/{people.newcomer.pk}/",
        {"to": str(people.administrator.pk)},
    )

    assert answer.status_code == 302
    assert held(people.newcomer) == set()
    assert held(people.administrator) == {
        "fund.manager", "money.finance", "organisations.administrator",
    }  # fmt: skip
    assert Message.objects.filter(person=people.administrator).count() == 1


def test_nothing_is_handed_to_somebody_who_does_not_work_there(people: People) -> None:
    people.manager  # noqa: B018
    client = Client()
    client.force_login(people.administrator)

    answer = client.post(
        f"/organisations/{people.wexcombe.key}/hand-over/{people.manager.pk}/",
        {"to": str(people.outsider.pk)},
    )

    assert answer.status_code == 200
    assert held(people.manager) == {"fund.manager"}


def test_roles_elsewhere_are_left_alone_when_handing_over(people: People) -> None:
    services.give_role(
        organisation=people.wexcombe, person=people.outsider, role="fund.board", by=None
    )

    services.hand_over(
        organisation=people.wexcombe, leaving=people.outsider, to=people.administrator,
        by=people.administrator,
    )  # fmt: skip

    assert held(people.outsider) == {"fund.manager", "money.finance"}
    assert Membership.objects.filter(person=people.administrator, role="fund.board").exists()


def test_a_role_of_another_organisation_is_not_found(people: People) -> None:
    theirs = people.outsider.memberships.first()
    assert theirs is not None
    client = Client()
    client.force_login(people.administrator)

    answer = client.post(f"/organisations/{people.wexcombe.key}/roles/{theirs.pk}/end/")

    assert answer.status_code == 404
    assert "fund.manager" in held(people.outsider)


def test_only_those_who_work_there_and_the_keeper_see_who_does(people: People) -> None:
    address = f"/organisations/{people.wexcombe.key}/"
    expected = {
        "manager": 200, "auditor": 200, "administrator": 200, "keeper": 200,
        "entrant": 404, "outsider": 404, "newcomer": 404,
    }  # fmt: skip

    seen = {}
    for name in expected:
        client = Client()
        client.force_login(getattr(people, name))
        seen[name] = client.get(address).status_code

    assert seen == expected


def test_addresses_are_not_shown_to_colleagues(people: People) -> None:
    people.administrator  # noqa: B018
    client = Client()
    client.force_login(people.manager)

    page = client.get(f"/organisations/{people.wexcombe.key}/").content.decode()

    assert "Adam Administrator" in page
    assert people.administrator.email not in page


def _comes_to(person: User, address: str) -> int:
    client = Client()
    client.force_login(person)
    return client.get(address).status_code


def test_a_club_s_administrator_needs_no_second_step(people: People) -> None:
    club = services.add_organisation(by=people.newcomer, name="Toy library", kind="charity")
    colleague = User.objects.create(email="cleo@example.org", name="Cleo")
    services.give_role(
        organisation=club, person=colleague, role="organisations.member", by=people.newcomer
    )

    for page in ("change", "invite", f"hand-over/{colleague.pk}"):
        assert _comes_to(people.newcomer, f"/organisations/{club.key}/{page}/") == 200, page


def test_a_funder_s_administrator_needs_one_and_so_does_who_becomes_one(people: People) -> None:
    club = services.add_organisation(by=people.newcomer, name="Toy library", kind="charity")
    services.set_funder(organisation=club, is_funder=True, by=people.keeper)
    role = people.newcomer.memberships.get(role="organisations.member").pk

    for page in ("change", "invite", f"roles/{role}/end"):
        assert _comes_to(people.newcomer, f"/organisations/{club.key}/{page}/") == 403, page
    assert "Set up two-step verification" in [task.text for task in tasks_of(people.newcomer)]


def test_the_keeper_needs_one_in_everybody_s_organisation(people: People) -> None:
    people.keeper.authenticator_set.all().delete()

    assert _comes_to(people.keeper, f"/organisations/{people.repair_cafe.key}/change/") == 403
