"""Signing in with a password, a code; what is refused; sessions and how they end."""

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils.http import urlencode
from pytest_django import Settings

from allotment.kernel.people.models import User
from tests.people import People
from tests.people.sign_in import ADDRESS, PASSWORD, deliver_mail, mailed_code, newest_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def nia(people: People) -> User:
    """Somebody with a password and a confirmed address."""
    person = people.newcomer
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def sign_in(client: Client, person: User, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"login": person.email, "password": password, **more})


def test_signing_in_with_a_password_leads_to_your_tasks(client: Client, nia: User) -> None:
    answer = sign_in(client, nia)

    assert answer.headers["Location"] == "/tasks/"
    assert client.get("/tasks/").status_code == 200


def test_capital_letters_in_the_address_do_not_matter(client: Client, nia: User) -> None:
    answer = client.post("/account/login/", {"login": nia.email.upper(), "password": PASSWORD})

    assert answer.headers["Location"] == "/tasks/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_sentence(
    client: Client, nia: User
) -> None:
    wrong = sign_in(client, nia, "three loud wrens").content.decode()
    unknown = client.post(
        "/account/login/", {"login": "nobody@example.org", "password": "three loud wrens"}
    ).content.decode()

    sentence = "The e-mail address or password is not correct."
    assert sentence in wrong
    assert sentence in unknown
    assert nia.email in wrong, "what was typed stays"
    assert "three loud wrens" not in wrong


def test_a_code_is_enough(client: Client, nia: User) -> None:
    client.post("/account/login/code/", {"email": nia.email})

    answer = client.post("/account/login/code/confirm/", {"code": mailed_code(nia.email)})

    assert answer.headers["Location"] == "/tasks/"


def test_a_code_works_once(client: Client, nia: User) -> None:
    client.post("/account/login/code/", {"email": nia.email})
    code = mailed_code(nia.email)
    client.post("/account/login/code/confirm/", {"code": code})
    thief = Client()

    thief.post("/account/login/code/confirm/", {"code": code})

    assert thief.get("/tasks/").status_code == 302


def test_after_five_failed_attempts_even_the_right_password_waits(
    client: Client, nia: User
) -> None:
    for _ in range(5):
        sign_in(client, nia, "three loud wrens")

    answer = sign_in(Client(REMOTE_ADDR="192.0.2.7"), nia)

    assert answer.status_code == 200
    assert "too many failed attempts. Wait five minutes" in answer.content.decode()


def test_counting_others_does_not_forget_whose_password_is_being_tried(
    client: Client, nia: User
) -> None:
    """The counts are kept in the cache: a crowd must not push them out of it."""
    for _ in range(5):
        sign_in(client, nia, "three loud wrens")

    for number in range(250):
        cache.set(f"zzz{number}", [1.0], timeout=300)
        cache.set(f"000{number}", [1.0], timeout=300)
    answer = sign_in(Client(REMOTE_ADDR="192.0.2.7"), nia)

    assert "too many failed attempts. Wait five minutes" in answer.content.decode()


def test_who_is_locked_out_by_somebody_elses_tries_can_still_come_in_with_a_code(
    client: Client, nia: User
) -> None:
    for _ in range(6):
        sign_in(client, nia, "three loud wrens")

    own = Client(REMOTE_ADDR="192.0.2.7")
    own.post("/account/login/code/", {"email": nia.email})
    own.post("/account/login/code/confirm/", {"code": mailed_code(nia.email)})

    assert own.get("/tasks/").status_code == 200


def test_a_flood_from_one_place_gets_a_page_of_ours(client: Client, settings: object) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}  # type: ignore[attr-defined]
    for _ in range(3):
        client.post("/account/login/", {"login": "a@example.org", "password": "x"})

    answer = client.post("/account/login/", {"login": "a@example.org", "password": "x"})

    assert answer.status_code == 429
    page = answer.content.decode()
    assert "<h1" in page
    assert "Wait five minutes" in page
    assert "nonce-" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example",
        "javascript:alert(1)", "\thttps://evil.example/", "http://testserver@evil.example/",
        "https:///evil.example", "/%0a/evil.example\r\nX: y",
    ],
)  # fmt: skip
def test_nobody_is_sent_to_another_site(client: Client, nia: User, evil: str) -> None:
    for address in ("/account/login/", f"/account/login/?{urlencode({'next': evil})}"):
        answer = client.post(address, {"login": nia.email, "password": PASSWORD, "next": evil})
        place = answer.headers["Location"]
        assert place == "/tasks/" or (place.startswith("/") and place[1:2] not in {"/", "\\"})
        assert client.post("/account/logout/", {"next": evil}).headers["Location"][:2] != "//"


def test_one_comes_back_to_where_one_wanted_to_go(client: Client, nia: User) -> None:
    asked = client.get("/account/profile/")

    page = client.get(asked.headers["Location"]).content.decode()
    answer = sign_in(client, nia, next="/account/profile/")

    assert 'name="next" value="/account/profile/"' in page
    assert answer.headers["Location"] == "/account/profile/"


def test_a_planted_session_does_not_become_the_persons(client: Client, nia: User) -> None:
    client.get("/account/login/")
    client.session.save()
    planted = Client()
    session = planted.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = session.session_key

    sign_in(client, nia)

    assert client.cookies["sessionid"].value != before
    assert planted.get("/tasks/").status_code == 302


def test_signing_out_ends_the_session_in_the_database(client: Client, nia: User) -> None:
    sign_in(client, nia)
    kept = client.cookies["sessionid"].value

    client.post("/account/logout/")

    assert not Session.objects.filter(session_key=kept).exists()
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/tasks/").status_code == 302


def test_opening_the_sign_out_page_does_not_sign_out(client: Client, nia: User) -> None:
    sign_in(client, nia)

    client.get("/account/logout/")

    assert client.get("/tasks/").status_code == 200


def test_signing_out_everywhere_else_leaves_only_this_browser(nia: User) -> None:
    here, library, phone = Client(), Client(), Client()
    for each in (here, library, phone):
        sign_in(each, nia)

    page = here.post("/account/sign-out-everywhere/", follow=True).content.decode()

    assert "You have signed out in 2 other browsers." in page
    assert here.get("/tasks/").status_code == 200
    assert library.get("/tasks/").status_code == 302
    assert phone.get("/tasks/").status_code == 302


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_the_list_of_sessions_says_which_browser_and_can_end_one(nia: User) -> None:
    here, library = Client(), Client(HTTP_USER_AGENT=FIREFOX)
    sign_in(here, nia)
    sign_in(library, nia)

    page = here.get("/account/sessions/").content.decode()
    found = re.search(r'name="session" value="(\d+)"', page)
    assert found is not None
    here.post("/account/sessions/", {"session": found[1]})

    assert "Firefox on Windows" in page
    assert "this browser" in page
    assert here.get("/tasks/").status_code == 200
    assert library.get("/tasks/").status_code == 302


@pytest.mark.parametrize("forged", ["", "x", "-1", "9" * 30, "١", "1 OR 1=1"])
def test_a_forged_session_id_ends_nothing(nia: User, forged: str) -> None:
    here, library = Client(), Client()
    sign_in(here, nia)
    sign_in(library, nia)

    answer = here.post("/account/sessions/", {"session": forged})

    assert answer.status_code == 302
    assert library.get("/tasks/").status_code == 200


def test_nobody_ends_another_persons_session(nia: User, people: People) -> None:
    own = Client()
    sign_in(own, nia)
    session = UserSession.objects.get(user=nia).pk
    stranger = Client()
    stranger.force_login(people.entrant)

    stranger.post("/account/sessions/", {"session": str(session)})

    assert own.get("/tasks/").status_code == 200


@pytest.mark.parametrize("address", ["/account/password/reset/", "/account/signup/"])
def test_links_in_mails_are_at_the_site_s_address_whatever_host_was_asked(
    nia: User, settings: Settings, address: str
) -> None:
    settings.BASE_URL = "https://allotment.example"
    typed = {"email": nia.email, "name": "Nia", "password1": PASSWORD}

    Client(HTTP_HOST="evil.example").post(address, typed)

    body = str(newest_mail(nia.email).body)
    assert "https://allotment.example/account/" in body
    assert "evil.example" not in body


def test_a_forgotten_password_is_chosen_again_by_a_link_that_works_once(
    client: Client, nia: User
) -> None:
    library = Client()
    sign_in(library, nia)
    client.post("/account/password/reset/", {"email": nia.email})
    link = ADDRESS.search(str(newest_mail(nia.email).body))
    assert link is not None

    form = client.get(link[0], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "four quiet wrens"})

    assert sign_in(Client(), nia, "four quiet wrens").headers["Location"] == "/tasks/"
    assert library.get("/tasks/").status_code == 302, "other browsers are signed out"
    again = Client().get(link[0], follow=True).content.decode()
    assert "This link does not work any more" in again


@pytest.mark.parametrize("forged", ["x-y", "0-set-password", "é-é", "1" * 200 + "-abc"])
def test_a_forged_link_for_a_new_password_gets_a_page_not_a_crash(
    client: Client, nia: User, forged: str
) -> None:
    answer = client.get(f"/account/password/reset/key/{forged}/")

    assert answer.status_code in {200, 404}


def test_a_changed_password_signs_the_other_browsers_out_and_is_told(nia: User) -> None:
    here, library = Client(), Client()
    sign_in(here, nia)
    sign_in(library, nia)

    answer = here.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": "four quiet wrens"}
    )

    assert answer.headers["Location"] == "/account/"
    assert here.get("/tasks/").status_code == 200
    assert library.get("/tasks/").status_code == 302
    assert "Your password has been changed" in [m.subject for m in deliver_mail()]


def test_a_new_e_mail_address_counts_once_its_code_is_typed(client: Client, nia: User) -> None:
    old = nia.email
    sign_in(client, nia)

    client.post("/account/email/", {"email": "nia.new@example.org", "action_add": ""})
    nia.refresh_from_db()
    assert nia.email == old
    client.post("/account/confirm-email/", {"code": mailed_code("nia.new@example.org")})

    nia.refresh_from_db()
    assert nia.email == "nia.new@example.org"
    assert newest_mail(old).subject == "Your e-mail address has been changed"


def test_somebody_whose_account_is_closed_does_not_come_in(client: Client, nia: User) -> None:
    sign_in(client, nia)
    User.objects.filter(pk=nia.pk).update(is_active=False)

    assert client.get("/tasks/").status_code == 302
    again = Client()
    page = again.post(
        "/account/login/", {"login": nia.email, "password": PASSWORD}, follow=True
    ).content.decode()
    assert "This account is closed" in page
    assert again.get("/tasks/").status_code == 302


def test_a_form_from_elsewhere_is_refused(nia: User) -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = sign_in(strict, nia)

    assert answer.status_code == 403
    assert "This form has expired" in answer.content.decode()
