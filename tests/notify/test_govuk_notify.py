"""Sending by GOV.UK Notify: through its own client, to a server that speaks its API."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from allotment.kernel.jobs.models import Job
from allotment.kernel.notify import delivery
from allotment.kernel.notify.models import BouncedAddress, Mail
from allotment.kernel.notify.services import send_message
from tests.notify.govuk_server import KEY, TEMPLATE, GovukNotify
from tests.people import People

AsPerson = Callable[[object | None], Client]
TryMail = Callable[[], list[str]]


@pytest.fixture
def notify(settings: Any) -> Iterator[GovukNotify]:
    server = GovukNotify()
    settings.NOTIFY_URL, settings.NOTIFY_API_KEY = server.address, KEY
    settings.NOTIFY_TEMPLATE_ID, settings.NOTIFY_CALLBACK_TOKEN = TEMPLATE, "callback-token"
    settings.BASE_URL = "https://allotment.example.org"
    yield server
    server.close()


@pytest.fixture
def mail(people: People) -> Mail:
    send_message(people.manager, kind="fund.asked", subject="A question", body="May schools enter?")
    return Mail.objects.get()


def receipt(mail: Mail, status: str, token: str = "callback-token") -> int:
    """Notify tells the site what became of a mail. Returns the site's answer."""
    told = {"id": mail.service_id, "reference": mail.key, "to": mail.to, "status": status}
    return (
        Client(enforce_csrf_checks=True)
        .post(
            "/messages/delivery/", json.dumps(told), content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        .status_code
    )  # fmt: skip


def test_a_mail_goes_to_notify_with_its_words_and_a_way_to_stop(
    notify: GovukNotify, mail: Mail, try_mail: TryMail
) -> None:
    assert try_mail() == ["done"]

    ((number, asked),) = notify.sent.items()
    mail.refresh_from_db()
    assert (mail.state, mail.service_id, mail.body) == ("sent", number, "")
    assert (asked["email_address"], asked["template_id"]) == (mail.to, TEMPLATE)
    assert asked["personalisation"]["subject"] == "A question"
    assert "May schools enter?" in asked["personalisation"]["body"]
    assert asked["one_click_unsubscribe_url"] == mail.unsubscribe


@pytest.mark.parametrize(
    ("status", "state", "bounced"),
    [
        ("delivered", "delivered", False),
        ("permanent-failure", "returned", True),
        ("temporary-failure", "failed", False),
        ("technical-failure", "failed", False),
        ("sending", "sent", False),
    ],
)
@pytest.mark.parametrize("way", ["told", "asked"])
def test_the_delivery_of_a_mail_is_reported_by_notify_or_asked(
    notify: GovukNotify, mail: Mail, try_mail: TryMail, as_person: AsPerson, people: People,
    way: str, status: str, state: str, bounced: bool,
) -> None:  # fmt: skip
    try_mail()
    mail.refresh_from_db()

    if way == "told":
        assert receipt(mail, status) == 204
    else:
        notify.status[mail.service_id] = status
        Mail.objects.update(sent_at=timezone.now() - dt.timedelta(hours=1))
        assert delivery.follow_up() == 1

    mail.refresh_from_db()
    assert mail.state == state
    assert BouncedAddress.objects.exists() is bounced
    assert (
        str(mail.get_state_display())
        in as_person(people.manager).get("/messages/mail/").content.decode()
    )


def test_an_ended_mail_stays_ended_and_an_arrival_ends_a_bounce(
    notify: GovukNotify, mail: Mail, try_mail: TryMail, people: People
) -> None:
    try_mail()
    receipt(mail, "permanent-failure")
    receipt(mail, "delivered")
    mail.refresh_from_db()
    assert (mail.state, BouncedAddress.objects.count()) == ("returned", 1)

    send_message(people.manager, kind="fund.letter", subject="A letter", body="It must be sent.")
    try_mail()
    receipt(Mail.objects.latest("pk"), "delivered")

    assert not BouncedAddress.objects.exists()


def test_an_arrival_brings_what_was_held_back(
    notify: GovukNotify, mail: Mail, try_mail: TryMail, people: People
) -> None:
    BouncedAddress.objects.create(address=people.manager.email)
    try_mail()
    mail.refresh_from_db()
    assert (mail.state, notify.sent) == ("paused", {})

    send_message(people.manager, kind="fund.letter", subject="A letter", body="It must be sent.")
    try_mail()
    receipt(Mail.objects.latest("pk"), "delivered")
    try_mail()

    subjects = [asked["personalisation"]["subject"] for asked in notify.sent.values()]
    assert subjects == ["A letter", "A question"]


def test_an_e_mail_that_notify_does_not_know_is_in_no_other_s_way(
    notify: GovukNotify, mail: Mail, try_mail: TryMail, people: People
) -> None:
    send_message(
        people.manager, kind="fund.asked", subject="Another question", body="And colleges?"
    )
    try_mail()
    first, second = Mail.objects.order_by("pk")
    del notify.status[first.service_id]
    notify.status[second.service_id] = "delivered"
    long_ago = timezone.now() - dt.timedelta(hours=1)
    Mail.objects.update(sent_at=long_ago)
    Mail.objects.filter(pk=first.pk).update(sent_at=long_ago - dt.timedelta(hours=1))

    delivery.follow_up()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("sent", "delivered")


def test_only_notify_can_report_deliveries(
    notify: GovukNotify, mail: Mail, try_mail: TryMail
) -> None:
    try_mail()

    assert receipt(mail, "permanent-failure", token="guessed") == 404
    assert receipt(Mail(key="0" * 12), "permanent-failure") == 204
    rubbish = Client().post(
        "/messages/delivery/", "[1", content_type="application/json",
        headers={"Authorization": "Bearer callback-token"},
    )  # fmt: skip
    assert rubbish.status_code == 400
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_a_lost_answer_does_not_send_a_mail_twice(
    notify: GovukNotify, mail: Mail, try_mail: TryMail
) -> None:
    notify.forget_to_answer = True

    assert try_mail() == ["queued"]
    assert try_mail() == ["done"]

    assert len(notify.sent) == 1
    mail.refresh_from_db()
    assert mail.service_id in notify.sent


@pytest.mark.parametrize(
    ("answer", "job", "state", "bounced"),
    [
        ((400, "email_address Not a valid email address"), "failed", "returned", True),
        ((400, "Missing personalisation: subject"), "failed", "failed", False),
        ((403, "Invalid token: API key not found"), "queued", "waiting", False),
        ((429, "Exceeded rate limit"), "queued", "waiting", False),
        ((500, "Internal server error"), "queued", "waiting", False),
    ],
)
def test_never_is_an_end_and_not_now_is_tried_again(
    notify: GovukNotify, mail: Mail, try_mail: TryMail, answer: tuple[int, str],
    job: str, state: str, bounced: bool,
) -> None:  # fmt: skip
    said = {"errors": [{"error": "Error", "message": answer[1]}], "status_code": answer[0]}
    notify.answers.append((answer[0], said))

    assert try_mail() == [job]

    mail.refresh_from_db()
    assert mail.state == state
    assert BouncedAddress.objects.exists() is bounced


def test_when_notify_is_away_the_mail_goes_later(
    notify: GovukNotify, mail: Mail, try_mail: TryMail, settings: Any
) -> None:
    settings.NOTIFY_URL = "http://127.0.0.1:9"
    assert try_mail() == ["queued"]

    settings.NOTIFY_URL = notify.address
    assert try_mail() == ["done"]


def test_what_was_given_up_is_said_so(notify: GovukNotify, mail: Mail) -> None:
    for model in (Mail, Job):
        model.objects.update(made_at=timezone.now() - dt.timedelta(days=5))

    delivery.follow_up()

    mail.refresh_from_db()
    assert (mail.state, mail.body) == ("failed", "")
