"""The main menu names sections; each has a page of its own; breadcrumbs say where one is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from allotment.kernel.web import navigation
from tests.people import People

AsPerson = Callable[..., Client]
MENU = re.compile(r'service-navigation__link" href="([^"]*)"')
CRUMBS = re.compile(r'govuk-breadcrumbs__link" href="([^"]*)"')


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_there_are_six_sections_in_the_menu_at_most() -> None:
    assert len(navigation.IN_THE_MENU) == 6
    assert navigation.RUNNING not in navigation.IN_THE_MENU


@pytest.mark.parametrize("role", [None, "newcomer", "manager", "finance", "auditor", "keeper"])
def test_each_section_of_the_menu_has_a_page_with_what_the_person_sees_in_it(
    people: People, as_person: AsPerson, role: str | None
) -> None:
    client = as_person(getattr(people, role) if role else None)

    shown = MENU.findall(page(client, "/about/"))

    assert shown == ["/sections/ideas-and-funding/", "/sections/what-works/"]
    for address in shown:
        listed = re.findall(
            r'app-card__title">\s*<a class="govuk-link" href="([^"]*)"', page(client, address)
        )
        assert listed
        assert all(client.get(each).status_code == 200 for each in listed)


def test_a_section_in_which_a_person_has_no_page_is_not_there(
    people: People, as_person: AsPerson
) -> None:
    assert as_person(None).get("/sections/events/").status_code == 404
    assert as_person(None).get("/sections/nothing/").status_code == 404
    assert as_person(people.manager).get("/sections/running/").status_code == 404
    assert as_person(people.keeper).get("/sections/running/").status_code == 200


def test_what_only_some_may_do_is_listed_only_for_them(people: People, as_person: AsPerson) -> None:
    ideas = "/sections/ideas-and-funding/"

    assert 'href="/pots/"' in page(as_person(people.finance), ideas)
    assert 'href="/pots/"' not in page(as_person(people.newcomer), ideas)
    assert 'href="/entries/"' in page(as_person(people.newcomer), ideas)
    assert 'href="/entries/"' not in page(as_person(None), ideas)


@pytest.mark.parametrize(
    ("address", "way"),
    [
        ("/register/", ["/", "/sections/ideas-and-funding/"]),
        ("/register/funders/", ["/", "/sections/ideas-and-funding/", "/register/"]),
        ("/sections/what-works/", ["/"]),
        ("/about/", []),
        ("/no-such-page/", []),
    ],
)
def test_breadcrumbs_lead_from_the_start_to_the_page(
    as_person: AsPerson, address: str, way: list[str], db: Any
) -> None:
    assert CRUMBS.findall(page(as_person(None), address)) == way


def test_for_somebody_who_is_signed_in_the_start_is_their_tasks(
    people: People, as_person: AsPerson
) -> None:
    shown = page(as_person(people.manager), "/register/")

    assert CRUMBS.findall(shown)[0] == "/tasks/"
    assert re.search(r'app-header__name" href="([^"]*)"', shown)[1] == "/tasks/"  # type: ignore[index]


def test_a_page_with_a_way_back_has_no_breadcrumbs_as_well(
    people: People, as_person: AsPerson
) -> None:
    shown = page(as_person(people.manager), "/manage/new/")

    assert "govuk-back-link" in shown
    assert not CRUMBS.findall(shown)


def test_the_section_of_the_page_is_marked_in_the_menu(as_person: AsPerson, db: Any) -> None:
    shown = page(as_person(None), "/reports/")

    marked = re.search(r'service-navigation__item--active.*?href="([^"]*)"', shown, re.DOTALL)
    assert marked is not None
    assert marked[1] == "/sections/what-works/"
