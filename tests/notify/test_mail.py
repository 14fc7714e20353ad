"""E-mail goes out by a real server; when it cannot, the action stands and the mail comes later."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from allotment.kernel.jobs.models import Job
from allotment.kernel.notify import mail
from allotment.kernel.notify.mail import send_later
from allotment.kernel.notify.models import Mail, Message
from allotment.kernel.notify.services import send_message
from tests.notify.conftest import Post
from tests.people import People

TryMail = Callable[[], list[str]]


def write(to: str = "erin@example.org", subject: str = "Your entry", body: str = "Hello.") -> Mail:
    return send_later(to=to, subject=subject, body=body)


def test_a_mail_arrives_and_its_words_are_forgotten(post: Post, try_mail: TryMail) -> None:
    post.open()
    written = write(body="Grüße, £5 — and ünïcode.")

    assert try_mail() == ["done"]

    assert post.box.recipients == ["erin@example.org"]
    letter = post.box.letters[0]
    assert letter["Subject"] == "Your entry"
    assert "Grüße, £5 — and ünïcode." in letter.get_content()  # type: ignore[attr-defined]
    written.refresh_from_db()
    assert written.body == ""
    assert written.sent_at is not None


def test_when_the_mail_server_is_down_the_action_stands_and_the_mail_comes_later(
    post: Post, try_mail: TryMail, people: People
) -> None:
    assert send_message(
        people.entrant, kind="tests.told", subject="Your entry", body="It has arrived."
    )
    assert try_mail() == ["queued"]
    assert Message.objects.filter(person=people.entrant).count() == 1
    assert post.box.letters == []

    post.open()
    assert try_mail() == ["done"]

    assert post.box.recipients == [people.entrant.email]
    assert len(post.box.letters) == 1


@pytest.mark.parametrize(
    ("answer", "after"), [("451 Try later", "queued"), ("554 Never", "failed")]
)
def test_not_now_is_tried_again_and_never_is_not(
    post: Post, try_mail: TryMail, answer: str, after: str
) -> None:
    post.open()
    post.box.answer = answer
    write()

    assert try_mail() == [after]


@pytest.mark.parametrize(
    ("refuses", "after"), [("450 Busy", "queued"), ("550 No such person", "failed")]
)
def test_a_recipient_who_does_not_exist_is_not_tried_again(
    post: Post, try_mail: TryMail, refuses: str, after: str
) -> None:
    post.open()
    post.box.refuses = refuses
    write()

    assert try_mail() == [after]


def test_a_mail_server_may_be_down_over_a_weekend(post: Post, try_mail: TryMail) -> None:
    from allotment.kernel.jobs.services import backoff
    from allotment.kernel.notify.jobs import MOST_ATTEMPTS

    waits = sum(backoff(n).total_seconds() for n in range(1, MOST_ATTEMPTS))

    assert waits > 60 * 60 * 64, "from Friday evening to Monday morning"


@pytest.mark.parametrize(
    "subject", ["Hello\r\nBcc: everybody@example.org", "Hello\nBcc: everybody@example.org\n\nbody"]
)
def test_nobody_writes_a_header_through_a_subject(
    post: Post, try_mail: TryMail, subject: str
) -> None:
    post.open()
    write(subject=subject)

    assert try_mail() == ["done"]

    assert post.box.recipients == ["erin@example.org"]
    assert post.box.letters[0]["Bcc"] is None
    assert "\n" not in Mail.objects.get().subject


@pytest.mark.parametrize(
    "to",
    [
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\nRCPT TO:<b@example.org>",
        "no address",
        "",
    ],
)
def test_nobody_writes_a_header_or_a_second_recipient_through_an_address(
    post: Post, try_mail: TryMail, to: str
) -> None:
    post.open()
    write(to=to)

    try_mail()

    assert "b@example.org" not in post.box.recipients
    assert all(letter["Bcc"] is None for letter in post.box.letters)


def test_a_mail_goes_with_the_transaction_that_wrote_it(post: Post, try_mail: TryMail) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert try_mail() == []
    assert not Mail.objects.exists()


def test_a_mail_that_has_gone_is_not_sent_again(post: Post, try_mail: TryMail) -> None:
    post.open()
    written = write()
    try_mail()

    mail.send(written.key)

    assert len(post.box.letters) == 1


def test_no_transaction_is_held_while_the_mail_server_is_asked(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth: list[int] = []
    before = len(connection.savepoint_ids)
    written = write()
    monkeypatch.setattr(
        mail.EmailMessage, "send", lambda _self: depth.append(len(connection.savepoint_ids))
    )

    mail.send(written.key)

    assert depth == [before]


def test_the_job_of_a_mail_carries_no_address(people: People) -> None:
    write(to=people.entrant.email)

    assert people.entrant.email not in str(Job.objects.values())
