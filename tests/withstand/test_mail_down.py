"""Somebody signs in and sends an entry while the mail server is away; then each mail comes, once."""

import re
from collections.abc import Callable, Iterator
from email.message import Message
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from allotment.fund.models import Call, Entry
from allotment.fund.services import drafts
from allotment.kernel.jobs.models import Job
from allotment.kernel.notify.models import Mail
from allotment.kernel.people.models import User
from tests.fund.conftest import answer_everything, draft_call, open_call, pot, start_entry
from tests.jobs.test_worker import worker_process
from tests.notify.conftest import Post
from tests.people import People
from tests.people.sign_in import CODE
from tests.serving import TOKEN, Server
from tests.waiting import HANGS, wait_until

__all__ = ["draft_call", "open_call", "pot", "start_entry"]


class Browser:
    """Keeps its cookies and follows where it is sent."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {"csrftoken": TOKEN}

    def get(self, address: str) -> str:
        return self._follow(self._ask("GET", address))

    def send(self, address: str, **fields: str) -> str:
        return self._follow(self._ask("POST", address, {**fields, "csrfmiddlewaretoken": TOKEN}))

    def _ask(
        self, method: str, address: str, fields: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, str]:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=HANGS)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        asked.request(method, address, urlencode(fields) if fields else None, headers)
        answer = asked.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        self.cookies["csrftoken"] = TOKEN
        return answer, answer.read().decode()

    def _follow(self, told: tuple[HTTPResponse, str]) -> str:
        answer, page = told
        if answer.status in (301, 302, 303):
            return self.get(answer.headers["Location"])
        assert answer.status == 200, (answer.status, page[:500])
        return page


@pytest.fixture
def post() -> Iterator[Post]:
    office = Post()
    yield office
    office.close()


@pytest.fixture
def nia(people: People) -> User:
    """Somebody with a confirmed address, and no second step."""
    person = people.newcomer
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    return person


@pytest.mark.django_db(transaction=True)
def test_somebody_asks_for_a_code_and_sends_an_entry_while_mail_is_away(
    post: Post,
    client: Client,
    nia: User,
    open_call: Call,
    start_entry: Callable[..., Entry],
    tmp_path: Path,
) -> None:
    entry = start_entry(by=nia, organisation=None)
    drafts.save(entry=entry, by=nia, answers=answer_everything(open_call), versions={})
    client.force_login(nia)
    mailing = {"MAIL_URL": f"smtp://127.0.0.1:{post.port}"}
    with Server(tmp_path, **mailing) as server, worker_process(tmp_path, **mailing) as worker:
        waiting, other = Browser(server.port), Browser(server.port)
        asked = waiting.send("/account/login/code/", email=nia.email)
        other.cookies[settings.SESSION_COOKIE_NAME] = client.session.session_key or ""
        token = re.search(r'name="token" value="(\w+)"', other.get(f"/entries/{entry.key}/check/"))
        assert token is not None
        receipt = other.send(f"/entries/{entry.key}/check/", token=token[1])
        wait_until(lambda: tried_in_vain() == 2)
        mails = other.get("/messages/mail/")
        post.open()
        wait_until(lambda: Mail.objects.filter(state="sent").count() == 2)
        letters = {str(each["Subject"]): text_of(each) for each in post.box.letters}
        code = CODE.search(letters["Your code to sign in"])
        tasks = waiting.send("/account/login/code/confirm/", code=code[1] if code else "")
        assert worker.poll() is None

    reference = Entry.objects.get(pk=entry.pk).reference
    assert "Send another code" in asked
    assert reference in receipt
    assert mails.split("<tbody")[1].count("Not sent yet") == 2
    assert "<h1" in tasks
    assert "Your tasks" in tasks
    assert sorted(letters) == [
        "Your code to sign in", f"Your entry has been received: {reference}"
    ]  # fmt: skip
    assert post.box.recipients == [nia.email] * 2


def text_of(letter: Message) -> str:
    return str(letter.get_payload(decode=True).decode()).replace("\r\n", "\n")  # type: ignore[union-attr]


def tried_in_vain() -> int:
    """How many mails that wait have been tried."""
    waits = Mail.objects.filter(state="waiting").values_list("key", flat=True)
    tried = Job.objects.filter(kind="notify.mail", attempts__gt=0, status="queued")
    return sum(job.payload["key"] in waits for job in tried)
