"""Whoever only reads is given no cookie; the one that a form needs goes when the browser does."""

from django.test import Client

from allotment.kernel.people.models import User
from tests.house.kept import in_world, people, world
from tests.house.test_access import ROLES, _read
from tests.withstand.forms_of import forms_of

__all__ = ["in_world", "people", "world"]

#: Pages that visitors may see and that have a form which posts: signing in and what belongs to it.
NEEDED = {"csrftoken"}


def test_reading_as_a_visitor_sets_no_cookie(every_address: list[tuple[str, str]]) -> None:
    table, seen, wrong = _read(), 0, []
    for name, address in every_address:
        if table[name][ROLES.index("visitor")] != "200":
            continue
        answer = Client().get(address)
        seen += 1
        has_form = b'method="post"' in getattr(answer, "content", b"")
        if set(answer.cookies) - (NEEDED if has_form else set()):
            wrong.append((name, sorted(answer.cookies)))

    assert seen > 25
    assert wrong == []


def test_files_of_the_api_and_feeds_set_none_either(
    every_address: list[tuple[str, str]], client: Client
) -> None:
    for address in ("/api/v1/openapi.json", "/api/v1/awards", "/calls/feed/", "/health/ready",
                    "/open-data/360giving.json", "/nothing/here/"):  # fmt: skip
        assert not client.get(address).cookies, address


#: Somebody who cannot sign in asks for help, and says what is to be done.
RECOVERING = {
    "organisations:begin_recovery", "organisations:lost", "organisations:stop_recovery",
    "organisations:use_recovery",
}  # fmt: skip


def test_which_public_pages_have_a_form_that_needs_one(
    every_address: list[tuple[str, str]],
) -> None:
    table = _read()
    with_form = {
        name
        for name, address in every_address
        if table[name][ROLES.index("visitor")] == "200"
        and b"html" in Client().get(address).headers.get("Content-Type", "").encode()
        and forms_of(Client().get(address).content.decode())
    }

    assert with_form <= {"organisations:accept", "notify:stop"} | RECOVERING, (
        "a visitor reads these: do they need a form?"
    )


def test_the_cookie_of_a_form_ends_with_the_browser(db: None, client: Client) -> None:
    cookie = client.get("/account/login/").cookies["csrftoken"]

    assert cookie["max-age"] == ""
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_the_page_of_cookies_names_every_one_that_is_set(db: None) -> None:
    person = User.objects.create(email="nell@example.org")
    person.set_password("three quiet wrens")
    person.save()
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    client = Client()
    client.get("/account/login/")
    client.post("/account/login/", {"login": person.email, "password": "three quiet wrens"})
    client.post("/account/profile/", {"name": "Nell", "mail": "all"}, follow=True)
    page = client.get("/cookies/").content.decode()

    assert set(client.cookies) >= {"sessionid", "csrftoken"}
    assert [name for name in client.cookies if f"<code>{name}</code>" not in page] == []
