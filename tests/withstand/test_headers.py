"""What every answer says to the browser, also the answers that say no."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from allotment.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from allotment.kernel.permissions.views import PUBLIC, allowed
from tests.house.kept import in_world, people, world
from tests.withstand.conftest import Clients

__all__ = ["in_world", "people", "world"]


@allowed(PUBLIC)
def _fails(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


class WithOneThatFails:
    """The site's addresses and one whose view fails."""

    urlpatterns = [*urlpatterns, path("fails/", _fails)]
    handler400, handler403, handler404, handler500 = (
        handler400, handler403, handler404, handler500,
    )  # fmt: skip


def missing(answer: HttpResponse) -> list[str]:
    """Which of the headers are not as they must be."""
    policy = answer.headers.get("Content-Security-Policy", "")
    wanted = {
        "a policy of content": "default-src 'none'" in policy and "unsafe" not in policy,
        "no frames": "frame-ancestors 'none'" in policy,
        "no frames, for old browsers": answer.headers.get("X-Frame-Options") == "DENY",
        "no guessing of types": answer.headers.get("X-Content-Type-Options") == "nosniff",
        "no address passed on": answer.headers.get("Referrer-Policy") == "same-origin",
        "a window of its own": answer.headers.get("Cross-Origin-Opener-Policy") == "same-origin",
        "no camera": "camera=()" in answer.headers.get("Permissions-Policy", ""),
    }
    return [what for what, there in wanted.items() if not there]


def test_every_answer_has_its_headers(
    every_address: list[tuple[str, str]], clients: Clients
) -> None:
    wrong = {
        (name, role): lacking
        for role in ("visitor", "manager", "keeper")
        for name, address in every_address
        if (lacking := missing(clients(role).get(address)))
    }
    for role in ("visitor", "manager", "keeper"):  # made to be framed, and nothing else of it
        framed = wrong.pop(("register:embedded_chart", role))
        assert framed == ["no frames", "no frames, for old browsers"]

    assert wrong == {}


@pytest.mark.parametrize(
    "address",
    ["/nothing/here/", "/\0/", "/calls/?q=%00", "/api/v1/openapi.json", "/api/v1/nothing/",
     "/account/login/", "/tasks/", "/health/live"],
)  # fmt: skip
def test_answers_that_say_no_have_them_too(db: None, client: Client, address: str) -> None:
    assert missing(client.get(address)) == []


@override_settings(WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True)
@pytest.mark.parametrize("address", ["/static/web/icon.svg", "/static/web/nothing.svg"])
def test_static_files_have_them_too(db: None, address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == (404 if "nothing" in address else 200)
    assert missing(answer) == []
    assert not answer.cookies


def test_what_a_person_sees_stays_out_of_caches(clients: Clients, people: object) -> None:
    assert "no-store" in clients("manager").get("/tasks/")["Cache-Control"]


@pytest.fixture
def https() -> Iterator[None]:
    with override_settings(
        SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
        SECURE_SSL_REDIRECT=True, SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True,
    ):  # fmt: skip
        yield


def test_over_https_browsers_are_told_to_stay_with_it(https: None, db: None) -> None:
    client = Client()

    secure, plain = client.get("/account/login/", secure=True), client.get("/account/login/")

    assert secure["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/account/login/")
    assert all(cookie["secure"] and cookie["samesite"] for cookie in secure.cookies.values())
    assert secure.cookies["csrftoken"]["httponly"]


def test_the_settings_ask_for_it_where_the_address_begins_with_https() -> None:
    import os
    import subprocess
    import sys

    asked = (
        "from allotment.config import settings as s; print(s.SECURE_HSTS_SECONDS, "
        "s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE)"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True,
        env={**os.environ, "ALLOTMENT_URL": "https://fund.example.org"},
    ).stdout  # fmt: skip

    assert said.split() == ["31536000", "True", "True", "True"]


@pytest.mark.filterwarnings("ignore")
class TestAFaultOfOurOwn:
    """A view that fails answers with a page, and the log says so: here that is expected."""

    @pytest.fixture(autouse=True)
    def nothing_goes_wrong_in_the_log(self) -> None:
        """Takes the place of the watch on the log."""

    @override_settings(ROOT_URLCONF=WithOneThatFails)
    def test_the_page_apologises_and_shows_nothing_internal(self, db: None) -> None:
        answer = Client(raise_request_exception=False).get("/fails/")

        assert answer.status_code == 500
        assert "Sorry, something went wrong" in answer.content.decode()
        assert "ZeroDivisionError" not in answer.content.decode()
        assert missing(answer) == []

    @override_settings(ROOT_URLCONF=WithOneThatFails)
    def test_it_answers_even_when_the_page_itself_fails(
        self, db: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from allotment.kernel.site.views import errors

        def fails(*_args: object, **_options: object) -> HttpResponse:
            raise ZeroDivisionError

        monkeypatch.setattr(errors, "render", fails)

        answer = Client(raise_request_exception=False).get("/fails/")

        assert answer.status_code == 500
        assert "Sorry, something went wrong" in answer.content.decode()
