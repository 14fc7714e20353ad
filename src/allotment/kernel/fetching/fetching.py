"""Fetching a file: from the address that was checked, within limits of time and size."""

import http.client
import ipaddress
import socket
import ssl
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote

from django.conf import settings
from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from allotment.kernel.domain.sentences import gettext_noop as _, sentence
from allotment.kernel.fetching.addresses import (
    Address,
    FetchError,
    RefusedError,
    WebAddress,
    checked,
    read_address,
)

MOST_REDIRECTS = 5
_PIECE = 64 * 1024
_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_TRIED = 4
"""IP addresses of one name that are tried."""

_NO_FILES_OF_DATA = ("text/html", "application/xhtml+xml", "application/pdf")
_NO_KINDS_OF_DATA = ("image", "audio", "video", "font")

Resolve = Callable[[str, int], Sequence[Address]]
OnProgress = Callable[[int, int], None]


class UnreachableError(FetchError):
    """The server was not there, broke off or took too long; it may answer another time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is fetched at most, unpacked, and how long it may take: in all, and without a byte."""

    most_bytes: int
    seconds: float = 30 * 60
    silent_seconds: float = 30


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched file, open at its start; `address` is where it was in the end."""

    file: BinaryIO
    address: str
    size: int
    media_type: str

    @property
    def name(self) -> str:
        """What the file is called by its address."""
        path = self.address.partition("?")[0].partition("://")[2]
        return unquote(path.rpartition("/")[2]) or path.partition("/")[0]


def resolved(host: str, port: int) -> list[Address]:
    """The IP addresses of a name, or the one that it is."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnreachableError(_("There is no server called {host}."), host=host) from None
    return list(dict.fromkeys(ipaddress.ip_address(each[4][0]) for each in found))


@contextmanager
def fetched(
    text: str, *, limits: Limits, on_progress: OnProgress | None = None, resolve: Resolve = resolved
) -> Iterator[Fetched]:
    """The file at an address, in a temporary file that goes with the context.

    The name is looked up once for each request, every IP address that it has must be public, and
    the connection goes to one that was checked; so again for each redirect. `tell` is told how many
    bytes have come, and of how many (0: not said). Raises `RefusedError` and `UnreachableError`.
    """
    address = read_address(text)
    with tempfile.TemporaryFile() as file:
        with _Deadline(limits.seconds) as deadline:
            come = _come(address, file, deadline, limits, on_progress, resolve)
        file.seek(0)
        yield come


def _come(
    address: WebAddress,
    file: BinaryIO,
    deadline: "_Deadline",
    limits: Limits,
    on_progress: OnProgress | None,
    resolve: Resolve,
) -> Fetched:
    for _turn in range(MOST_REDIRECTS + 1):
        with _asked(address, deadline, limits, resolve) as response:
            if response.status in _REDIRECTS:
                address = address.redirected(response.headers.get("Location", ""))
                continue
            media_type = _fitting(response, limits)
            size = _Body(response, deadline, limits, on_progress).written_to(file)
        return Fetched(file, str(address), size, media_type)
    raise RefusedError(_("The address redirects too many times."))


class _Deadline:
    """Cuts the connection when the time is over, wherever it then hangs."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._connection: HTTPConnection | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._timer.cancel()

    def watch(self, connection: HTTPConnection | None) -> None:
        self._connection = connection

    def check(self) -> None:
        if time.monotonic() >= self._end:
            raise UnreachableError(_("The server takes too long."))

    def left(self, most: float) -> float:
        self.check()
        return min(most, max(self._end - time.monotonic(), 0.01))

    def _cut(self) -> None:
        line = None if self._connection is None else self._connection.sock
        if line is not None:
            with suppress(OSError):
                # Past the TLS layer, whose own shutdown belongs to the other thread.
                socket.socket.shutdown(line, socket.SHUT_RDWR)


@contextmanager
def _asked(
    address: WebAddress, deadline: _Deadline, limits: Limits, resolve: Resolve
) -> Iterator[HTTPResponse]:
    """The answer to one request; what it holds is read inside the context."""
    found = resolve(address.host, address.port)
    checked(address, found, settings.FETCH_ALSO_FROM)
    with _in_sentences(deadline):
        connection = _connected(address, found[:_MOST_TRIED], deadline, limits)
    try:
        with _in_sentences(deadline):
            connection.request(
                "GET",
                address.target,
                headers={
                    "Host": address.host_header,
                    "User-Agent": f"Allotment (+{settings.BASE_URL})",
                    "Accept": "*/*",
                    "Accept-Encoding": "gzip",
                    "Connection": "close",
                },
                preload_content=False,
                decode_content=False,
            )
            response = connection.getresponse()
        yield response
    finally:
        deadline.watch(None)
        connection.close()


@contextmanager
def _in_sentences(deadline: _Deadline) -> Iterator[None]:
    """What goes wrong on the line, as `UnreachableError`."""
    try:
        yield
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        deadline.check()
        raise UnreachableError(_unreachable_reason(error)) from error
    # A connection that was cut by the clock looks like one that has ended.
    deadline.check()


def _connected(
    address: WebAddress, found: Sequence[Address], deadline: _Deadline, limits: Limits
) -> HTTPConnection:
    """A connection to the first of these IP addresses that takes one; TLS asks for the name."""
    for number, each in enumerate(found, 1):
        timeout = deadline.left(limits.silent_seconds)
        connection = _to(address, each, timeout)
        deadline.watch(connection)
        try:
            connection.connect()
        except (HTTPError, OSError):
            connection.close()
            deadline.check()
            if number == len(found):
                raise
        else:
            return connection
    raise AssertionError("a name without an IP address is refused before")


def _to(address: WebAddress, where: Address, timeout: float) -> HTTPConnection:
    if address.scheme == "http":
        return HTTPConnection(str(where), address.port, timeout=timeout)
    return HTTPSConnection(
        str(where),
        address.port,
        timeout=timeout,
        ssl_context=ssl.create_default_context(),
        server_hostname=address.host,
    )


def _unreachable_reason(error: Exception) -> str:
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, ssl.SSLError):
            return _("The server's certificate or encryption is not valid.")
        if isinstance(reason, TimeoutError):
            return _("The server takes too long.")
        reason = reason.__cause__ or reason.__context__
    if "timed out" in str(error):
        return _("The server takes too long.")
    return _("The server cannot be reached, or closed the connection.")


def _fitting(response: HTTPResponse, limits: Limits) -> str:
    """The media type of an answer that holds a file which we may take."""
    if response.status != http.client.OK:
        refusal = sentence(
            _("The server answered {status} {reason} instead of a file."),
            status=response.status,
            reason=http.client.responses.get(response.status, ""),
        )
        may_pass = response.status >= http.client.INTERNAL_SERVER_ERROR
        if may_pass or response.status == http.client.TOO_MANY_REQUESTS:
            raise UnreachableError(refusal)
        raise RefusedError(refusal)
    media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type in _NO_FILES_OF_DATA or media_type.partition("/")[0] in _NO_KINDS_OF_DATA:
        raise RefusedError(
            _(
                "What is at this address is not a data file but {type}. Give the address of the file itself."
            ),
            type=media_type,
        )
    if (response.length_remaining or 0) > limits.most_bytes:
        raise _too_large(limits)
    return media_type


def _too_large(limits: Limits) -> RefusedError:
    most = limits.most_bytes // 1024**2
    return RefusedError(_("The file is larger than {most} MB."), most=most)


class _Body:
    """What an answer holds, unpacked piece by piece."""

    def __init__(
        self,
        response: HTTPResponse,
        deadline: _Deadline,
        limits: Limits,
        on_progress: OnProgress | None,
    ) -> None:
        self._response, self._deadline, self._limits, self._on_progress = (
            response,
            deadline,
            limits,
            on_progress,
        )
        self._came, self._size, self._all = 0, 0, response.length_remaining or 0

    def written_to(self, file: BinaryIO) -> int:
        """Write it; how many bytes there are, unpacked."""
        for piece in self._unpacked():
            self._size += len(piece)
            if self._size > self._limits.most_bytes:
                raise _too_large(self._limits)
            file.write(piece)
        file.flush()
        return self._size

    def _packed(self) -> Iterator[bytes]:
        while piece := self._next():
            self._came += len(piece)
            if self._came > self._limits.most_bytes:
                raise _too_large(self._limits)
            yield piece
            if self._on_progress is not None:
                self._on_progress(self._came, self._all)

    def _next(self) -> bytes:
        with _in_sentences(self._deadline):
            return self._response.read1(_PIECE, decode_content=False)

    def _unpacked(self) -> Iterator[bytes]:
        coding = self._response.headers.get("Content-Encoding", "").strip().lower()
        if coding in {"", "identity"}:
            yield from self._packed()
        elif coding in {"gzip", "x-gzip"}:
            yield from _gunzipped(self._packed())
        else:
            raise RefusedError(_("The server compresses the file in a way that we do not support."))


def _gunzipped(packed: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack in small pieces, so that a little that unpacks to very much is noticed in time."""
    gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        for piece in packed:
            waiting = piece
            while waiting:
                if gzip.eof:
                    gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)
                yield gzip.decompress(waiting, _PIECE)
                waiting = gzip.unused_data if gzip.eof else gzip.unconsumed_tail
    except zlib.error:
        raise UnreachableError(_("The file from the server cannot be decompressed.")) from None
    if not gzip.eof:
        raise UnreachableError(_("The server cannot be reached, or closed the connection."))
