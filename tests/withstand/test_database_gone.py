"""The database goes while people work: they are told, what they typed is kept, and all goes on."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from allotment.fund.models import DraftAnswer, Entry
from allotment.kernel.notify import mail
from allotment.kernel.notify.models import Mail
from tests.fund.conftest import draft_call, open_call, pot, start_entry
from tests.jobs.test_worker import wait_until, worker_process
from tests.people import People
from tests.serving import Server, ask, free_port
from tests.withstand.gate import Gate

__all__ = ["draft_call", "open_call", "pot", "start_entry"]


@pytest.fixture
def gate() -> Iterator[Gate]:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is a file: it does not go without the machine")
    own = connection.settings_dict
    gate = Gate(own["HOST"], str(own["PORT"]), port=free_port())
    gate.open()
    yield gate
    gate.shut()


def address_through(gate: Gate) -> str:
    own = connection.settings_dict
    return f"postgresql://{own['USER']}@127.0.0.1:{gate.port}/{own['NAME']}"


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(180)
def test_the_database_is_gone_and_comes_back(
    gate: Gate, people: People, start_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    entry = start_entry()
    client = Client()
    client.force_login(people.entrant)
    session = client.session.session_key or ""
    section = entry.call.sections.order_by("position")[0]
    question = entry.call.questions.filter(section=section, kind="short_text")[0].key
    page = f"/entries/{entry.key}/section/{section.key}/"
    with (
        Server(tmp_path, DATABASE_URL=address_through(gate)) as server,
        worker_process(tmp_path, DATABASE_URL=address_through(gate)) as worker,
    ):
        before, _ = ask(server.port, page, session)
        assert before.status == 200
        typing = {question: "Tables & <chairs>", f"version-{question}": "0"}

        gate.shut()
        looked, said = ask(server.port, page, session)
        typed, kept = ask(server.port, page, session, typing)
        listed, _ = ask(server.port, "/api/v1/awards/", session)
        live, _ = ask(server.port, "/health/live", "")
        ready, _ = ask(server.port, "/health/ready", "")
        mail_written = mail.send_later(to="a@example.org", subject="x", body="y")
        gate.open()
        again = {
            unescape(name): unescape(text)
            for name, text in re.findall(
                r'<textarea hidden name="([^"]+)">\n(.*?)</textarea>', kept, re.S
            )
        }
        sent, _ = ask(server.port, page, session, again)
        wait_until(lambda: Mail.objects.get(pk=mail_written.pk).sent_at is not None)
        assert worker.poll() is None

    assert again == typing
    assert listed.status == 503
    assert (looked.status, typed.status, live.status, ready.status) == (503, 503, 200, 503)
    assert looked.headers["Retry-After"] == "20"
    assert "The service is not available at the moment" in said
    assert "This page keeps it" in kept
    assert sent.status == 302
    assert "Tables & <chairs>" in str(DraftAnswer.objects.get(entry=entry, question=question).typed)
