"""The database goes while people work: they are told, what they typed is kept, and all goes on."""

import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from threading import Timer

import pytest
from django.db import connection
from django.test import Client

from allotment.fund.models import DraftAnswer, Entry
from allotment.kernel.notify import mail
from allotment.kernel.notify.models import Mail
from tests.fund.conftest import draft_call, open_call, pot, start_entry
from tests.jobs.test_worker import worker_process
from tests.people import People
from tests.serving import Server, ask, free_port
from tests.waiting import wait_until
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


def kept_on(page: str) -> dict[str, str]:
    """What a page holds of a form that could not be taken, as its button sends it again."""
    found = re.findall(r'<textarea hidden name="([^"]+)">\n(.*?)</textarea>', page, re.S)
    return {unescape(name): unescape(text) for name, text in found}


@pytest.mark.django_db(transaction=True)
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
        again = kept_on(kept)
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


@pytest.mark.django_db(transaction=True)
def test_somebody_writes_on_for_twenty_seconds_without_a_database(
    gate: Gate, people: People, start_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    """For ten it is silent, for ten it refuses. Each time they are told, and no word is lost."""
    entry = start_entry()
    client = Client()
    client.force_login(people.entrant)
    session = client.session.session_key or ""
    section = entry.call.sections.order_by("position")[0]
    question = entry.call.questions.filter(section=section, kind="short_text")[0].key
    page = f"/entries/{entry.key}/section/{section.key}/"
    told: list[tuple[int, bool]] = []
    with (
        Server(tmp_path, DATABASE_URL=address_through(gate)) as server,
        worker_process(tmp_path, DATABASE_URL=address_through(gate)) as worker,
    ):
        ask(server.port, page, session)
        kept = ""
        gate.fall_silent()
        shut = Timer(10, gate.shut)
        shut.start()
        while shut.is_alive() or len(told) < 8:
            typing = {question: f"Word {len(told)} & <more>", f"version-{question}": "0"}
            answer, kept = ask(server.port, page, session, typing)
            told.append((answer.status, kept_on(kept) == typing))
            time.sleep(1)
        mail_written = mail.send_later(to="a@example.org", subject="x", body="y")
        gate.open()
        sent, _ = ask(server.port, page, session, kept_on(kept))
        ready, _ = ask(server.port, "/health/ready", "")
        wait_until(lambda: Mail.objects.get(pk=mail_written.pk).sent_at is not None)
        assert worker.poll() is None

    assert len(told) > 5
    assert set(told) == {(503, True)}
    assert (sent.status, ready.status) == (302, 200)
    answered = DraftAnswer.objects.get(entry=entry, question=question)
    assert f"Word {len(told) - 1} & <more>" in str(answered.typed)
