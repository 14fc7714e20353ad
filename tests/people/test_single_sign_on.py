"""Signing in with an organisation's own accounts, against a provider that runs."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from django.test import Client

from allotment.kernel.people.models import User
from tests.people import People
from tests.people.sign_in import deliver_mail
from tests.people.single_sign_on import StartProvider, provider_address, start_provider  # noqa: F401
from tests.waiting import HANGS

pytestmark = pytest.mark.django_db

MARA = {
    "sub": "m-1", "email": "mara@wexcombe.example", "email_verified": True, "name": "Mara Officer",
}  # fmt: skip


def go(client: Client, next_page: str = "") -> str:
    """Press the button; gives the address at the provider to which the page passes on."""
    more = f"?process=login&next={next_page}" if next_page else "?process=login"
    page = client.post(f"/account/oidc/work/login/{more}").content.decode()
    found = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page)
    assert found is not None, page
    return unescape(found[1])


def answer(address: str, word: str = "Continue") -> str:
    """What the person does at the provider; gives the address of ours to which it sends them back."""
    page = requests.get(address, timeout=HANGS)
    page.raise_for_status()
    found = re.search(rf'href="([^"]+)">{word}<', page.text)
    assert found is not None
    parts = urlsplit(address)
    sent = requests.get(
        f"{parts.scheme}://{parts.netloc}{found[1]}", allow_redirects=False, timeout=HANGS
    )
    back = urlsplit(sent.headers["Location"])
    assert back.hostname == "testserver"
    return f"{back.path}?{back.query}"


def test_the_button_stands_only_where_a_provider_is_set_up(
    client: Client, start_provider: StartProvider
) -> None:
    before = client.get("/account/login/").content.decode()
    start_provider(**MARA)

    after = client.get("/account/login/").content.decode()

    assert "Continue with" not in before
    assert "Continue with Wexcombe Council" in after


def test_a_newcomer_whom_the_organisation_knows_is_in_at_once(
    client: Client, start_provider: StartProvider
) -> None:
    start_provider(**MARA)

    back = client.get(answer(go(client)))

    assert back.headers["Location"] == "/tasks/"
    person = User.objects.get(email="mara@wexcombe.example")
    assert person.name == "Mara Officer"
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    assert client.get("/tasks/").status_code == 200


def test_the_second_time_it_is_the_same_person_whatever_the_address_is_now(
    start_provider: StartProvider,
) -> None:
    start_provider(**MARA)
    first = Client()
    first.get(answer(go(first)))
    start_provider(**(MARA | {"email": "mara.married@wexcombe.example"}))
    second = Client()

    second.get(answer(go(second)))

    assert second.get("/tasks/").status_code == 200
    assert User.objects.count() == 1


def test_one_comes_back_to_where_one_wanted_to_go(
    client: Client, start_provider: StartProvider
) -> None:
    start_provider(**MARA)

    back = client.get(answer(go(client, "/account/profile/")))

    assert back.headers["Location"] == "/account/profile/"


def test_it_asks_with_pkce_and_state(client: Client, start_provider: StartProvider) -> None:
    start_provider(**MARA)

    asked = parse_qs(urlsplit(go(client)).query)

    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["state"][0]) >= 16


def test_an_address_that_the_organisation_has_not_checked_is_checked_here(
    client: Client, start_provider: StartProvider
) -> None:
    start_provider(**(MARA | {"email_verified": False}))

    back = client.get(answer(go(client)))

    assert back.headers["Location"] == "/account/confirm-email/"
    assert client.get("/tasks/").status_code == 302


def test_an_organisation_cannot_take_over_an_account_that_is_here(
    client: Client, people: People, start_provider: StartProvider
) -> None:
    start_provider(**(MARA | {"email": people.entrant.email}))

    client.get(answer(go(client)))

    assert client.get("/tasks/").status_code == 302
    assert [m.subject for m in deliver_mail()] == ["You have an account already"]


def test_who_is_signed_in_connects_it_once_and_disconnects_it(
    people: People, start_provider: StartProvider
) -> None:
    start_provider(**MARA)
    nia = people.newcomer
    nia.emailaddress_set.create(email=nia.email, verified=True, primary=True)
    client = Client()
    client.force_login(nia)
    page = client.post("/account/oidc/work/login/?process=connect").content.decode()
    found = re.search(r"0;url=([^\"]+)", page)
    assert found is not None
    client.get(answer(unescape(found[1])))

    other = Client()
    other.get(answer(go(other)))
    assert other.session["_auth_user_id"] == str(nia.pk)
    assert "/account/3rdparty/" in client.get("/account/").content.decode()
    listed = client.get("/account/3rdparty/").content.decode()
    assert "Wexcombe Council" in listed
    account = re.search(r'name="account" value="(\d+)"', listed)
    assert account is not None
    client.post("/account/3rdparty/", {"account": account[1]})

    assert not nia.socialaccount_set.exists()


def test_who_stops_at_the_provider_reads_so(client: Client, start_provider: StartProvider) -> None:
    start_provider(**MARA)

    page = client.get(answer(go(client), "Stop"), follow=True).content.decode()

    assert "You have not signed in" in page
    assert client.get("/tasks/").status_code == 302


def test_an_answer_that_nobody_asked_for_is_refused(
    client: Client, start_provider: StartProvider
) -> None:
    start_provider(**MARA)
    victim = Client()

    answered = victim.get(answer(go(client)))

    assert answered.status_code in {200, 401}
    assert "Signing in did not work" in answered.content.decode()
    assert victim.get("/tasks/").status_code == 302


def test_a_code_is_not_taken_twice(client: Client, start_provider: StartProvider) -> None:
    start_provider(**MARA)
    address = answer(go(client))
    client.get(address)
    client.post("/account/logout/")

    again = client.get(address)

    assert "Signing in did not work" in again.content.decode()
    assert client.get("/tasks/").status_code == 302


@pytest.mark.parametrize(
    "claims", [{"aud": "another-site"}, {"iss": "https://another.example"}, {"exp": 1_700_000_000}]
)
def test_a_token_that_is_not_for_us_not_of_the_provider_or_over_lets_nobody_in(
    client: Client, start_provider: StartProvider, claims: dict[str, Any]
) -> None:
    start_provider(**MARA, claims=claims)

    page = client.get(answer(go(client))).content.decode()

    assert "Signing in did not work" in page
    assert client.get("/tasks/").status_code == 302
    assert not User.objects.exists()


def test_a_provider_that_is_down_gets_a_page_not_a_crash(
    client: Client, settings: Any, start_provider: StartProvider
) -> None:
    start_provider(**MARA)
    providers = settings.SOCIALACCOUNT_PROVIDERS
    providers["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9"

    answered = client.post("/account/oidc/work/login/?process=login")

    assert answered.status_code == 503
    assert "did not answer as it should" in answered.content.decode()


def test_an_unknown_provider_is_not_found(client: Client) -> None:
    assert client.post("/account/oidc/nobody/login/").status_code == 404
