"""Nobody is sent to another site by an address of ours, and nobody guesses a password for long."""

import pytest
from django.test import Client

from tests.people import People
from tests.withstand.conftest import Clients

ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
    "https:evil.example", "javascript:alert(1)", "\thttps://evil.example", "/%09/evil.example",
    "http://testserver@evil.example/", "https://testserver.evil.example/",
]  # fmt: skip


def leads_elsewhere(location: str) -> bool:
    outside = location.startswith(("//", "/\\")) or ":" in location.split("?")[0]
    return outside or location.split("?")[0].strip() != location.split("?")[0]


@pytest.mark.parametrize("where", ELSEWHERE)
def test_signing_in_and_out_leads_nowhere_else(
    people: People, clients: Clients, where: str
) -> None:
    people.newcomer.set_password("a long enough password")
    people.newcomer.save()
    words = {"login": people.newcomer.email, "password": "a long enough password", "next": where}

    answers = [
        Client().post("/account/login/", words),
        Client().post(f"/account/login/?next={where}", words),
        clients("entrant").get("/account/login/", {"next": where}),
        clients("entrant").post("/account/logout/", {"next": where}),
        Client().get("/tasks/", {"next": where}),
        Client().get("/account/signup/", {"next": where}),
    ]

    led = [answer.headers["Location"] for answer in answers if answer.status_code in {301, 302}]
    assert not [location for location in led if leads_elsewhere(location)]
    pages = [answer.content.decode() for answer in answers if answer.status_code == 200]
    assert not [page for page in pages if f'href="{where}"' in page or f'action="{where}"' in page]


def test_an_address_with_two_slashes_is_not_made_one_of_another_site(db: None) -> None:
    for address in ("//evil.example/calls", "//evil.example", "/%2F/evil.example/calls"):
        answer = Client().get(address)

        assert not leads_elsewhere(answer.headers.get("Location", "/"))


def test_a_host_that_is_not_ours_writes_no_address_into_a_mail(
    people: People, settings: object
) -> None:
    from allotment.kernel.notify.models import Mail

    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]  # type: ignore[attr-defined]

    answer = Client().post(
        "/account/password/reset/",
        {"email": people.entrant.email},
        headers={"host": "evil.example"},
    )

    assert answer.status_code == 400
    assert not Mail.objects.exists()


def test_passwords_cannot_be_tried_for_long(people: People) -> None:
    people.newcomer.set_password("a long enough password")
    people.newcomer.save()
    client = Client()

    said = [
        client.post("/account/login/", {"login": people.newcomer.email, "password": f"wrong {n}"})
        for n in range(12)
    ]
    right = client.post(
        "/account/login/", {"login": people.newcomer.email, "password": "a long enough password"}
    )

    assert all(answer.status_code in {200, 429} for answer in said)
    assert right.status_code != 302, "the account is closed for a while, to everybody"
