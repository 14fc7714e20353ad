"""Two-step verification: set up, asked for at sign-in, and demanded of those who move money."""

import re
from typing import Any

import pytest
from django.test import Client

from allotment.kernel.organisations.models import Membership
from allotment.kernel.people.models import User
from allotment.kernel.permissions import may, permissions
from tests.people import People
from tests.people.sign_in import PASSWORD, app_code, deliver_mail, mailed_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(people: People) -> User:
    """Manages Wexcombe's fund and has not set up a second step."""
    person = people.newcomer
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    Membership.objects.create(
        organisation=people.wexcombe, person=person, role="organisations.administrator"
    )
    return person


@pytest.fixture
def client(manager: User) -> Client:
    """A browser in which the manager has signed in with the password."""
    made = Client()
    made.post("/account/login/", {"login": manager.email, "password": PASSWORD})
    return made


def set_up_app(client: Client) -> str:
    """Set up an authenticator app by its pages; gives the secret that the app keeps."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r"secret=([A-Z2-7]+)", page)
    assert found is not None
    answer = client.post("/account/2fa/totp/activate/", {"code": app_code(found[1])})
    assert answer.status_code == 302
    return found[1]


def test_who_lacks_the_second_step_is_told_why_sets_it_up_and_gets_through(
    client: Client, people: People
) -> None:
    address = f"/organisations/{people.wexcombe.key}/invite/"

    refused = client.get(address)
    page = refused.content.decode()
    set_up_app(client)

    assert refused.status_code == 403
    assert "This needs two-step verification" in page
    assert 'href="/account/2fa/"' in page
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "site.keep", "organisations.administer", "organisations.administer_role", "money.move",
        "fund.run_call", "fund.read_entries", "fund.screen", "fund.see_ranking", "fund.decide",
        "fund.send_letters",
    ],
)  # fmt: skip
def test_what_moves_money_or_shows_personal_details_demands_it(name: str) -> None:
    assert permissions()[name].mfa


def test_the_reason_comes_only_to_those_who_hold_the_role(people: People) -> None:
    verdict = may(people.newcomer, "organisations.administer", people.wexcombe)

    assert not verdict
    assert "administrator" in verdict.reason
    assert verdict.mend == ""


def test_the_app_is_asked_for_at_the_next_sign_in(client: Client, manager: User) -> None:
    secret = set_up_app(client)
    other = Client()

    first = other.post("/account/login/", {"login": manager.email, "password": PASSWORD})
    half_in = other.get("/tasks/")
    second = other.post("/account/2fa/authenticate/", {"code": app_code(secret)})

    assert first.headers["Location"] == "/account/2fa/authenticate/"
    assert half_in.status_code == 302
    assert second.headers["Location"] == "/tasks/"
    assert other.get("/tasks/").status_code == 200


def test_the_app_is_asked_for_after_a_mailed_code_too(client: Client, manager: User) -> None:
    set_up_app(client)
    other = Client()
    other.post("/account/login/code/", {"email": manager.email})

    answer = other.post("/account/login/code/confirm/", {"code": mailed_code(manager.email)})

    assert answer.headers["Location"] == "/account/2fa/authenticate/"
    assert other.get("/tasks/").status_code == 302


def test_a_code_that_was_looked_at_over_the_shoulder_does_not_work_again(
    client: Client, manager: User
) -> None:
    code = app_code(set_up_app(client))
    person, thief = Client(), Client()
    for each in (person, thief):
        each.post("/account/login/", {"login": manager.email, "password": PASSWORD})

    person.post("/account/2fa/authenticate/", {"code": code})
    answer = thief.post("/account/2fa/authenticate/", {"code": f"{code[:3]} {code[3:]}"})

    assert person.get("/tasks/").status_code == 200
    assert "That is not the right code" in answer.content.decode()
    assert thief.get("/tasks/").status_code == 302


def test_wrong_codes_are_limited(client: Client, manager: User) -> None:
    secret = set_up_app(client)
    other = Client()
    other.post("/account/login/", {"login": manager.email, "password": PASSWORD})
    for number in range(8):
        other.post("/account/2fa/authenticate/", {"code": f"00000{number}"})

    answer = other.post("/account/2fa/authenticate/", {"code": app_code(secret)})

    assert answer.status_code == 200
    assert "too many failed attempts" in answer.content.decode()
    assert other.get("/tasks/").status_code == 302


def test_a_recovery_code_replaces_a_lost_telephone_once(client: Client, manager: User) -> None:
    set_up_app(client)
    page = client.get("/account/2fa/recovery-codes/").content.decode()
    codes = [a + b for a, b in re.findall(r"<code>(\d{4}) (\d{4})</code>", page)]
    assert len(codes) == 10
    first, second = Client(), Client()
    for each in (first, second):
        each.post("/account/login/", {"login": manager.email, "password": PASSWORD})

    first.post("/account/2fa/authenticate/", {"code": codes[0]})
    second.post("/account/2fa/authenticate/", {"code": codes[0]})

    assert first.get("/tasks/").status_code == 200
    assert second.get("/tasks/").status_code == 302


def test_the_codes_can_be_saved_as_a_file(client: Client) -> None:
    set_up_app(client)

    answer = client.get("/account/2fa/recovery-codes/download/")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert re.fullmatch(r"(\d{8}\n){10}\n?", answer.content.decode())


def test_taking_the_app_away_takes_the_rights_away_and_is_told(
    client: Client,
    people: People,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)

    client.post("/account/2fa/totp/deactivate/")

    assert client.get(f"/organisations/{people.wexcombe.key}/invite/").status_code == 403
    subjects = [m.subject for m in deliver_mail()]
    assert "Two-step verification is on" in subjects
    assert "An authenticator app was removed" in subjects


def test_the_picture_for_the_app_fits_the_policy(client: Client) -> None:
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    page = client.get("/account/2fa/totp/activate/").content.decode()

    assert "<svg" in page
    assert "data:image" not in page
    assert "style=" not in page


def test_before_a_change_the_password_is_asked_for_again_after_a_while(manager: User) -> None:
    later = Client()
    later.force_login(manager)

    answer = later.get("/account/2fa/totp/activate/")

    assert answer.headers["Location"].startswith("/account/reauthenticate/?next=")
    page = later.get(answer.headers["Location"]).content.decode()
    assert "Confirm that it is you" in page
    back = later.post(answer.headers["Location"], {"password": PASSWORD})
    assert back.headers["Location"] == "/account/2fa/totp/activate/"
