"""People are told things once, inside the site and, as they chose, by e-mail."""

from collections.abc import Callable

import pytest
from django.test import Client

from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.notify.services import send_message
from tests.people import People
from tests.racing import at_once

AsPerson = Callable[[object | None], Client]


def message_to(person: object, **more: object) -> bool:
    told = {"kind": "tests.told", "subject": "Your entry", "body": "It has arrived."} | more
    return send_message(person, **told)  # type: ignore[arg-type]


def test_a_message_to_be_sent_once_is_sent_once(people: People) -> None:
    assert message_to(people.entrant, once="arrived:1")
    assert not message_to(people.entrant, once="arrived:1")
    assert message_to(people.entrant, once="arrived:2")

    assert (Message.objects.count(), Mail.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_a_message_that_eight_send_at_once_is_sent_once(people: People) -> None:
    entrant = people.entrant
    told: list[bool] = []

    at_once(lambda _n: told.append(message_to(entrant, once="arrived:1")))

    assert sorted(told) == [False] * 7 + [True]
    assert (Message.objects.count(), Mail.objects.count()) == (1, 1)


def test_who_has_left_gets_no_mail(people: People) -> None:
    people.entrant.is_active = False

    message_to(people.entrant)

    assert not Mail.objects.exists()


def test_a_person_reads_their_own_messages_and_nobody_else_s(
    people: People, as_person: AsPerson
) -> None:
    message_to(people.entrant, subject="For Erin alone")

    own = as_person(people.entrant).get("/messages/").content.decode()
    other = as_person(people.colleague).get("/messages/").content.decode()

    assert "For Erin alone" in own
    assert "For Erin alone" not in other


def test_reading_is_done_by_a_button_and_not_by_looking(
    people: People, as_person: AsPerson
) -> None:
    message_to(people.entrant)
    client = as_person(people.entrant)

    client.get("/messages/read/")
    assert Message.objects.filter(read_at=None).exists()
    client.post("/messages/read/")
    assert not Message.objects.filter(read_at=None).exists()


def test_hostile_words_are_shown_as_words(people: People, as_person: AsPerson) -> None:
    message_to(
        people.entrant, subject="<script>alert(1)</script>", body="<img src=x onerror=alert(1)>"
    )

    page = as_person(people.entrant).get("/messages/").content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page
