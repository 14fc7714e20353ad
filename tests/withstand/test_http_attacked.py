"""Requests that no browser sends, byte by byte to a real server: none of them is taken for two, does
what another would have to be asked for, or keeps other people waiting for good."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from tests.people import People
from tests.serving import TOKEN, Server
from tests.waiting import wait_until

THREADS = 4  # tests.serving starts so many


@pytest.fixture
def server(tmp_path: Path, transactional_db: None) -> Iterator[Server]:
    with Server(tmp_path, GRANIAN_HTTP="1", GRANIAN_HTTP1_HEADER_READ_TIMEOUT="1500") as server:
        yield server
        wrong = [line for line in server.log.read_text().splitlines() if " ERROR " in line]
        assert wrong == []


class Wire:
    """One connection, on which bytes are written as they stand."""

    def __init__(self, server: Server) -> None:
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=10)

    def send(self, sent: bytes, *, no_more: bool = False) -> None:
        try:
            self.socket.sendall(sent)
            if no_more:
                self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # refused before all of it was sent

    def rest(self) -> bytes:
        """All that comes until the server closes the connection, which it must."""
        got = b""
        try:
            while piece := self.socket.recv(65_536):
                got += piece
        except ConnectionResetError:
            pass
        finally:
            self.socket.close()
        return got


def statuses(server: Server, sent: bytes, *, no_more: bool = False) -> list[int]:
    return [status for status, _body in answers(server, sent, no_more=no_more)]


def answers(server: Server, sent: bytes, *, no_more: bool = False) -> list[tuple[int, bytes]]:
    wire = Wire(server)
    wire.send(sent, no_more=no_more)
    got = re.split(rb"(?=HTTP/1\.[01] \d{3} )", wire.rest())[1:]
    return [(int(answer[9:12]), answer) for answer in got]


def head(server: Server, first: str, *lines: str, last: bool = True) -> bytes:
    closing = ("Connection: close",) if last else ()
    host = f"Host: 127.0.0.1:{server.port}"
    return "\r\n".join((first, host, *lines, *closing, "", "")).encode("latin-1")


def alive(server: Server) -> None:
    assert statuses(server, head(server, "GET /health/live HTTP/1.1")) == [200]


#: (headers, what comes before the hidden request); each proxy may see the end somewhere else.
TWO_ENDS: list[tuple[tuple[str, ...], bytes]] = [
    (("Content-Length: 4", "Transfer-Encoding: chunked"), b"0\r\n\r\n"),
    (("Transfer-Encoding: chunked", "Content-Length: 400"), b"0\r\n\r\n"),
    (("Transfer-Encoding: chunked", "Transfer-Encoding: identity"), b"0\r\n\r\n"),
    (("Transfer-Encoding: identity, chunked", "Content-Length: 3"), b"0\r\n\r\n"),
    (("Transfer-Encoding: xchunked", "Content-Length: 5"), b"0\r\n\r\n"),
    (("Transfer-Encoding : chunked",), b"0\r\n\r\n"),
    (("Transfer-Encoding:\r\n chunked",), b"0\r\n\r\n"),
    (("Transfer-Encoding: chunked\x0b",), b"0\r\n\r\n"),
    (("Transfer-Encoding: chunked",), b"FFFFFFFFFFFFFFFFF\r\n"),
    (("Transfer-Encoding: chunked",), b"-1\r\n"),
    (("Transfer-Encoding: chunked",), b"0;a\n\r\n"),
    (("Content-Length: 5", "Content-Length: 0"), b"12345"),
    (("Content-Length: 5, 5",), b"12345"),
    (("Content-Length: +5",), b"12345"),
    (("Content-Length: -1",), b""),
    (("Content-Length: 0x5",), b"12345"),
    (("Content-Length: 99999999999999999999",), b""),
    (("X-A: 1\r\n folded: yes", "Content-Length: 0"), b""),
    (("X-A: a\rContent-Length: 5",), b"12345"),
    (("X-A: a\0b", "Content-Length: 0"), b""),
]


def test_no_request_is_hidden_in_another(server: Server, people: People) -> None:
    """The hidden one would sign somebody out; sent by itself it does, so the test can fail."""
    client = Client()
    client.force_login(people.entrant)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"Cookie: {settings.SESSION_COOKIE_NAME}={key}; csrftoken={TOKEN}"
    token = (f"X-CSRFToken: {TOKEN}", "Content-Length: 0")
    hidden = head(server, "POST /account/logout/ HTTP/1.1", cookies, *token)

    taken_for_two = []
    for lines, before in TWO_ENDS:
        outer = head(server, "POST /account/login/ HTTP/1.1", *lines, last=False)
        got = statuses(server, outer + before + hidden, no_more=True)
        if len(got) > 1 or any(status not in {400, 411, 413} for status in got):
            taken_for_two.append((lines, got))
    in_a_body = head(server, f"GET / HTTP/1.1\r\nContent-Length: {len(hidden)}") + hidden
    assert statuses(server, in_a_body) == [200]

    assert taken_for_two == []
    assert Session.objects.filter(pk=key).exists()
    assert statuses(server, hidden) == [302]
    assert not Session.objects.filter(pk=key).exists()


def test_a_request_for_two_hosts_is_refused(server: Server) -> None:
    """Where it ends everybody agrees, so what follows it on the connection is a request of its own."""
    both = head(server, "POST /account/login/ HTTP/1.1", "Content-Length: 0", "Host: evil.example")

    assert statuses(server, both) == [400]


def test_no_method_passes_for_another(server: Server, people: People) -> None:
    client = Client()
    client.force_login(people.entrant)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"Cookie: {settings.SESSION_COOKIE_NAME}={key}; csrftoken={TOKEN}"
    for method in ("TRACE", "FROB", "PROPFIND", "TRACK"):
        ((status, body),) = answers(server, head(server, f"{method} / HTTP/1.1", cookies))
        assert (status, b"Allow: GET".lower() in body.lower()) == (405, True), method
        assert key.encode() not in body
        assert b"That cannot be done" in body
    closed = head(server, "CONNECT evil.example:443 HTTP/1.1", "Content-Length: 0")
    assert statuses(server, closed, no_more=True) in ([], [405], [400])
    alive(server)

    pretending = ("X-HTTP-Method-Override: POST", "X-HTTP-Method: POST", "X-Method-Override: POST",
                  "X-Original-URL: /account/logout/", "X-Rewrite-URL: /account/logout/",
                  f"X-CSRFToken: {TOKEN}")  # fmt: skip
    for address in ("/account/logout/?_method=POST", "/"):
        statuses(server, head(server, f"GET {address} HTTP/1.1", cookies, *pretending))
    assert Session.objects.filter(pk=key).exists()


def test_the_site_keeps_to_its_own_name(server: Server) -> None:
    """No link and no redirect is made of what a request says that the site is called."""
    for line in ("Host: evil.example", "Host: 127.0.0.1@evil.example", "Host: evil.example:80",
                 "Host: 127.0.0.1, evil.example", "X-A: none at all"):  # fmt: skip
        asked = f"GET /account/login/ HTTP/1.1\r\n{line}\r\nConnection: close\r\n\r\n".encode()
        ((status, body),) = answers(server, asked)
        assert (status, b"evil" in body) == (400, False), line

    told = ("X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https", "X-Forwarded-For: ::1",
            "Forwarded: host=evil.example", "X-Host: evil.example")  # fmt: skip
    for first in ("GET http://evil.example/account/login/ HTTP/1.1", "GET /tasks HTTP/1.1"):
        ((status, body),) = answers(server, head(server, first, *told))
        assert status in {200, 301, 302, 400}
        assert b"evil" not in body


def test_too_much_is_refused_and_the_site_goes_on(server: Server) -> None:
    get = "GET /open-data/ HTTP/1.1"
    form = "Content-Type: application/x-www-form-urlencoded"
    post = "POST /account/login/ HTTP/1.1"
    megabyte = b"100000\r\n" + b"a" * 0x10_0000 + b"\r\n"
    files = "Content-Type: multipart/form-data; boundary=x"
    parts = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="%d"\r\n\r\na\r\n' % n
        for n in range(500)
    )
    parts += b"--x--\r\n"
    fields = b"a=1&" * 5000
    tried = {
        "a header of a megabyte": (head(server, get, "X-A: " + "a" * 1_000_000), {431}),
        "5,000 headers": (head(server, get, *(f"X-{n}: 1" for n in range(5000))), {431}),
        "a cookie of 60 kB": (head(server, get, "Cookie: sessionid=" + "a" * 60_000), {200}),
        "an address of 100 kB": (head(server, f"GET /{'a' * 100_000} HTTP/1.1"), {414}),
        "5,000 parameters": (head(server, f"GET /open-data/?{'a=1&' * 5000} HTTP/1.1"), {200, 400}),
        "ranges": (head(server, get, "Range: bytes=" + ",".join(["0-"] * 2000)), {200}),
        "5,000 fields": (head(server, post, form, f"Content-Length: {len(fields)}") + fields, {400}),
        "500 files": (head(server, post, files, f"Content-Length: {len(parts)}") + parts, {400}),
        "a gigabyte, it says": (head(server, post, form, f"Content-Length: {2**30}"), {413}),
        "a gigabyte, if asked":
            (head(server, post, form, f"Content-Length: {2**30}", "Expect: 100-continue"), {413}),
        "30 MB in chunks":
            (head(server, post, form, "Transfer-Encoding: chunked") + megabyte * 30, {411}),
        "an expectation": (head(server, get, "Expect: tea"), {200, 417}),
        "another protocol": (b"\x16\x03\x01\x02\0\x01\0" + bytes(range(256)), {400}),
        "HTTP/2 unasked": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400}),
    }  # fmt: skip
    wrong = []
    for what, (sent, right) in tried.items():
        got = statuses(server, sent)
        # A connection may be cut while more is being sent; then the sender never reads the answer.
        if got and (len(got) > 1 or got[0] not in right):
            wrong.append((what, got))
        alive(server)

    assert wrong == []
    one = head(server, "GET /health/live HTTP/1.1", last=False)
    assert statuses(server, one * 200 + head(server, "GET /nowhere HTTP/1.1")) == [200] * 200 + [
        404
    ]


def test_whoever_is_slow_waits_alone_or_is_let_go(server: Server) -> None:
    """Headers that never end are given up, and keep nobody waiting. Forms that never end hold a thread
    each (the proxy of the guide takes them in first), only for as long as they are connected."""
    slow = [Wire(server) for _ in range(40)]
    for wire in slow:
        wire.send(b"GET / HTTP/1.1\r\nX-A: ")
    for _ in range(10):
        alive(server)
    assert {wire.rest()[:12] for wire in slow} <= {b"", b"HTTP/1.1 408"}

    lines = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 500")
    begun = head(server, "POST /account/login/ HTTP/1.1", *lines) + b"login=a"
    writing = [Wire(server) for _ in range(THREADS - 1)]
    for wire in writing:
        wire.send(begun)
    for _ in range(10):
        alive(server)
    for wire in [*writing, *(Wire(server) for _ in range(3 * THREADS))]:
        wire.send(begun)
        wire.socket.close()
    wait_until(lambda: statuses(server, head(server, "GET / HTTP/1.1")) == [200])

    for half in (begun, begun.replace(b"Content-Length: 500", b"Transfer-Encoding: chunked")):
        assert statuses(server, half, no_more=True)[0] in {400, 403, 411}
    alive(server)
