"""Two records of one organisation become one: everything moves, and nothing published changes."""

import re
from collections.abc import Callable

import pytest
from django.db import models
from django.test import Client

from allotment.fund.models import Call, Entry
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.audit.queries import verify_all
from allotment.kernel.guards.unique import TakenError
from allotment.kernel.jobs.models import OutboxLine
from allotment.kernel.organisations.domain.roles import MEMBER
from allotment.kernel.organisations.models import (
    Invitation,
    JoinRequest,
    MailDomain,
    Membership,
    Organisation,
)
from allotment.kernel.organisations.queries.alike import references
from allotment.kernel.organisations.services import (
    OrganisationError,
    accept_invitation,
    add_organisation,
    give_role,
    hand_over,
    invite,
    joining,
    merging,
    staff,
)
from allotment.kernel.people.models import User
from allotment.money.models import Pot
from allotment.money.services import pots
from allotment.register.models import Award as PublishedAward
from tests.house.world import make_world
from tests.people import People
from tests.racing import at_once

AsPerson = Callable[[object | None], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def twin(people: People) -> Organisation:
    """A second record of Wexcombe's."""
    return Organisation.objects.create(
        name="Borough Council of Wexcombe", kind="council", web="https://wexcombe.example"
    )


def all_roles(organisation: Organisation) -> set[int]:
    """Every role held there, as a keeper chooses them who knows everybody."""
    return set(organisation.memberships.values_list("pk", flat=True))


def roles_of(person: User, organisation: Organisation) -> list[str]:
    """The roles that somebody has there now."""
    held = Membership.objects.filter(person=person, organisation=organisation, ended_at=None)
    return sorted(held.values_list("role", flat=True))


def rows_of(organisation: Organisation) -> dict[str, int]:
    """How many rows refer to an organisation, by column."""
    return {
        f"{field.model._meta.label}.{field.name}":
            models.QuerySet(field.model).filter(**{field.name: organisation}).count()
        for field in references()
    }  # fmt: skip


def test_every_row_that_refers_to_it_moves_and_every_model_is_tried(
    people: People, twin: Organisation
) -> None:
    make_world(people)
    Organisation.objects.create(name="Earlier", kind="council", merged_into=people.wexcombe)
    before, of_entrant = rows_of(people.wexcombe), rows_of(people.repair_cafe)

    merging.merge(
        gone=people.wexcombe, stays=twin, by=people.keeper, keeps=all_roles(people.wexcombe)
    )

    untried = {name for name, count in before.items() if not count and not of_entrant[name]}
    assert untried == set(), "let the world of the tests hold a row of it"
    assert rows_of(twin) == {**before, "organisations.Organisation.merged_into": 2}
    assert not any(rows_of(people.wexcombe).values())
    assert verify_all()[1] == []


def test_what_was_published_and_the_address_stay(
    people: People, twin: Organisation, as_person: AsPerson
) -> None:
    make_world(people)
    people.administrator  # noqa: B018
    award = PublishedAward.objects.get(source="own")

    merging.merge(gone=people.wexcombe, stays=twin, by=people.keeper)

    award.refresh_from_db()
    assert award.funder_name == "Wexcombe Borough Council"
    assert award.funder.organisation == twin
    page = as_person(people.administrator).get(f"/organisations/{people.wexcombe.key}/")
    assert twin.name in page.content.decode()
    twin.refresh_from_db()
    assert (twin.is_funder, twin.org_id, twin.web) == (
        True, "GB-LAE-WXC", "https://wexcombe.example",
    )  # fmt: skip


def test_whoever_added_a_record_gets_no_right_over_the_one_that_stays(
    people: People, as_person: AsPerson
) -> None:
    added = add_organisation(by=people.newcomer, name="Wexcombe Council", kind="council")
    give_role(
        organisation=added, person=people.manager, role="organisations.administrator",
        by=people.newcomer,
    )  # fmt: skip
    add = Membership.objects.create
    add(organisation=added, person=people.entrant, role="organisations.administrator")
    for role in ("organisations.administrator", "organisations.member"):
        invite(organisation=added, email="friend@example.org", role=role, by=people.newcomer)

    merging.merge(gone=added, stays=people.wexcombe, by=people.keeper)

    assert roles_of(people.newcomer, people.wexcombe) == ["organisations.member"]
    assert roles_of(people.entrant, people.wexcombe) == ["organisations.member"]
    assert roles_of(people.manager, people.wexcombe) == ["fund.manager"]
    still_open = Invitation.objects.get(withdrawn_at=None)
    assert (still_open.organisation, still_open.role) == (people.wexcombe, "organisations.member")
    page = as_person(people.newcomer).get(f"/organisations/{people.wexcombe.key}/invite/")
    assert page.status_code == 403


def test_each_role_that_ends_is_on_record_and_the_modules_learn_of_it(
    people: People, twin: Organisation
) -> None:
    Membership.objects.create(organisation=twin, person=people.newcomer, role="fund.assessor")

    merging.merge(gone=twin, stays=people.wexcombe, by=people.keeper)

    person = str(people.newcomer.pk)
    ended = AuditLine.objects.get(kind="organisations.role_ended")
    assert ended.facts == {"person": person, "role": "fund.assessor"}
    given = AuditLine.objects.get(kind="organisations.role_given")
    assert given.facts == {"person": person, "role": "organisations.member"}
    said = OutboxLine.objects.get(kind="organisations.role_ended").payload
    assert said == {
        "organisation": people.wexcombe.pk, "person": person, "role": "fund.assessor", "to": "",
    }  # fmt: skip
    assert verify_all()[1] == []


def test_a_role_of_the_record_that_stays_cannot_be_chosen_away(
    people: People, twin: Organisation
) -> None:
    elsewhere = Membership.objects.create(
        organisation=people.otterbourne, person=people.newcomer, role="fund.manager"
    )

    people.manager  # noqa: B018
    merging.merge(gone=twin, stays=people.wexcombe, by=people.keeper, keeps={elsewhere.pk})

    assert roles_of(people.manager, people.wexcombe) == ["fund.manager"]
    assert roles_of(people.newcomer, people.otterbourne) == ["fund.manager"]
    assert roles_of(people.newcomer, people.wexcombe) == []


def test_the_keeper_reads_who_is_who_and_chooses_which_roles_go_on(
    people: People, twin: Organisation, as_person: AsPerson
) -> None:
    for person, role in ((people.newcomer, "organisations.administrator"),
                         (people.entrant, "fund.manager"), (people.colleague, MEMBER)):  # fmt: skip
        Membership.objects.create(organisation=twin, person=person, role=role)
    chosen = Membership.objects.get(organisation=twin, person=people.entrant)
    people.administrator  # noqa: B018
    keeper, address = (
        as_person(people.keeper),
        f"/organisations/{people.wexcombe.key}/merge/{twin.key}/",
    )

    page = keeper.get(address).content.decode()
    keeper.post(
        address, {"stays": people.wexcombe.key, "keeps": [str(chosen.pk), "nonsense", "9" * 30]}
    )

    for said in ("Nia Newcomer: Administrator", "nia.newcomer@example.org", "Cole Colleague",
                 "Adam Administrator: Administrator"):  # fmt: skip
        assert said in page
    assert not re.search(r'name="keeps"[^>]*checked', page)
    assert roles_of(people.entrant, people.wexcombe) == ["fund.manager"]
    assert roles_of(people.newcomer, people.wexcombe) == [MEMBER]
    assert roles_of(people.colleague, people.wexcombe) == [MEMBER]


def test_what_the_keeper_chose_is_there_still_where_it_could_not_be_done(
    people: People, twin: Organisation, as_person: AsPerson
) -> None:
    Organisation.objects.filter(pk=twin.pk).update(is_funder=True)
    Membership.objects.create(organisation=twin, person=people.finance, role="money.finance")
    for funder in (people.wexcombe, twin):
        pots.open_pot(
            funder=funder, name="Ideas", source="Line 1", financial_year=2026, by=people.finance
        )
    chosen = Membership.objects.get(organisation=twin, person=people.finance)

    page = (
        as_person(people.keeper)
        .post(
            f"/organisations/{people.wexcombe.key}/merge/{twin.key}/",
            {"stays": people.wexcombe.key, "keeps": chosen.pk},
        )
        .content.decode()
    )

    assert "Rename one first" in page
    assert re.search(rf'value="{chosen.pk}"[^>]*checked', page)
    assert roles_of(people.finance, twin) == ["money.finance"]


def test_the_people_of_both_work_on_and_a_role_held_twice_is_held_once(
    people: People, twin: Organisation, as_person: AsPerson
) -> None:
    world = make_world(people)
    for role in ("fund.manager", "organisations.administrator"):
        Membership.objects.create(organisation=twin, person=people.manager, role=role)

    merging.merge(
        gone=people.wexcombe, stays=twin, by=people.keeper, keeps=all_roles(people.wexcombe)
    )

    assert roles_of(people.manager, twin) == ["fund.manager", "organisations.administrator"]
    assert Membership.objects.filter(person=people.manager, organisation=twin).count() == 3
    key = world.parts["fund:entries"]["key"]
    client = as_person(people.manager)
    assert client.get(f"/manage/{key}/entries/").status_code == 200
    assert client.get("/pots/").status_code == 200
    assert Call.objects.filter(funder=twin).exists()
    assert as_person(people.outsider).get(f"/manage/{key}/entries/").status_code == 404


def test_what_the_people_of_the_other_could_find_they_still_find(
    people: People, twin: Organisation, as_person: AsPerson
) -> None:
    from allotment.kernel.jobs import services as jobs
    from allotment.kernel.jobs.models import Job

    make_world(people)
    jobs.deliver()
    for key in Job.objects.filter(status="queued").values_list("key", flat=True):
        jobs.run(key)
    entry = Entry.objects.order_by("pk").first()
    assert entry is not None
    found = as_person(people.colleague).get("/search/", {"q": entry.title}).content.decode()
    assert f"/entries/{entry.key}/" in found

    merging.merge(gone=people.repair_cafe, stays=twin, by=people.keeper)

    found = as_person(people.colleague).get("/search/", {"q": entry.title}).content.decode()
    assert f"/entries/{entry.key}/" in found


def test_what_happened_under_each_can_be_read(
    people: People, twin: Organisation, as_person: AsPerson
) -> None:
    make_world(people)
    people.administrator  # noqa: B018
    merging.merge(
        gone=people.wexcombe, stays=twin, by=people.keeper, keeps=all_roles(people.wexcombe)
    )
    client, address = as_person(people.administrator), f"/organisations/{twin.key}/history/"

    assert "Two records were merged" in client.get(address).content.decode()
    before = client.get(address, {"of": people.wexcombe.key}).content.decode()
    assert "Letters sent" in before
    assert AuditLine.objects.filter(kind="organisations.merged").count() == 1


def test_who_asks_both_is_answered_once(people: People, twin: Organisation) -> None:
    for each in (people.wexcombe, twin):
        JoinRequest.objects.create(organisation=each, person=people.entrant)
        MailDomain.objects.create(organisation=each, name="wexcombe.example")
    JoinRequest.objects.create(organisation=twin, person=people.newcomer)

    merging.merge(gone=twin, stays=people.wexcombe, by=people.keeper)

    asking = JoinRequest.objects.filter(organisation=people.wexcombe)
    assert {each.person for each in asking} == {people.entrant, people.newcomer}
    assert JoinRequest.objects.count() == 2
    assert MailDomain.objects.get().organisation == people.wexcombe


def test_two_things_of_one_name_are_said_and_nothing_moves(
    people: People, twin: Organisation
) -> None:
    Organisation.objects.filter(pk=twin.pk).update(is_funder=True)
    Membership.objects.create(organisation=twin, person=people.finance, role="money.finance")
    for funder in (people.wexcombe, twin):
        pots.open_pot(
            funder=funder, name="Ideas", source="Line 1", financial_year=2026, by=people.finance
        )

    with pytest.raises(OrganisationError, match="Rename one first"):
        merging.merge(gone=people.wexcombe, stays=twin, by=people.keeper)

    assert Pot.objects.filter(funder=people.wexcombe).count() == 1
    assert Organisation.objects.filter(merged_into=None).count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_merge_them_either_way_one_does(people: People, twin: Organisation) -> None:
    keeper, wexcombe, done = people.keeper, people.wexcombe, []

    def try_it(number: int) -> None:
        gone, stays = (twin, wexcombe) if number % 2 else (wexcombe, twin)
        try:
            merging.merge(gone=gone, stays=stays, by=keeper)
        except OrganisationError:
            return
        done.append(number)

    at_once(try_it)

    assert len(done) == 1
    assert Organisation.objects.filter(merged_into=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_accepts_while_they_are_merged_has_the_role_in_the_one_that_stays(
    people: People, twin: Organisation
) -> None:
    keeper, wexcombe = people.keeper, people.wexcombe
    invited = [User.objects.create(email=f"invited.{n}@example.org", name="I") for n in range(7)]
    invitations = [
        invite(organisation=twin, email=each.email, role=MEMBER, by=keeper) for each in invited
    ]

    def try_it(number: int) -> None:
        if number == 7:
            merging.merge(gone=twin, stays=wexcombe, by=keeper)
        else:
            accept_invitation(invitation=invitations[number], by=invited[number])

    at_once(try_it)

    assert not twin.memberships.exists()
    assert [roles_of(each, wexcombe) for each in invited] == [[MEMBER]] * 7


def test_an_invitation_read_before_the_merge_gives_the_role_in_the_one_that_stays(
    people: People, twin: Organisation
) -> None:
    made = invite(organisation=twin, email=people.newcomer.email, role=MEMBER, by=people.keeper)
    merging.merge(gone=twin, stays=people.wexcombe, by=people.keeper)

    accept_invitation(invitation=made, by=people.newcomer)

    assert roles_of(people.newcomer, people.wexcombe) == [MEMBER]
    assert not twin.memberships.exists()
    joined = AuditLine.objects.get(kind="organisations.joined")
    assert joined.chain == AuditLine.objects.get(kind="organisations.merged").chain


def test_one_to_administer_read_before_the_merge_gives_nothing(
    people: People, twin: Organisation
) -> None:
    made = invite(
        organisation=twin, email=people.newcomer.email, role="organisations.administrator",
        by=people.keeper,
    )  # fmt: skip
    merging.merge(gone=twin, stays=people.wexcombe, by=people.keeper)

    with pytest.raises(OrganisationError, match="used or withdrawn, or has expired"):
        accept_invitation(invitation=made, by=people.newcomer)

    assert not people.newcomer.memberships.exists()


def test_who_administered_the_record_that_went_lets_nobody_in_from_a_page_read_before(
    people: People, twin: Organisation
) -> None:
    Membership.objects.create(
        organisation=twin, person=people.newcomer, role="organisations.administrator"
    )
    asks = JoinRequest.objects.create(organisation=twin, person=people.entrant)
    merging.merge(gone=twin, stays=people.wexcombe, by=people.keeper)
    by = people.newcomer

    for act in (
        lambda: invite(organisation=twin, email="a@example.org", role=MEMBER, by=by),
        lambda: give_role(organisation=twin, person=people.entrant, role=MEMBER, by=by),
        lambda: hand_over(organisation=twin, leaving=by, to=people.entrant, by=by),
        lambda: joining.answer(request=asks, approve=True, why="", by=by),
        lambda: staff.apply(organisation=twin, lines=[], by=by),
    ):
        with pytest.raises(OrganisationError, match="merged with another"):
            act()

    assert not Invitation.objects.exists()
    assert not people.entrant.memberships.filter(organisation=people.wexcombe).exists()
    asks.refresh_from_db()
    assert asks.state == JoinRequest.State.WAITING


def test_the_keeper_finds_them_reads_what_will_happen_and_chooses_which_stays(
    people: People, twin: Organisation, as_person: AsPerson
) -> None:
    make_world(people)
    keeper = as_person(people.keeper)
    address = f"/organisations/{people.wexcombe.key}/merge/{twin.key}/"

    assert "the same name" in keeper.get("/organisations/all/alike/").content.decode()
    assert "This cannot be undone." in keeper.get(address).content.decode()
    assert as_person(people.administrator).get(address).status_code == 403
    page = keeper.post(address, {"stays": twin.key}, follow=True).content.decode()

    assert f"{people.wexcombe.name} has been merged into {twin.name}." in page
    assert keeper.get(address).status_code == 404
    assert people.wexcombe.name not in keeper.get("/organisations/all/").content.decode()
    assert "No possible duplicates" in keeper.get("/organisations/all/alike/").content.decode()


def test_nobody_adds_an_organisation_under_an_identifier_that_went_into_another(
    people: People, twin: Organisation
) -> None:
    Organisation.objects.filter(pk=twin.pk).update(org_id="GB-LAE-TWN")
    merging.merge(gone=people.wexcombe, stays=twin, by=people.keeper)

    with pytest.raises(TakenError, match="is here already"):
        add_organisation(by=people.newcomer, name="X", kind="council", org_id="GB-LAE-WXC")
