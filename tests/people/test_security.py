"""What the log says of signing in, how long one stays signed in, which passwords say too much."""

import datetime as dt
import logging
import os
import subprocess
import sys

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from allotment.kernel.people.models import User
from tests.people.sign_in import PASSWORD


@pytest.fixture
def nia(db: None) -> User:
    person = User.objects.create(email="nia@example.org", name="Nia")
    person.set_password(PASSWORD)
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


def sign_in(client: Client, person: User, password: str = PASSWORD) -> None:
    client.post("/account/login/", {"login": person.email, "password": password})


def test_signing_in_and_out_and_being_refused_is_logged_without_a_name(
    client: Client, nia: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "allotment.security")
    sign_in(client, nia, "not this one")
    sign_in(client, nia)
    client.post("/account/logout/")

    said = [r.getMessage() for r in caplog.records if r.name == "allotment.security"]
    number = nia.pk
    assert said == [
        "sign-in refused", f"signed in: person {number}", f"signed out: person {number}"
    ]  # fmt: skip
    assert nia.email not in caplog.text


def test_nobody_stays_signed_in_by_being_busy(client: Client, nia: User) -> None:
    start = dt.datetime.now(dt.UTC)
    with time_machine.travel(start) as clock:
        sign_in(client, nia)
        for _hour in range(12):
            clock.shift(dt.timedelta(minutes=59))
            assert client.get("/tasks/").status_code == 200
            session = client.session
            session["busy"] = _hour
            session.save()
        clock.shift(dt.timedelta(minutes=59))
        late = client.get("/tasks/")

    assert (late.status_code, late.headers["Location"]) == (302, "/account/login/?next=/tasks/")


@pytest.mark.parametrize("password", ["allotment-council", "Password-grants-1", "welcomecouncil7"])
def test_a_password_of_obvious_words_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", [PASSWORD, "the council of quiet wrens", "ö" * 5 + "漢字かな交じり文"]
)
def test_any_other_of_twelve_characters_will_do(password: str) -> None:
    validate_password(password)


def test_over_https_cookies_are_for_this_host_alone() -> None:
    asked = (
        "from allotment.config import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, "
        "s.MESSAGES_COOKIE_NAME)"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True,
        env={**os.environ, "ALLOTMENT_URL": "https://fund.example.org"},
    ).stdout  # fmt: skip

    assert said.split() == ["__Host-sessionid", "__Host-csrftoken", "__Host-messages"]
