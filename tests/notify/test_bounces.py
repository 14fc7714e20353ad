"""What came back is known, mails to such an address pause, and the person is told on the site."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from allotment import cli
from allotment.kernel.jobs.models import Job
from allotment.kernel.notify import delivery
from allotment.kernel.notify.domain import no_such_address
from allotment.kernel.notify.mail import send_later
from allotment.kernel.notify.models import BouncedAddress, Mail
from allotment.kernel.notify.services import send_message
from tests.notify.conftest import Post
from tests.people import People

AsPerson = Callable[[object | None], Client]
TryMail = Callable[[], list[str]]

REPORT = """From: MAILER-DAEMON@mail.example.org
To: no-reply@example.org
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such mailbox

--b
Content-Type: text/rfc822-headers

Message-ID: <{key}@allotment>
Subject: Hello
--b--
"""


def message_to(person: object) -> None:
    send_message(person, kind="fund.asked", subject="A question", body="May schools enter?")


@pytest.mark.parametrize(
    ("code", "words", "gone"),
    [
        (550, "5.1.1 unknown user", True),
        (550, "no such person", True),
        (554, "5.2.1 mailbox disabled", True),
        (550, "5.7.1 message refused as spam", False),
        (552, "5.2.2 mailbox full", False),
        (554, "transaction failed", False),
        (450, "4.1.1 try later", False),
    ],
)
def test_only_what_is_about_the_address_counts_as_a_bounce(
    code: int, words: str, gone: bool
) -> None:
    assert no_such_address(code, words) is gone


def test_an_address_that_bounces_pauses_and_the_person_can_say_that_it_works(
    people: People, post: Post, try_mail: TryMail, as_person: AsPerson
) -> None:
    post.open()
    post.box.refuses = "550 5.1.1 No such person"
    message_to(people.manager)
    try_mail()
    assert Mail.objects.get().state == "returned"
    post.box.refuses = ""

    message_to(people.manager)
    try_mail()

    assert post.box.letters == []
    assert sorted(Mail.objects.values_list("state", flat=True)) == ["paused", "returned"]
    client = as_person(people.manager)
    assert "Check your e-mail address" in client.get("/tasks/").content.decode()
    page = client.get("/messages/mail/").content.decode()
    assert "have been returned since" in page
    assert "Not sent" in page
    client.get("/messages/mail/try-again/")
    assert BouncedAddress.objects.exists()

    client.post("/messages/mail/try-again/")
    try_mail()

    assert post.box.recipients == [people.manager.email]
    assert "Check your e-mail address" not in client.get("/tasks/").content.decode()


def test_what_was_held_back_for_days_is_tried_for_days_once_the_address_works(
    people: People, post: Post, try_mail: TryMail
) -> None:
    BouncedAddress.objects.create(address=people.manager.email)
    message_to(people.manager)
    try_mail()
    Mail.objects.update(made_at=timezone.now() - dt.timedelta(days=6))
    Job.objects.update(made_at=timezone.now() - dt.timedelta(days=6))

    delivery.try_again(by=people.manager)
    assert try_mail() == ["done", "queued"]  # the mail server is away
    delivery.follow_up()
    post.open()
    try_mail()

    assert (Mail.objects.get().state, post.box.recipients) == ("sent", [people.manager.email])


def test_what_was_tried_for_days_since_is_given_up(
    people: People, post: Post, try_mail: TryMail
) -> None:
    BouncedAddress.objects.create(address=people.manager.email)
    message_to(people.manager)
    try_mail()
    delivery.try_again(by=people.manager)
    try_mail()
    for model in (Mail, Job):
        model.objects.update(made_at=timezone.now() - dt.timedelta(days=5))

    delivery.follow_up()

    assert Mail.objects.get().state == "failed"


def test_a_sign_in_code_is_tried_all_the_same_and_the_person_is_told_on_signing_in(
    people: People, post: Post, try_mail: TryMail
) -> None:
    post.open()
    BouncedAddress.objects.create(address=people.newcomer.email)
    people.newcomer.set_password("three plain words")
    people.newcomer.save()
    people.newcomer.emailaddress_set.create(
        email=people.newcomer.email, verified=True, primary=True
    )
    send_later(to=people.newcomer.email, subject="Your code", body="123456")
    client = Client()

    assert try_mail() == ["done"]
    form = {"login": people.newcomer.email, "password": "three plain words"}
    page = client.post("/account/login/", form, follow=True).content.decode()

    assert len(post.box.letters) == 1
    assert "E-mails to you are returned." in page


@pytest.mark.parametrize(
    ("changed", "state", "bounced"),
    [
        ({}, "returned", True),
        ({"status": "5.2.2"}, "failed", False),
        ({"action": "delayed"}, "sent", False),
        ({"to": "somebody.else@example.org"}, "sent", False),
        ({"key": "000000000000"}, "sent", False),
    ],
)
def test_a_report_of_a_mail_server_is_read_from_standard_input(
    people: People,
    post: Post,
    try_mail: TryMail,
    monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, str],
    state: str,
    bounced: bool,
) -> None:
    post.open()
    message_to(people.manager)
    try_mail()
    mail = Mail.objects.get()
    given = {"to": mail.to, "action": "failed", "status": "5.1.1", "key": mail.key} | changed
    report = io.BytesIO(REPORT.format(**given).replace("\n", "\r\n").encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(report))

    with pytest.raises(SystemExit) as ended:
        cli.main(["bounce"])

    mail.refresh_from_db()
    assert ended.value.code == 0
    assert mail.state == state
    assert BouncedAddress.objects.exists() is bounced


@pytest.mark.parametrize("rubbish", [b"", b"Subject: hello\n\nhello", b"\xff\x00" * 99])
def test_other_mail_is_passed_over(
    db: None, monkeypatch: pytest.MonkeyPatch, rubbish: bytes
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(rubbish)))

    with pytest.raises(SystemExit) as ended:
        cli.main(["bounce"])

    assert ended.value.code == 0


def test_the_keeper_sees_the_delivery_of_e_mails_and_others_do_not(
    people: People, as_person: AsPerson
) -> None:
    message_to(people.manager)

    seen = as_person(people.keeper).get("/messages/mail/all/").content.decode()

    assert people.manager.email in seen
    assert as_person(people.manager).get("/messages/mail/all/").status_code == 403
    assert "A question" not in as_person(people.entrant).get("/messages/mail/").content.decode()
