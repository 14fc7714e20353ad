"""The log names nobody, the figures are those of every process, and both can be found again."""

import http.client
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from allotment.fund.models import Entry
from allotment.kernel.jobs.models import Job
from allotment.kernel.web.logs import JsonLines
from tests.fund.conftest import draft_call, open_call, pot, start_entry
from tests.jobs.test_worker import worker_process
from tests.people import People
from tests.serving import Server
from tests.waiting import HANGS, wait_until

__all__ = ["draft_call", "open_call", "pot", "start_entry"]

TOKEN, FORM = "let-me-see", "a" * 32
MARKS = ("Wilhelmina", "quillfeather", "pumpkin-lantern", "letmein-please", "07700900123")


class Asker:
    """Asks a real server, with a session of its own."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookies = f"csrftoken={FORM}; {settings.SESSION_COOKIE_NAME}={session}"

    def __call__(
        self, address: str, form: dict[str, str] | None = None, **headers: str
    ) -> http.client.HTTPResponse:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANGS)
        sent = {"Cookie": self.cookies, **headers}
        if form is None:
            asked.request("GET", address, headers=sent)
        else:
            body = urlencode({**form, "csrfmiddlewaretoken": FORM})
            sent |= {"Content-Type": "application/x-www-form-urlencoded"}
            asked.request("POST", address, body, headers=sent)
        return asked.getresponse()


@pytest.fixture
def server(tmp_path: Path, transactional_db: None) -> Iterator[Server]:
    given = {"LOG_FORMAT": "json", "METRICS_TOKEN": TOKEN, "MAIL_URL": "smtp://127.0.0.1:1"}
    with Server(tmp_path, workers=2, **given) as server:
        yield server


def test_a_journey_leaves_lines_that_can_be_found_and_name_nobody(
    server: Server,
    people: People,
    start_entry: Callable[..., Entry],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    signed_in = Client()
    signed_in.force_login(people.entrant)
    entry = start_entry()
    visitor, entrant = Asker(server.port), Asker(server.port, signed_in.session.session_key or "")
    monkeypatch.setenv("LOG_FORMAT", "json")
    monkeypatch.setenv("MAIL_URL", "smtp://127.0.0.1:1")

    answers = [
        visitor("/account/signup/", {
            "email": "wilhelmina@quillfeather.example", "password1": "letmein-please-9",
            "name": "Wilhelmina Quillfeather", "telephone": "07700900123",
        }),
        visitor("/account/login/", {
            "login": "wilhelmina@quillfeather.example", "password": "letmein-please"
        }),
        visitor("/search/?q=pumpkin-lantern"),
        visitor("/pumpkin-lantern/"),
        entrant(f"/entries/{entry.key}/save/idea/", {"title": "A pumpkin-lantern for Wilhelmina"}),
        visitor("/calls/", {"q": "pumpkin-lantern"}),
    ]  # fmt: skip
    with worker_process(tmp_path):
        wait_until(lambda: Job.objects.filter(kind="notify.mail", attempts__gt=0, status="queued"))

    worker = capfd.readouterr().err
    assert '"request_id": "job-' in worker
    said = server.log.read_text() + worker
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    requests = {line["request_id"]: line for line in lines if line["message"] == "request"}
    assert [answer.status for answer in answers] == [302, 200, 200, 404, 200, 200]
    for answer in answers:
        assert requests[answer.headers["X-Request-ID"]]["status"] == answer.status
    assert {"account_signup", "account_login", "search:find", "none"} <= {
        line["route"] for line in requests.values()
    }
    assert [mark for mark in MARKS if mark.lower() in said.lower()] == []


def test_the_figures_are_of_every_process_and_for_those_who_show_the_token(
    server: Server, people: People
) -> None:
    ask = Asker(server.port)
    waiting = Job.objects.create(kind="notify.mail", payload={})

    refused = [ask("/metrics").status, ask("/metrics", Authorization="Bearer guess").status]
    asked = [ask("/nobody@example.org/").status for _ in range(12)]
    ask("/", None)
    figures = ask("/metrics", Authorization=f"Bearer {TOKEN}").read().decode()

    assert refused == [404, 404]
    assert asked == [404] * 12
    counted = re.search(
        r'allotment_requests_total{method="GET",route="none",status="404"} (\S+)', figures
    )
    assert counted
    assert float(counted[1]) == 12
    assert 'allotment_request_seconds_bucket{le="0.1",route="site:home"}' in figures
    assert "allotment_database_up 1.0" in figures
    assert "allotment_jobs_waiting 1.0" in figures
    assert "allotment_workers 0.0" in figures
    assert "@" not in figures
    waiting.delete()


def test_neither_an_exceptions_words_nor_a_packages_message_are_written() -> None:
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(JsonLines().format(record))

    package, ours = logging.getLogger("allauth.x"), logging.getLogger("allotment.x")
    handler = Kept()
    for each in (package, ours):
        each.addHandler(handler)
    try:
        raise ValueError("Key (email)=(wilhelmina@quillfeather.example) already exists")
    except ValueError:
        package.exception("%s could not sign in", "Wilhelmina")
        ours.error("job %s failed for wilhelmina@quillfeather.example", "4f7k", exc_info=True)
    finally:
        for each in (package, ours):
            each.removeHandler(handler)

    first, second = map(json.loads, lines)
    assert first["message"] == "%s could not sign in"
    assert second["message"] == "job 4f7k failed for (address)"
    assert first["exception"] == "ValueError"
    assert first["at"][0].endswith(
        "test_neither_an_exceptions_words_nor_a_packages_message_are_written"
    )
    assert not [mark for mark in MARKS if mark.lower() in "".join(lines).lower()]


def test_a_page_that_fails_names_the_reference_of_its_log_lines(
    client: Client, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("allotment.kernel.site.views.pages.panels_for", lambda *a: 1 / 0)

    answer = client.get("/")

    assert answer.status_code == 500
    assert f"give the reference {answer.headers['X-Request-ID']}" in answer.content.decode()
