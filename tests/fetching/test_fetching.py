"""Fetching from real servers, good and bad ones."""

import gzip
import ipaddress
import zlib
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from allotment.kernel.fetching.addresses import Address, FetchError, RefusedError
from allotment.kernel.fetching.fetching import (
    Fetched,
    Limits,
    OnProgress,
    UnreachableError,
    fetched,
)
from tests.fetching.servers import Answer, certified, sending, serving, whole

ALLOWED = "127.0.0.2"
#: As where tests run, the metadata service, and machines of the same network.
INNER = "127.0.0.1"
LIMITS = Limits(most_bytes=1024**2, seconds=20, silent_seconds=5)
HURRIED = Limits(most_bytes=1024**2, seconds=0.6, silent_seconds=0.4)


@pytest.fixture(autouse=True)
def _allowed(settings: Any) -> None:
    settings.FETCH_ALSO_FROM = [ipaddress.ip_network(f"{ALLOWED}/32")]


class Names:
    """A name server in which a name may have another address each time it is asked."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = answers
        self.asked = 0

    def __call__(self, host: str, _port: int) -> Sequence[Address]:
        self.asked += 1
        known = self.answers[host.partition(".")[0]]
        return [ipaddress.ip_address(known.pop(0) if len(known) > 1 else known[0])]


def content(url: str, limits: Limits = LIMITS, **more: Any) -> bytes:
    with fetched(url, limits=limits, **more) as come:
        return come.file.read()


def not_taken(answer: Answer, error: type[FetchError], said: str, limits: Limits = LIMITS) -> str:
    with serving(answer) as server, pytest.raises(error, match=said) as caught:
        content(server.url, limits)
    return str(caught.value)


def test_a_file_is_fetched_and_goes_with_the_context() -> None:
    told: list[tuple[int, int]] = []
    on_progress: OnProgress = lambda came, whole: told.append((came, whole))  # noqa: E731
    with (
        serving(
            sending(b'{"grants": []}', "Content-Type: application/json; charset=utf-8")
        ) as server,
        fetched(f"{server.url}/a%20b.json?x=1#y", limits=LIMITS, on_progress=on_progress) as come,
    ):
        assert come.file.read() == b'{"grants": []}'

    assert come == Fetched(come.file, f"{server.url}/a%20b.json?x=1", 14, "application/json")
    assert come.name == "a b.json"
    assert come.file.closed
    assert told == [(14, 14)]
    request = server.requests[0]
    assert request.startswith("GET /a%20b.json?x=1 HTTP/1.1\r\n")
    assert f"Host: {ALLOWED}:{server.port}\r\n" in request
    assert "Cookie" not in request
    assert "Authorization" not in request


@pytest.mark.parametrize("url", [f"http://{INNER}:8080/", "http://[::1]/", "http://localhost/",
                                 "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
                                 "http://[::ffff:127.0.0.1]/", "http://[fe80::1]/"])  # fmt: skip
def test_what_is_not_public_is_not_asked(url: str) -> None:
    with pytest.raises(RefusedError, match="not lead to a public server"):
        content(url)


def test_a_name_is_looked_up_once_and_the_connection_goes_where_was_checked() -> None:
    names = Names(files=[ALLOWED, INNER])
    with (
        serving(sending(b"outer")) as outer,
        serving(sending(b"inner"), host=INNER, port=outer.port) as inner,
    ):
        came = content(f"http://files.example:{outer.port}/", resolve=names)

    assert came == b"outer"
    assert names.asked == 1
    assert f"Host: files.example:{outer.port}\r\n" in outer.requests[0]
    assert inner.requests == []


def test_a_name_that_turns_inward_before_the_redirect_is_refused() -> None:
    names = Names(files=[ALLOWED, INNER])
    with (
        serving(sending(b"", "Location: /again", status="302 Found")) as outer,
        serving(sending(b"inner"), host=INNER, port=outer.port) as inner,
        pytest.raises(RefusedError, match="not lead to a public server"),
    ):
        content(f"http://files.example:{outer.port}/", resolve=names)

    assert (len(outer.requests), len(inner.requests)) == (1, 0)


def test_a_redirect_inward_is_refused() -> None:
    with serving(sending(b"inner"), host=INNER) as inner:
        for onward in (inner.url, f"http://localhost:{inner.port}/", "file:///etc/passwd", ""):
            not_taken(sending(b"", f"Location: {onward}", status="307 x"), RefusedError, "address")
            assert inner.requests == []


def test_five_redirects_are_followed_and_no_sixth() -> None:
    def answer(path: str, send: Any) -> None:
        left = int(path.strip("/"))
        send(whole(b"", f"Location: /{left - 1}", status="301 x") if left else whole(b"there"))

    with serving(answer) as server:
        assert content(f"{server.url}/5") == b"there"
        with pytest.raises(RefusedError, match="redirects too many times"):
            content(f"{server.url}/6")


def test_tls_asks_for_the_name_and_holds_the_certificate_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = certified(tmp_path, "files.example")
    seen: list[str | None] = []
    tls.sni_callback = lambda _line, name, _context: seen.append(name)
    names = Names(files=[ALLOWED], other=[ALLOWED])

    with serving(sending(b"safe"), tls=tls) as server:
        with pytest.raises(UnreachableError, match="certificate"):
            content(f"https://files.example:{server.port}/", resolve=names)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        came = content(f"https://files.example:{server.port}/", resolve=names)
        with pytest.raises(UnreachableError, match="certificate"):
            content(f"https://other.example:{server.port}/", resolve=names)

    assert came == b"safe"
    assert seen == ["files.example", "files.example", "other.example"]
    assert len(server.requests) == 1


def test_a_redirect_from_https_to_http_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = certified(tmp_path, "files.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with serving(sending(b"plain")) as plain:
        leading = sending(b"", f"Location: {plain.url}", status="302 Found")
        with serving(leading, tls=tls) as server, pytest.raises(RefusedError, match="encrypted"):
            content(f"https://files.example:{server.port}/", resolve=Names(files=[ALLOWED]))

    assert plain.requests == []


def _for_ever(start: bytes, piece: bytes) -> Any:
    def answer(_path: str, send: Any) -> None:
        send(start)
        for _turn in count():
            send(piece)

    return answer


def _dripping(start: bytes, pause: float) -> Any:
    def answer(_path: str, send: Any) -> None:
        for byte in start:
            send(bytes([byte]))
        while True:
            Event().wait(pause)
            send(b"x")

    return answer


_HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "head",
    [_HEAD + b"\r\n", _HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffe\r\n"],
)
def test_a_body_without_end_ends_at_the_limit(head: bytes) -> None:
    not_taken(_for_ever(head, b"x" * 65_534 + b"\r\nfffe\r\n"), RefusedError, "larger than 1 MB")


def test_a_file_that_is_too_large_is_refused_before_it_comes() -> None:
    head = _HEAD + b"Content-Length: 99999999999\r\n\r\n"
    not_taken(lambda _path, send: send(head), RefusedError, "larger than 1 MB")


@pytest.mark.parametrize(
    "start",
    [b"HTTP/1.1 200", _HEAD + b"X: ", _HEAD + b"\r\n", _HEAD + b"Content-Length: 9999\r\n\r\n",
     _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"],
)  # fmt: skip
def test_a_server_that_only_drips_is_cut_off(start: bytes) -> None:
    not_taken(_dripping(start, 0.05), UnreachableError, "too long", HURRIED)


def test_a_server_that_says_nothing_is_given_up() -> None:
    over = Event()
    with serving(lambda _path, _send: over.wait(10) and None) as server:
        with pytest.raises(UnreachableError, match="too long"):
            content(server.url, Limits(most_bytes=1024, seconds=20, silent_seconds=0.2))
        over.set()


def test_gzip_is_unpacked_and_a_bomb_is_noticed_in_time() -> None:
    plain = b"grants " * 1_000
    packed = "Content-Encoding: gzip"
    bomb = zlib.compressobj(9, wbits=31)
    large = bomb.compress(bytes(200 * 1024**2)) + bomb.flush()
    twice = gzip.compress(plain) + gzip.compress(plain)

    for body, meant in ((gzip.compress(plain), plain), (twice, plain * 2)):
        with serving(sending(body, packed)) as server:
            assert content(server.url) == meant
    assert len(large) < LIMITS.most_bytes
    for body, said in ((large, "larger than 1 MB"), (b"not packed", "cannot be decompressed"),
                       (gzip.compress(plain)[:-9], "closed the connection")):  # fmt: skip
        not_taken(sending(body, packed), FetchError, said)
    not_taken(sending(b"x", "Content-Encoding: br"), RefusedError, "do not support")


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "IMAGE/png", "application/pdf"])
def test_what_is_no_file_of_data_is_refused(kind: str) -> None:
    not_taken(sending(b"x", f"Content-Type: {kind}"), RefusedError, "not a data file")


@pytest.mark.parametrize(
    ("status", "error"), [("404 Gone away", RefusedError), ("503 x", UnreachableError),
                          ("429 x", UnreachableError), ("206 x", RefusedError)])  # fmt: skip
def test_another_answer_than_a_file_is_said(status: str, error: type[FetchError]) -> None:
    said = not_taken(sending(b"x", status=status), error, f"answered {status[:3]}")

    assert "Gone away" not in said


def test_a_server_that_breaks_the_connection_or_is_not_there_is_said() -> None:
    with ExitStack() as stack:
        broken = [
            stack.enter_context(serving(lambda _path, send, data=data: send(data)))
            for data in (_HEAD + b"Content-Length: 100\r\n\r\nx", b"", b"hello\r\n\r\n",
                         _HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", _HEAD + b"X: y\r\n" * 500)
        ]  # fmt: skip
        for server in broken:
            with pytest.raises(UnreachableError, match="closed the connection"):
                content(server.url)
    with pytest.raises(UnreachableError, match="cannot be reached"):
        content(broken[0].url)
    with pytest.raises(UnreachableError, match="There is no server called"):
        content("http://no-such-name.invalid/")


def test_the_progress_callback_may_stop_it() -> None:
    class Stop(Exception):
        pass

    def on_progress(_came: int, _all: int) -> None:
        raise Stop

    with serving(_for_ever(_HEAD + b"\r\n", b"x" * 65_536)) as server, pytest.raises(Stop):
        content(server.url, on_progress=on_progress)
