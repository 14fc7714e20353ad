"""Deadline rush: 100 people at once send their entries, with real sessions and rendered pages.

Each has the page with their answers open, presses the button and reads the receipt; granian serves,
PostgreSQL keeps. Bars: at least 60 submissions a second, at most 10 times the time of a bare Django
view with the same INSERT on the same server, and in the database afterwards exactly one version for
each entry. A third of the entries is sent with the opening of the page in the time, which no bar
asks for, and a third by the press alone: one request each, as of the bare view.
"""

import asyncio
import datetime as dt
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bench import world
from bench.ground import own_home, table, verdict
from tools import postgres

PEOPLE = 100
EACH = 15
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
FORM = re.compile(rb'name="token" value="([^"]+)"')


def prepare() -> tuple[list[tuple[str, list[str]]], str]:
    """People with sessions, each with full drafts; gives (session, entry keys) and a document."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
    from django.db import connection
    from django.utils import timezone

    from allotment.fund.models import DraftAnswer, Entry
    from allotment.kernel.people.models import User
    from tests.fund.conftest import answer_everything
    from tests.people import People

    people = People()
    call = world.make_call(people, closes_in=dt.timedelta(days=1))
    typed = answer_everything(call)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    crowd = []
    for n in range(PEOPLE):
        user = User.objects.create_user(f"person{n}@example.org", None, name=f"Person {n}")
        session = store()
        session[SESSION_KEY] = str(user.pk)
        session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[-1]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        entries = Entry.objects.bulk_create(
            Entry(call=call, owner=user, reference=f"SI-{n:03d}{e:03d}-X", start_token=str(e))
            for e in range(EACH)
        )
        DraftAnswer.objects.bulk_create(
            DraftAnswer(entry=e, question=k, typed=v, saved_by=user, saved_at=timezone.now())
            for e in entries
            for k, v in typed.items()
        )
        crowd.append((str(session.session_key), [e.key for e in entries]))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bare (id bigserial PRIMARY KEY, number int, token text, document jsonb, "
            "digest text, sent_at timestamptz)"
        )
    return crowd, json.dumps({"answers": typed})


async def ask(
    reader: Any, writer: Any, method: str, path: str, cookie: str, body: bytes = b""
) -> tuple[int, bytes, bytes]:
    """One request on a kept connection: (status, headers, body)."""
    kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
    writer.write(
        f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n{kind}"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    head = await reader.readuntil(b"\r\n\r\n")
    lower = head.lower()
    length = re.search(rb"content-length: (\d+)", lower)
    if length:
        content = await reader.readexactly(int(length[1]))
    elif b"transfer-encoding: chunked" in lower:
        content = b""
        while size := int(await reader.readline(), 16):
            content += await reader.readexactly(size)
            await reader.readline()
        await reader.readline()
    else:
        content = b""
    return int(head[9:12]), head, content


class Person:
    """One of the crowd, on a kept connection, with a session and entries to send."""

    def __init__(self, port: int, session: str, entries: list[str]) -> None:
        self._port, self._cookie, self._entries = port, f"sessionid={session}", entries
        self._forms: dict[str, bytes] = {}
        self.waits: list[float] = []

    async def connect(self) -> None:
        self._line = await asyncio.open_connection("127.0.0.1", self._port, limit=2**20)

    async def open(self, key: str) -> None:
        """Look at the answers; keep the form that sends them."""
        status, head, page = await ask(*self._line, "GET", f"/entries/{key}/check/", self._cookie)
        csrf = re.search(rb"csrftoken=([^;]+)", head)
        if csrf:
            self._cookie = f"{self._cookie.split(';')[0]}; csrftoken={csrf[1].decode()}"
        middle, token = TOKEN.search(page), FORM.search(page)
        assert middle is not None, (status, head)
        assert token is not None
        self._forms[key] = b"csrfmiddlewaretoken=" + middle[1] + b"&token=" + token[1]

    async def press(self, key: str) -> None:
        """Press the button."""
        address, cookie = f"/entries/{key}/", self._cookie
        status, head, _ = await ask(
            *self._line, "POST", address + "check/", cookie, self._forms[key]
        )
        assert status == 302, (status, head)

    async def read(self, key: str) -> None:
        """Read the receipt."""
        status, _, page = await ask(*self._line, "GET", f"/entries/{key}/receipt/", self._cookie)
        assert status == 200
        assert b"Entry sent" in page

    async def open_all(self) -> int:
        await self.connect()
        for key in self._entries:
            await self.open(key)
        return len(self._entries)

    async def send_all(self, *steps: "Step") -> int:
        for key in self._entries:
            began = time.perf_counter()
            for step in steps:
                await step(self, key)
            self.waits.append(time.perf_counter() - began)
        self._line[1].close()
        return len(self._entries)


#: One thing that a person does with one entry.
Step = Callable[[Person, str], Awaitable[None]]


async def bare_person(port: int, body: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(EACH):
        status, _, _ = await ask(reader, writer, "POST", "/", "a=b", body)
        assert status == 200
    writer.close()
    return EACH


def serve(application: str) -> tuple["subprocess.Popen[bytes]", int]:
    """granian as in production: two workers of one thread; waits until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers",
         "2", "--blocking-threads", "1", "--backlog", "1024", "--log-level", "warning", application],
    )  # fmt: skip
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1.5)
                return server, port
        time.sleep(0.1)
    raise SystemExit("granian did not start")


async def all_at_once(*crowd: Any) -> int:
    return sum(await asyncio.gather(*crowd))


async def rush(people: list[Person], *steps: Step) -> tuple[int, float]:
    """How many were sent, and in how many seconds. Everybody has opened every page before, so that
    the server is warm."""
    await all_at_once(*(person.open_all() for person in people))
    began = time.perf_counter()
    sent = await all_at_once(*(person.send_all(*steps) for person in people))
    return sent, time.perf_counter() - began


async def bare_rush(port: int, body: bytes) -> tuple[int, float]:
    began = time.perf_counter()
    inserted = await all_at_once(*(bare_person(port, body) for _ in range(PEOPLE)))
    return inserted, time.perf_counter() - began


def served(application: str, act: Callable[[int], Any]) -> Any:
    server, port = serve(application)
    try:
        return asyncio.run(act(port))
    finally:
        server.terminate()
        server.wait(timeout=20)


def rush_of(crowd: Any, *steps: Step) -> tuple[int, float, str]:
    """Entries sent, rate a second, and in words how long a person waited."""
    people: list[Person] = []

    async def act(port: int) -> tuple[int, float]:
        people.extend(Person(port, session, entries) for session, entries in crowd)
        return await rush(people, *steps)

    sent, took = served("allotment.config.wsgi:application", act)
    waits = sorted(wait for person in people for wait in person.waits)
    middle, late = waits[len(waits) // 2], waits[int(len(waits) * 0.95)]
    return sent, sent / took, f"{middle:.2f} s, {late:.2f} s"


def by_socket(address: str) -> str:
    """The same database by its socket in the file system, as the guide to production has it."""
    import psycopg

    with psycopg.connect(address) as connection:
        folder = connection.execute("SHOW unix_socket_directories").fetchone()
    assert folder is not None
    return f"{address.replace('127.0.0.1', '')}?host={folder[0]}"


def main() -> int:
    own_home()
    with postgres.server() as address:
        os.environ["DATABASE_URL"] = by_socket(f"{address}/postgres")
        world.set_up()
        crowd, document = prepare()
        first, second, third = (
            [(session, entries[n::3]) for session, entries in crowd] for n in range(3)
        )
        sent, rate, waits = rush_of(first, Person.press, Person.read)
        more, whole, longer = rush_of(second, Person.open, Person.press, Person.read)
        alone, presses, shorter = rush_of(third, Person.press)
        inserted, took = served(
            "bench.bare:application", lambda port: bare_rush(port, document.encode())
        )
        from allotment.fund.models import Entry, Submission

        versions = Submission.objects.count()
        submitted = Entry.objects.filter(state="submitted").count()
    bare = inserted / took
    exact = versions == submitted == sent + more + alone == PEOPLE * EACH
    quick, near = rate >= 60 and exact, bare / rate <= 10
    table(
        ["100 people at once", "sent", "a second", "one person's wait, median and p95", ""],
        [
            ["press the button, read the receipt", sent, f"{rate:.0f}", waits, verdict(quick)],
            ["open the answers too", more, f"{whole:.0f}", longer, ""],
            ["press the button only", alone, f"{presses:.0f}", shorter, ""],
            ["in the database afterwards", versions, "", "", verdict(exact)],
            ["bare view, same INSERT", inserted, f"{bare:.0f}", "",
             f"{bare / rate:.1f} times as many ({bare / presses:.1f} times the presses), of at most "
             f"10: {verdict(near)}"],
        ],
    )  # fmt: skip
    return 0 if quick and near else 1


if __name__ == "__main__":
    sys.exit(main())
