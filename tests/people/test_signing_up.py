"""Creating an account: a code proves the address; nobody learns who has an account."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from allotment.kernel.people.models import User
from tests.people import People
from tests.people.sign_in import deliver_mail, mailed_code, newest_mail, sign_up

pytestmark = pytest.mark.django_db


def test_a_newcomer_signs_up_confirms_the_address_and_is_at_their_tasks(client: Client) -> None:
    answer = client.post(
        "/account/signup/",
        {"name": "Nell", "email": "Nell@Example.org", "password1": "three quiet wrens"},
    )
    assert answer.headers["Location"] == "/account/confirm-email/"
    assert client.get("/tasks/").status_code == 302

    answer = client.post("/account/confirm-email/", {"code": mailed_code("nell@example.org")})

    assert answer.headers["Location"] == "/tasks/"
    person = User.objects.get(email="nell@example.org")
    assert person.name == "Nell"
    assert EmailAddress.objects.get(user=person).verified
    assert client.get("/tasks/").status_code == 200


def test_a_password_is_not_needed(client: Client) -> None:
    sign_up(client, "nell@example.org", password="")

    assert client.get("/tasks/").status_code == 200
    assert not User.objects.get(email="nell@example.org").has_usable_password()
    page = client.get("/account/").content.decode()
    assert "None: you sign in with codes" in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": ""}, "Enter your name"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "nell"}, "Enter a valid email address"),
        ({"password1": "short"}, "too short"),
        ({"password1": "password1234"}, "too common"),
        ({"name": "x" * 121}, "at most 120"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    client: Client, given: dict[str, str], sentence: str
) -> None:
    right = {"name": "Nell", "email": "nell@example.org", "password1": "three quiet wrens"}

    page = client.post("/account/signup/", right | given).content.decode()

    assert sentence in page
    assert "There is a problem" in page
    assert not User.objects.exists()


def test_a_wrong_code_is_refused_and_after_three_one_starts_again(client: Client) -> None:
    client.post("/account/signup/", {"name": "Nell", "email": "nell@example.org", "password1": ""})
    wrong = {"code": "BBBB-BBBB"}

    first = client.post("/account/confirm-email/", wrong)
    client.post("/account/confirm-email/", wrong)
    third = client.post("/account/confirm-email/", wrong)

    assert "That is not the right code" in first.content.decode()
    assert third.headers["Location"] == "/account/login/"
    assert "too many failed attempts" in client.get("/account/login/").content.decode()
    assert client.get("/tasks/").status_code == 302


def test_a_code_is_sent_again(client: Client) -> None:
    client.post("/account/signup/", {"name": "Nell", "email": "nell@example.org", "password1": ""})
    first = mailed_code("nell@example.org")
    with time_machine.travel(timezone.now() + dt.timedelta(seconds=30)):
        client.post("/account/confirm-email/", {"action": "resend"})
    second = mailed_code("nell@example.org")

    answer = client.post("/account/confirm-email/", {"code": second.lower().replace("-", "")})

    assert first != second
    assert answer.headers["Location"] == "/tasks/"


def test_a_mistyped_address_is_corrected_by_starting_again(client: Client) -> None:
    client.post("/account/signup/", {"name": "Nell", "email": "nel@example.org", "password1": ""})
    client.post("/account/logout/", {"next": "/account/signup/"})

    sign_up(client, "nell@example.org", password="")

    assert client.get("/tasks/").status_code == 200


def _shape(page: bytes) -> str:
    """The page without what differs from one request to the next."""
    return re.sub(r'(nonce|value)="[^"]*"', "", page.decode())


def test_signing_up_with_a_taken_address_looks_as_with_a_free_one(people: People) -> None:
    taken, free = Client(), Client()
    form = {"name": "Nell", "password1": "three quiet wrens"}

    first = taken.post("/account/signup/", form | {"email": people.entrant.email})
    second = free.post("/account/signup/", form | {"email": "free.address@example.org"})
    pages = [
        _shape(c.get("/account/confirm-email/").content).replace(email, "…")
        for c, email in ((taken, people.entrant.email), (free, "free.address@example.org"))
    ]

    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert pages[0] == pages[1]
    assert "there is one already" in str(newest_mail(people.entrant.email).body).lower()


@pytest.mark.parametrize("address", ["/account/login/code/", "/account/password/reset/"])
def test_asking_for_a_code_or_a_link_tells_nobody_who_has_an_account(
    people: People, address: str
) -> None:
    known, unknown = Client(), Client()

    first = known.post(address, {"email": people.entrant.email}, follow=True)
    second = unknown.post(address, {"email": "nobody@example.org"}, follow=True)

    assert first.redirect_chain == second.redirect_chain
    assert _shape(first.content).replace(people.entrant.email, "…") == _shape(
        second.content
    ).replace("nobody@example.org", "…")
    assert {tuple(m.to) for m in deliver_mail()} == {
        (people.entrant.email,), ("nobody@example.org",),
    }  # fmt: skip


def test_mail_has_plain_letters_and_nothing_personal_in_its_subject(client: Client) -> None:
    client.post(
        "/account/signup/", {"name": "O'Hara", "email": "o'hara@example.org", "password1": ""}
    )

    mail = newest_mail("o'hara@example.org")

    assert mail.subject == "Your code to confirm your e-mail address"
    assert "&#" not in str(mail.body)
