"""A person's own organisations: one is shown as it is, several are a list."""

from collections.abc import Callable

import pytest
from django.test import Client

from allotment.kernel.organisations.models import Membership, Organisation
from tests.people import People

pytestmark = pytest.mark.django_db
AsPerson = Callable[[object | None], Client]


def test_where_there_is_one_there_is_nothing_to_sort(people: People, as_person: AsPerson) -> None:
    page = as_person(people.entrant).get("/organisations/").content.decode()

    assert people.repair_cafe.name in page
    assert "Download as CSV" not in page
    assert "data-list" not in page


def test_several_are_found_by_name_and_removed(people: People, as_person: AsPerson) -> None:
    choir = Organisation.objects.create(name="Aldbourne Choir", kind="charity")
    Membership.objects.create(
        organisation=choir, person=people.entrant, role="organisations.administrator"
    )
    client = as_person(people.entrant)

    page = client.get("/organisations/").content.decode()
    narrowed = client.get("/organisations/?text=REPAIR").content.decode()
    file = client.get("/organisations/?format=csv&sort=-name").getvalue().decode("utf-8-sig")

    assert "2 organisations" in page
    assert page.index("Aldbourne Choir") < page.index(people.repair_cafe.name)
    assert "Aldbourne Choir" not in narrowed
    assert "1 organisation<" in narrowed
    lines = file.splitlines()
    assert lines[0] == "Name,Kind,Your roles"
    assert lines[2].startswith("Aldbourne Choir,Charity,")


def test_others_organisations_are_in_nobody_s_list(people: People, as_person: AsPerson) -> None:
    people.manager  # noqa: B018

    client = as_person(people.entrant)
    page = client.get("/organisations/?text=Wexcombe").content.decode()

    assert people.wexcombe.name not in page
    assert people.repair_cafe.name in page
