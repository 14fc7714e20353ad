"""Two records of one organisation become one: everything moves, and nothing published changes."""

from collections.abc import Callable

import pytest
from django.db import models
from django.test import Client

from allotment.fund.models import Call, Entry
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.audit.queries import verify_all
from allotment.kernel.organisations.models import (
    JoinRequest,
    MailDomain,
    Membership,
    Organisation,
)
from allotment.kernel.organisations.queries.alike import references
from allotment.kernel.organisations.services import OrganisationError, add_organisation, merging
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

    merging.merge(gone=people.wexcombe, stays=twin, by=people.keeper)

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


def test_the_people_of_both_work_on_and_a_role_held_twice_is_held_once(
    people: People, twin: Organisation, as_person: AsPerson
) -> None:
    world = make_world(people)
    for role in ("fund.manager", "organisations.administrator"):
        Membership.objects.create(organisation=twin, person=people.manager, role=role)

    merging.merge(gone=people.wexcombe, stays=twin, by=people.keeper)

    held = Membership.objects.filter(person=people.manager, organisation=twin)
    assert sorted(held.filter(ended_at=None).values_list("role", flat=True)) == [
        "fund.manager", "organisations.administrator",
    ]  # fmt: skip
    assert held.count() == 3
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
    merging.merge(gone=people.wexcombe, stays=twin, by=people.keeper)
    client, address = as_person(people.administrator), f"/organisations/{twin.key}/history/"

    assert "Two records were brought together" in client.get(address).content.decode()
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

    assert f"{people.wexcombe.name} is now one with {twin.name}." in page
    assert keeper.get(address).status_code == 404
    assert people.wexcombe.name not in keeper.get("/organisations/all/").content.decode()
    assert "No two organisations" in keeper.get("/organisations/all/alike/").content.decode()


def test_nobody_adds_an_organisation_under_an_identifier_that_went_into_another(
    people: People, twin: Organisation
) -> None:
    Organisation.objects.filter(pk=twin.pk).update(org_id="GB-LAE-TWN")
    merging.merge(gone=people.wexcombe, stays=twin, by=people.keeper)

    with pytest.raises(OrganisationError, match="is here already"):
        add_organisation(by=people.newcomer, name="X", kind="council", org_id="GB-LAE-WXC")
