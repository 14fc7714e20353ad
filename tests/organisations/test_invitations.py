"""Invitations: by e-mail, for two weeks, for the invited person alone."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from allotment.kernel.audit.models import AuditLine
from allotment.kernel.notify.models import Mail
from allotment.kernel.organisations import services
from allotment.kernel.organisations.models import Invitation, Membership, Organisation
from allotment.kernel.people.models import User
from allotment.kernel.web.tasks import tasks_of
from tests.people import People
from tests.people.sign_in import mailed_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(people: People) -> Invitation:
    """Nia is invited to assess for Wexcombe."""
    return services.invite(
        organisation=people.wexcombe, email=people.newcomer.email, role="fund.assessor",
        by=people.administrator,
    )  # fmt: skip


def _signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _address(invitation: Invitation) -> str:
    return f"/organisations/invitation/{invitation.secret}/"


def test_the_mail_says_who_invites_to_what_and_how_long(invitation: Invitation) -> None:
    mail = Mail.objects.get(to="nia.newcomer@example.org")

    assert mail.body.index(_address(invitation)) < mail.body.index("Wexcombe Borough Council")
    assert "Assessor" in mail.body
    assert _address(invitation) in mail.body
    assert "Wexcombe" not in mail.subject


def test_the_invited_person_accepts_and_has_the_role(
    people: People, invitation: Invitation
) -> None:
    client = _signed_in(people.newcomer)

    page = client.get(_address(invitation)).content.decode()
    answer = client.post(_address(invitation))

    assert "Accept the invitation" in page
    assert answer.headers["Location"] == "/tasks/"
    assert User.objects.get(pk=people.newcomer.pk).has_role(people.wexcombe.pk, "fund.assessor")
    assert AuditLine.objects.filter(kind="organisations.joined").count() == 1


def test_it_is_among_the_persons_tasks_until_it_is_answered(
    people: People, invitation: Invitation
) -> None:
    before = [t.url for t in tasks_of(people.newcomer)]
    services.accept_invitation(invitation=invitation, by=people.newcomer)

    assert before == [_address(invitation)]
    person = User.objects.get(pk=people.newcomer.pk)
    assert [t.text for t in tasks_of(person)] == ["Set up two-step verification"]


def test_nobody_else_can_accept_it(people: People, invitation: Invitation) -> None:
    client = _signed_in(people.entrant)

    page = client.get(_address(invitation)).content.decode()
    answer = client.post(_address(invitation))

    for text in (page, answer.content.decode()):
        assert "This invitation went to another e-mail address" in text
        assert people.newcomer.email not in text
    assert not people.entrant.memberships.filter(role="fund.assessor").exists()


def test_it_does_not_outlive_whoever_made_it(people: People, invitation: Invitation) -> None:
    Membership.objects.filter(person=people.administrator).update(ended_at=timezone.now())

    page = _signed_in(people.newcomer).get(_address(invitation)).content.decode()
    with pytest.raises(services.OrganisationError, match="no longer an administrator"):
        services.accept_invitation(invitation=invitation, by=people.newcomer)

    assert "no longer an administrator there" in page
    assert not Membership.objects.filter(person=people.newcomer).exists()


def test_it_works_once(people: People, invitation: Invitation) -> None:
    client = _signed_in(people.newcomer)
    client.post(_address(invitation))
    Membership.objects.filter(person=people.newcomer).update(ended_at=timezone.now())

    page = client.post(_address(invitation)).content.decode()

    assert "has been used or withdrawn, or has expired" in page
    assert not Membership.objects.filter(person=people.newcomer, ended_at=None).exists()


def test_after_two_weeks_it_is_out_of_date(people: People, invitation: Invitation) -> None:
    client = _signed_in(people.newcomer)
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))

    page = client.post(_address(invitation)).content.decode()

    assert "has been used or withdrawn, or has expired" in page
    assert not people.newcomer.memberships.exists()


def test_it_holds_for_fourteen_days(people: People) -> None:
    now = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False):
        made = services.invite(
            organisation=people.wexcombe, email="a@example.org", role="fund.board",
            by=people.administrator,
        )  # fmt: skip

    assert made.expires_at == now + dt.timedelta(days=14)


def test_a_withdrawn_one_does_not_work_and_an_accepted_one_stays(
    people: People, invitation: Invitation
) -> None:
    administrator = _signed_in(people.administrator)
    withdraw = f"/organisations/{people.wexcombe.key}/invitations/{invitation.key}/withdraw/"

    administrator.post(withdraw)
    page = _signed_in(people.newcomer).post(_address(invitation)).content.decode()

    assert "has been used or withdrawn, or has expired" in page
    assert AuditLine.objects.filter(kind="organisations.invitation_withdrawn").count() == 1
    administrator.post(withdraw)
    assert AuditLine.objects.filter(kind="organisations.invitation_withdrawn").count() == 1


def test_inviting_again_makes_the_old_link_useless(people: People, invitation: Invitation) -> None:
    renewed = services.invite(
        organisation=people.wexcombe, email=people.newcomer.email.upper(), role="fund.assessor",
        by=people.administrator,
    )  # fmt: skip

    client = _signed_in(people.newcomer)

    assert "has expired" in client.get(_address(invitation)).content.decode()
    assert "Accept the invitation" in client.get(_address(renewed)).content.decode()


def test_a_visitor_reads_what_is_offered_and_how_to_get_in(invitation: Invitation) -> None:
    page = Client().get(_address(invitation)).content.decode()

    assert "Wexcombe Borough Council invites you" in page
    assert invitation.email not in page
    assert "Create an account" in page
    assert re.search(
        r'href="/account/signup/\?next=%2Forganisations%2Finvitation|/account/signup/\?next=/organisations',
        page,
    )


def test_a_wrong_link_is_not_found(people: People) -> None:
    assert Client().get("/organisations/invitation/guessed/").status_code == 404


def test_signing_up_from_an_invitation_leads_back_to_it(people: People) -> None:
    invitation = services.invite(
        organisation=people.wexcombe, email="fresh@example.org", role="fund.assessor",
        by=people.administrator,
    )  # fmt: skip
    client = Client()

    client.post(
        "/account/signup/",
        {
            "name": "Fresh",
            "email": "fresh@example.org",
            "password1": "",
            "next": _address(invitation),
        },
    )
    back = client.post("/account/confirm-email/", {"code": mailed_code("fresh@example.org")})
    client.post(back.headers["Location"])

    assert back.headers["Location"] == _address(invitation)
    assert User.objects.get(email="fresh@example.org").has_role(people.wexcombe.pk, "fund.assessor")


def test_only_funders_roles_are_offered_by_funders(people: People) -> None:
    Membership.objects.create(
        organisation=people.repair_cafe, person=people.entrant, role="organisations.administrator"
    )
    client = _signed_in(people.entrant)
    address = f"/organisations/{people.repair_cafe.key}/invite/"

    page = client.get(address).content.decode()
    forged = client.post(address, {"email": "a@example.org", "role": "fund.manager"})

    assert "organisations.member" in page
    assert "fund.manager" not in page
    assert forged.status_code == 200
    assert not Invitation.objects.exists()
    with pytest.raises(services.OrganisationError, match="Only organisations that fund others"):
        services.invite(
            organisation=people.repair_cafe, email="a@example.org", role="fund.manager",
            by=people.entrant,
        )  # fmt: skip


@pytest.mark.parametrize("name", ["manager", "finance", "auditor", "outsider", "entrant"])
def test_only_administrators_invite(people: People, name: str) -> None:
    people.administrator  # noqa: B018
    client = _signed_in(getattr(people, name))

    answer = client.post(
        f"/organisations/{people.wexcombe.key}/invite/",
        {"email": "a@example.org", "role": "fund.manager"},
    )

    assert answer.status_code in {403, 404}
    assert not Invitation.objects.exists()


def test_an_address_longer_than_any_is_refused_on_its_page(people: People) -> None:
    client = _signed_in(people.administrator)
    longer = f"a@{'b' * 60}.{'b' * 60}.{'b' * 60}.{'b' * 60}.{'b' * 10}.org"

    answer = client.post(
        f"/organisations/{people.wexcombe.key}/invite/",
        {"email": longer, "role": "organisations.member"},
    )

    assert answer.status_code == 200
    assert not Invitation.objects.exists()


def test_an_administrator_cannot_withdraw_anothers_invitation(
    people: People, invitation: Invitation
) -> None:
    other = Organisation.objects.create(name="Elsewhere", kind="charity")
    people.administrator.memberships.create(organisation=other, role="organisations.administrator")

    answer = _signed_in(people.administrator).post(
        f"/organisations/{other.key}/invitations/{invitation.key}/withdraw/"
    )

    assert answer.status_code == 404
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None


def test_who_adds_an_organisation_cannot_mail_the_whole_town(people: People) -> None:
    mine = services.add_organisation(by=people.newcomer, name="A choir", kind="community_group")
    other = services.add_organisation(by=people.newcomer, name="Another", kind="community_group")
    client = _signed_in(people.newcomer)

    for number in range(services.MOST_INVITED):
        services.invite(
            organisation=mine if number % 2 else other, email=f"stranger{number}@example.org",
            role="organisations.member", by=people.newcomer,
        )  # fmt: skip
    late = client.post(
        f"/organisations/{mine.key}/invite/",
        {"email": "one.more@example.org", "role": "organisations.member"},
    )

    assert "You can invite 20 people a day" in late.content.decode()
    assert "one.more@example.org" in late.content.decode()
    assert Mail.objects.filter(to__startswith="stranger").count() == services.MOST_INVITED
    with time_machine.travel(timezone.now() + dt.timedelta(days=1, minutes=1)):
        services.invite(
            organisation=mine, email="a@example.org", role="organisations.member",
            by=people.newcomer,
        )  # fmt: skip


def test_a_funder_invites_as_many_as_work_for_it(people: People) -> None:
    for number in range(services.MOST_INVITED + 1):
        services.invite(
            organisation=people.wexcombe, email=f"a{number}@example.org", role="fund.assessor",
            by=people.administrator,
        )  # fmt: skip


def test_nobody_adds_organisations_without_end(people: People) -> None:
    for number in range(services.MOST_ADDED):
        services.add_organisation(by=people.newcomer, name=f"Choir {number}", kind="charity")

    with pytest.raises(services.OrganisationError, match="add 5 organisations a day"):
        services.add_organisation(by=people.newcomer, name="One more", kind="charity")
