"""The API's limits, its keys, and answers that have not changed since."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from allotment.config import api as configured
from allotment.kernel.audit.models import AuditLine
from allotment.register.models import ApiKey
from allotment.register.services.keys import MOST, TooManyKeysError, end_key, make_key, use_key
from tests.people import People
from tests.register.conftest import Importer
from tests.register.grants import small_grant

pytestmark = pytest.mark.django_db
AWARDS = "/api/v1/awards"


@pytest.fixture(autouse=True)
def fresh_counters() -> Any:
    caches["api"].clear()
    yield
    caches["api"].clear()


def ask(secret: str = "", **headers: str) -> Any:
    if secret:
        headers["authorization"] = f"Bearer {secret}"
    return Client(headers=headers).get(AWARDS)


def test_who_asks_too_often_is_told_when_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configured, "WITHOUT_KEY", 2)

    answers = [ask() for _ in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60
    assert Client(REMOTE_ADDR="198.51.100.9").get(AWARDS).status_code == 200


def test_a_key_has_a_larger_limit_of_its_own(
    monkeypatch: pytest.MonkeyPatch, people: People
) -> None:
    monkeypatch.setattr(configured, "WITHOUT_KEY", 1)
    monkeypatch.setattr(configured, "WITH_KEY", 3)
    secret = make_key(name="Map", by=people.manager)

    without, keyed = [ask() for _ in range(2)], [ask(secret) for _ in range(4)]

    assert [each.status_code for each in without] == [200, 429]
    assert [each.status_code for each in keyed] == [200, 200, 200, 429]
    assert ApiKey.objects.get().used_on is not None


def test_a_key_that_has_ended_is_refused(people: People) -> None:
    secret = make_key(name="Map", by=people.manager)
    end_key(key=ApiKey.objects.get(), by=people.manager)

    for wrong in (secret, "allotment_made-up", "x" * 5_000):
        answer = ask(wrong)
        assert answer.status_code == 401
        assert answer.json()["detail"] == "This key is not known, or it has been revoked."
    kinds = AuditLine.objects.filter(kind__startswith="register.api_key").values_list(
        "kind", flat=True
    )
    assert sorted(kinds) == ["register.api_key_ended", "register.api_key_made"]


def test_the_key_itself_is_nowhere_kept(people: People) -> None:
    secret = make_key(name="Map", by=people.manager)

    kept = str(list(ApiKey.objects.values())) + str(list(AuditLine.objects.values()))

    assert secret not in kept
    assert use_key(secret=secret) == ApiKey.objects.get()


def test_nobody_hoards_keys(people: People) -> None:
    for number in range(MOST):
        make_key(name=str(number), by=people.manager)

    with pytest.raises(TooManyKeysError):
        make_key(name="one more", by=people.manager)
    assert make_key(name="another's", by=people.entrant)


def test_what_has_not_changed_is_not_sent_again(bring_in: Importer) -> None:
    bring_in(small_grant())
    first = ask()

    again = ask(**{"if-none-match": first["ETag"]})
    bring_in(small_grant(title="Another title"))
    changed = ask(**{"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"] != changed["ETag"]
    assert changed.status_code == 200


def test_a_key_is_shown_once_and_can_be_ended(people: People) -> None:
    client = Client()
    client.force_login(people.entrant)
    address = reverse("register:api_keys")

    made = client.post(address, {"name": "The map on our site"}).content.decode()
    later = client.get(address).content.decode()
    key = ApiKey.objects.get()
    asked = client.get(reverse("register:api_key_end", args=[key.key])).content.decode()
    client.post(reverse("register:api_key_end", args=[key.key]))

    assert "allotment_" in made.split("Copy the key now")[1]
    assert "Copy the key now" not in later
    assert "The map on our site" in later
    assert "will stop working" in asked
    key.refresh_from_db()
    assert key.ended_at is not None
    assert "Say what the key is for" in client.post(address, {"name": " "}).content.decode()


def test_a_key_of_somebody_else_is_not_found(people: People) -> None:
    make_key(name="Map", by=people.manager)
    client = Client()
    client.force_login(people.entrant)

    answer = client.post(reverse("register:api_key_end", args=[ApiKey.objects.get().key]))

    assert answer.status_code == 404
    assert ApiKey.objects.get().ended_at is None
