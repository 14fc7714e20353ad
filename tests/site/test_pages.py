"""The site's own pages."""

import pytest
from django.test import Client

from allotment.kernel.people.models import User
from tests.people import People

PAGES = ["/", "/about/", "/accessibility/", "/privacy/", "/cookies/", "/components/"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_a_visitor_reads_the_page_and_gets_no_cookie(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert not response.cookies
    assert b"<h1" in response.content


@pytest.mark.django_db
def test_the_policy_lets_no_inline_script_run(client: Client) -> None:
    response = client.get("/")

    policy = response.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "nonce-" in policy
    assert "frame-ancestors 'none'" in policy
    assert "camera=()" in response.headers["Permissions-Policy"]


@pytest.mark.django_db
def test_your_tasks_asks_a_visitor_to_sign_in(client: Client) -> None:
    response = client.get("/tasks/")

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


def test_a_signed_in_person_sees_their_tasks(as_person, people: People) -> None:
    response = as_person(people.newcomer).get("/tasks/")

    assert response.status_code == 200
    assert "You have no tasks" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_demonstration_sign_in_is_not_there_outside_a_demonstration(client: Client) -> None:
    assert client.get("/demonstration/").status_code == 404


def test_a_demonstration_s_sign_in_is_one_of_the_person_s_sessions(
    people: People, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    person = people.newcomer
    User.objects.filter(pk=person.pk).update(is_demonstration=True)
    here, library = Client(), Client()

    for each in (here, library):
        each.post(f"/demonstration/{person.pk}/")
    listed = here.get("/account/sessions/").content.decode()
    here.post("/account/sign-out-everywhere/")

    assert listed.count('name="session"') == 1, "the other browser can be signed out"
    assert "this browser" in listed
    assert here.get("/tasks/").status_code == 200
    assert library.get("/tasks/").status_code == 302
