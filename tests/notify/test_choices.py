"""People choose how they are told of each kind of thing; what must be sent is sent."""

import ast
import datetime as dt
from collections.abc import Callable
from email.message import Message as Letter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import timezone

from allotment.kernel.notify import digests, kinds
from allotment.kernel.notify.domain import DAILY, WEEKLY, last_due
from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.notify.services import choose, send_message
from allotment.kernel.people.models import User
from tests.notify.conftest import Post
from tests.people import People
from tests.racing import at_once

AsPerson = Callable[[object | None], Client]
TryMail = Callable[[], list[str]]
LONDON = ZoneInfo("Europe/London")
TUESDAY = dt.datetime(2026, 3, 3, 10, tzinfo=LONDON)


def message_to(
    person: User, kind: str = "fund.asked", subject: str = "A question", once: str = ""
) -> None:
    person.refresh_from_db()
    body, link = "May schools enter?", "/tasks/"
    send_message(person, kind=kind, subject=subject, body=body, link=link, once=once or None)


def summaries(at: dt.datetime) -> int:
    """What the worker does at this moment, to messages that were told the day before Tuesday."""
    told_at = TUESDAY - dt.timedelta(days=1)
    Message.objects.update(made_at=told_at)
    return digests.send_due(at)


@pytest.mark.parametrize(
    ("when", "now", "due"),
    [
        (DAILY, (3, 6, 59), (2, 7)),
        (DAILY, (3, 7, 0), (3, 7)),
        (WEEKLY, (2, 6, 59), (-1, 7)),
        (WEEKLY, (2, 7, 0), (2, 7)),
        (WEEKLY, (8, 23, 0), (2, 7)),
    ],
)
def test_summaries_are_due_at_seven_each_day_or_each_monday(
    when: str, now: tuple[int, int, int], due: tuple[int, int]
) -> None:
    first = dt.datetime(2026, 3, 1, tzinfo=LONDON)
    at = first + dt.timedelta(days=now[0] - 1, hours=now[1], minutes=now[2])
    expected = dt.datetime(2026, 3, 1, due[1], tzinfo=LONDON) + dt.timedelta(days=due[0] - 1)
    if due[0] < 1:
        expected = dt.datetime(2026, 2, 23, 7, tzinfo=LONDON)

    assert last_due(when, at) == expected


def test_a_person_chooses_on_a_page_and_reads_what_cannot_be_chosen(
    people: People, as_person: AsPerson
) -> None:
    client = as_person(people.manager)
    page = client.get("/messages/choices/").content.decode()
    form = {kind.key: "once" for kind in kinds.all_kinds() if not kind.must}

    assert "They say what was decided about your entry." in page
    assert 'name="fund.letter"' not in page
    client.post("/messages/choices/", form | {"fund.asked": "weekly", "fund.letter": "here"})

    people.manager.refresh_from_db()
    assert people.manager.mail_choices["fund.asked"] == "weekly"
    assert "fund.letter" not in people.manager.mail_choices
    assert "Your choices have been saved." in client.get("/messages/choices/").content.decode()


@pytest.mark.parametrize(("how", "mails"), [("once", 1), ("daily", 0), ("weekly", 0), ("here", 0)])
def test_every_message_is_on_the_site_and_only_some_are_mailed(
    people: People, how: str, mails: int
) -> None:
    choose(by=people.manager, choices={"fund.asked": how})

    message_to(people.manager)

    assert (Message.objects.count(), Mail.objects.count()) == (1, mails)


def test_letters_of_decision_are_mailed_whatever_was_chosen(people: People) -> None:
    people.entrant.mail_choices = {"fund.letter": "here"}
    people.entrant.save()

    message_to(people.entrant, kind="fund.letter")

    assert Mail.objects.get().unsubscribe == ""


def test_a_summary_holds_what_was_not_read_and_goes_out_once(
    people: People, post: Post, try_mail: TryMail
) -> None:
    post.open()
    choose(by=people.manager, choices={"fund.asked": "daily", "fund.stepped_back": "weekly"})
    message_to(people.manager, subject="Read already")
    Message.objects.update(read_at=timezone.now())
    message_to(people.manager, subject="May schools enter?")
    message_to(people.manager, kind="fund.stepped_back", subject="Each week only")

    assert summaries(TUESDAY.replace(hour=8)) == 1
    assert summaries(TUESDAY.replace(hour=9)) == 0
    assert try_mail() == ["done"]

    letter = post.box.letters[0].get_content()  # type: ignore[attr-defined]
    assert post.box.letters[0]["Subject"] == "Your summary: 1 message"
    assert "May schools enter?" in letter
    assert "Read already" not in letter
    assert "Each week only" not in letter
    assert summaries(TUESDAY + dt.timedelta(days=6)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_summary(people: People) -> None:
    choose(by=people.manager, choices={"fund.asked": "daily"})
    message_to(people.manager)
    Message.objects.update(made_at=TUESDAY - dt.timedelta(days=1))

    at_once(lambda _n: digests.send_due(TUESDAY))

    assert Mail.objects.count() == 1


def test_who_has_left_gets_no_summary(people: People) -> None:
    choose(by=people.manager, choices={"fund.asked": "daily"})
    message_to(people.manager)
    User.objects.filter(pk=people.manager.pk).update(is_active=False)

    assert summaries(TUESDAY) == 0
    assert not Mail.objects.exists()


def stop_in(letter: Letter) -> str:
    """The path that the head of an e-mail names for stopping such e-mails."""
    address = letter["List-Unsubscribe"].strip().strip("<>")
    assert address in letter.get_content()  # type: ignore[attr-defined]
    assert address.startswith(site.BASE_URL)
    return address.removeprefix(site.BASE_URL)


@pytest.mark.parametrize("how", ["once", "daily"])
def test_one_click_stops_such_mails_without_signing_in(
    people: People, post: Post, try_mail: TryMail, how: str
) -> None:
    post.open()
    choose(by=people.manager, choices={"fund.asked": how})
    message_to(people.manager)
    summaries(TUESDAY)
    try_mail()
    visitor = Client(enforce_csrf_checks=True)
    letter = post.box.letters[0]
    address = stop_in(letter)

    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Stop these e-mails" in visitor.get(address).content.decode()
    people.manager.refresh_from_db()
    assert people.manager.mail_choices["fund.asked"] == how
    assert visitor.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200

    message_to(people.manager)
    assert Mail.objects.count() == 1
    assert Message.objects.filter(waits="").count() == 2


def test_an_address_that_we_did_not_write_stops_nothing(people: People) -> None:
    visitor = Client()

    assert visitor.post("/messages/stop/nonsense/").status_code == 404
    assert visitor.post("/messages/stop/WyJhIiwiIl0:1vAAAA:forged/").status_code == 404


def kinds_in(path: Path) -> set[str]:
    """The kinds of messages that a file sends."""
    return {
        word.value.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "send_message"
        for word in node.keywords
        if word.arg == "kind" and isinstance(word.value, ast.Constant)
    }


def test_every_kind_that_is_sent_is_declared() -> None:
    told = set().union(*(kinds_in(path) for path in site.PACKAGE.rglob("*.py")))

    assert len(told) > 5
    assert told <= {kind.key for kind in kinds.all_kinds()}
