"""Deadline rush: 100 people at once send their entries, with real sessions and rendered pages.

Each looks at the check page, sends, and reads the receipt; granian serves, PostgreSQL keeps. Bars: at
least 60 submissions a second, at most 10 times the time of a bare Django view with the same INSERT
on the same server, and in the database afterwards exactly one version for each entry.
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
from typing import Any

from bench import world
from bench.ground import own_home, table, verdict
from tools import postgres

PEOPLE = 100
EACH = 10
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
        session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
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


async def person(port: int, session: str, entries: list[str], waits: list[float]) -> int:
    """Send every entry of one person; gives how many receipts were read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    receipts = 0
    cookie = f"sessionid={session}"
    for key in entries:
        began = time.perf_counter()
        _status, head, page = await ask(reader, writer, "GET", f"/entries/{key}/check/", cookie)
        csrf = re.search(rb"csrftoken=([^;]+)", head)
        if csrf:
            cookie = f"sessionid={session}; csrftoken={csrf[1].decode()}"
        middle, token = TOKEN.search(page), FORM.search(page)
        assert middle is not None, (_status, head)
        assert token is not None
        body = b"csrfmiddlewaretoken=" + middle[1] + b"&token=" + token[1]
        status, head, _ = await ask(reader, writer, "POST", f"/entries/{key}/check/", cookie, body)
        assert status == 302, (status, head)
        status, _, page = await ask(reader, writer, "GET", f"/entries/{key}/receipt/", cookie)
        assert status == 200
        assert b"Entry sent" in page
        receipts += 1
        waits.append(time.perf_counter() - began)
    writer.close()
    return receipts


async def bare_person(port: int, body: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(EACH):
        status, _, _ = await ask(reader, writer, "POST", "/", "a=b", body)
        assert status == 200
    writer.close()
    return EACH


def serve(application: str) -> tuple["subprocess.Popen[bytes]", int]:
    """granian as in production: two workers; waits until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers",
         "2", "--blocking-threads", "2", "--backlog", "1024", "--log-level", "warning", application],
    )  # fmt: skip
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1.5)
                return server, port
        time.sleep(0.1)
    raise SystemExit("granian did not start")


def measure(server: "subprocess.Popen[bytes]", crowd: Any) -> tuple[int, float]:
    async def all_at_once() -> int:
        return sum(await asyncio.gather(*crowd))

    began = time.perf_counter()
    try:
        done = asyncio.run(all_at_once())
    finally:
        took = time.perf_counter() - began
        server.terminate()
        server.wait(timeout=20)
    return done, took


def main() -> int:
    own_home()
    with postgres.server() as address:
        os.environ["DATABASE_URL"] = f"{address}/postgres"
        world.set_up()
        crowd, document = prepare()
        waits: list[float] = []
        server, port = serve("allotment.config.wsgi:application")
        sent, took = measure(server, [person(port, s, e, waits) for s, e in crowd])
        server, port = serve("bench.bare:application")
        inserted, bare_took = measure(
            server, [bare_person(port, document.encode()) for _ in range(PEOPLE)]
        )
        from allotment.fund.models import Entry, Submission

        versions = Submission.objects.count()
        submitted = Entry.objects.filter(state="submitted").count()
    rate, bare = sent / took, inserted / bare_took
    waits.sort()
    ratio = bare / rate
    exact = versions == submitted == sent == PEOPLE * EACH
    holds = rate >= 60 and ratio <= 10 and exact
    table(
        ["what", "sent", "in the database", "a second", "one person's wait, median and p95", ""],
        [
            ["100 people: check page, send, receipt", sent, versions, f"{rate:.0f}",
             f"{waits[len(waits) // 2]:.2f} s, {waits[int(len(waits) * 0.95)]:.2f} s",
             verdict(rate >= 60 and exact)],
            ["bare view, same INSERT", inserted, inserted, f"{bare:.0f}", "",
             f"ratio {ratio:.1f} of at most 10: {verdict(ratio <= 10)}"],
        ],
    )  # fmt: skip
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
