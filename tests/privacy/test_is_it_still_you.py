"""Taking all of one's data away, or having it erased, is asked for by the person and nobody else."""

import time

import pytest
from django.test import Client

from allotment.kernel.people.models import User
from tests.people import People
from tests.people.sign_in import PASSWORD, app_code, mailed_code

pytestmark = pytest.mark.django_db

FORMS = ["/account/data/erase/", "/account/data/download/"]


@pytest.fixture
def nia(people: People) -> User:
    """Somebody who has never chosen a password."""
    person = people.newcomer
    person.set_unusable_password()
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def with_password(person: User) -> Client:
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    return client


def with_code(person: User) -> Client:
    client = Client()
    client.post("/account/login/code/", {"email": person.email})
    client.post("/account/login/code/confirm/", {"code": mailed_code(person.email)})
    return client


def is_there(person: User) -> bool:
    return User.objects.get(pk=person.pk).erased_at is None


@pytest.mark.parametrize("form", FORMS)
def test_who_finds_a_browser_left_open_is_asked_for_the_password(nia: User, form: str) -> None:
    left_open = with_password(nia)

    answer = left_open.post(form)
    wrong = left_open.post(answer["Location"], {"password": "three loud wrens"})
    again = left_open.post(form)

    assert answer["Location"].startswith("/account/reauthenticate/?next=/account/data/")
    assert "Confirm that it is you" in left_open.get(answer["Location"]).content.decode()
    assert "That is not your password" in wrong.content.decode()
    assert again["Location"].startswith("/account/reauthenticate/")
    assert is_there(nia)


def test_with_the_password_it_is_done(nia: User) -> None:
    own = with_password(nia)
    asked = own.post("/account/data/erase/")

    back = own.post(asked["Location"], {"password": PASSWORD, "next": "/account/data/erase/"})
    assert (back["Location"], is_there(nia)) == ("/account/data/erase/", True)
    own.post("/account/data/erase/")

    assert not is_there(nia)


def test_with_a_second_step_its_code_will_do(nia: User) -> None:
    own = with_code(nia)
    secret = "JBSWY3DPEHPK3PXP"
    nia.authenticator_set.create(type="totp", data={"secret": secret})

    asked = own.post("/account/data/download/", follow=True)
    own.post(asked.request["PATH_INFO"], {"code": app_code(secret)})
    answer = own.post("/account/data/download/")

    assert asked.request["PATH_INFO"] == "/account/2fa/reauthenticate/"
    assert "attachment" in answer["Content-Disposition"]


def test_who_signs_in_with_mailed_codes_must_have_done_so_recently(nia: User) -> None:
    lately, hours_ago = with_code(nia), with_code(nia)
    session = hours_ago.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 3600}]
    session.save()

    asked = hours_ago.post("/account/data/erase/")

    assert asked["Location"] == "/account/login/?next=/account/data/erase/"
    assert "Sign in again first" in hours_ago.get(asked["Location"]).content.decode()
    assert hours_ago.get("/tasks/").status_code == 302
    assert is_there(nia)
    lately.post("/account/data/erase/")
    assert not is_there(nia)


def test_made_up_people_of_a_demonstration_are_not_asked(nia: User, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    User.objects.filter(pk=nia.pk).update(is_demonstration=True)
    client = Client()
    client.post(f"/demonstration/{nia.pk}/")

    answer = client.post("/account/data/download/")

    assert "attachment" in answer["Content-Disposition"]
