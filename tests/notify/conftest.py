"""A real mail server, on this machine and for one test."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message as Letter
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from allotment.kernel.jobs import services
from allotment.kernel.jobs.models import Job


class Postbox:
    """Takes mail; `answer` is what it says to each letter, `refuses` to each recipient."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.recipients: list[str] = []
        self.answer = "250 OK"
        self.refuses = ""

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.letters.append(message_from_bytes(envelope.content, policy=default))
            self.recipients += envelope.rcpt_tos
        return self.answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Post:
    """The post office: `open()` starts the server, `close()` stops it; the port stays the same."""

    def __init__(self) -> None:
        self.box = Postbox()
        self.port = free_port()
        self._controller: Controller | None = None

    def open(self) -> None:
        self._controller = Controller(self.box, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    office = Post()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", office.port, 5
    yield office
    office.close()


@pytest.fixture
def try_mail(db: None) -> Callable[[], list[str]]:
    """`try_mail()` tries each mail that waits once, and gives the states of their jobs."""

    def attempt() -> list[str]:
        jobs = Job.objects.filter(kind="notify.mail")
        for key in jobs.filter(status="queued").order_by("pk").values_list("key", flat=True):
            services.run(key)
        return list(jobs.order_by("pk").values_list("status", flat=True))

    return attempt
