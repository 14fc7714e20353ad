"""A real server is killed during 200 autosaves: none that was answered is lost."""

import http.client
import re
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from allotment.fund.models import Call, DraftAnswer, Entry
from tests.fund.conftest import draft_call, open_call, pot, start_entry
from tests.people import People
from tests.serving import Server
from tests.waiting import HANGS

__all__ = ["draft_call", "open_call", "pot", "start_entry"]

WRITERS, SAVES, KILLS = 4, 50, 2
TOKEN = "a" * 32


class Writer(Thread):
    """Types into one entry and remembers what the server said is saved."""

    def __init__(
        self, server: Server, entry: Entry, question: str, section: str, session: str
    ) -> None:
        super().__init__()
        self.server, self.entry, self.question = server, entry, question
        self.address = f"/entries/{entry.key}/save/{section}/"
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}"
        self.answered, self.lost, self.failures = 0, [], 0
        self.go_on = Event()
        self.go_on.set()

    def run(self) -> None:
        try:
            n, version, last = 0, 0, ""
            while n < SAVES:
                self.go_on.wait(timeout=HANGS)
                text = f"Words number {n} of this entry"
                saved = self._save(text, version)
                if saved is not None:
                    n, version, last = n + 1, saved, text
                    self.answered += 1
                else:
                    self.failures += 1
                    self.go_on.wait(timeout=HANGS)
                    row = DraftAnswer.objects.filter(
                        entry=self.entry, question=self.question
                    ).first()
                    version, stored = (row.version, str(row.typed)) if row else (0, "")
                    if stored not in {last, text}:
                        self.lost.append((last, stored))
                    last = stored
                    time.sleep(0.05)
        finally:
            connection.close()

    def _save(self, text: str, version: int) -> int | None:
        """The version that the page is told it has now; None where the server went away."""
        fields = {self.question: text, f"version-{self.question}": str(version)}
        try:
            asked = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
            asked.request(
                "POST", self.address, urlencode(fields),
                {"Cookie": self.cookies, "X-CSRFToken": TOKEN,
                 "Content-Type": "application/x-www-form-urlencoded"},
            )  # fmt: skip
            answer = asked.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return None
        assert answer.status == 200, (answer.status, body[:500])
        assert b"Saved" in body, body[:800]
        told = re.search(rb'name="version-[^"]+"[^>]* value="(\d+)"', body)
        assert told is not None, body[:800]
        return int(told[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path)
    yield one
    one.kill()


@pytest.mark.django_db(transaction=True)
def test_no_autosave_that_was_answered_is_lost_when_the_server_is_killed(
    server: Server, open_call: Call, start_entry: object, people: People
) -> None:
    question = open_call.questions.filter(kind="long_text").select_related("section")[0]
    client = Client()
    client.force_login(people.entrant)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    written = [start_entry() for _writer in range(WRITERS)]  # type: ignore[operator]
    server.start()
    writers = [Writer(server, e, question.key, question.section.key, session) for e in written]
    for writer in writers:
        writer.start()

    for kill in range(1, KILLS + 1):
        while sum(w.answered for w in writers) < kill * WRITERS * SAVES // (KILLS + 1):
            assert any(w.is_alive() for w in writers)
            time.sleep(0.005)
        server.kill()
        for writer in writers:
            writer.go_on.clear()
        server.start()
        for writer in writers:
            writer.go_on.set()
    for writer in writers:
        writer.join(timeout=HANGS)

    assert [w.lost for w in writers] == [[]] * WRITERS
    assert sum(w.answered for w in writers) == WRITERS * SAVES
    assert sum(w.failures for w in writers) >= KILLS, "the server was killed while they wrote"
    for row in DraftAnswer.objects.filter(entry__in=written, question=question.key):
        assert row.typed == f"Words number {SAVES - 1} of this entry"
    assert " ERROR " not in server.log.read_text()
    assert "Traceback" not in server.log.read_text()
