"""Asking ClamAV's daemon about a file: the one command INSTREAM of its protocol (clamd(8))."""

import contextlib
import re
import socket
import struct
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

CONNECT_SECONDS, ALL_SECONDS = 5.0, 60.0
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerUnavailableError(Exception):
    """The scanner could not be asked, or did not answer yes or no."""


def scan(address: str, content: Iterable[bytes]) -> str:
    """What the scanner at `address` (tcp://host:port or unix:/path) finds: the name of it, or "".

    Raises ScannerUnavailableError for anything but a plain answer, within `ALL_SECONDS` or so.
    """
    until = time.monotonic() + ALL_SECONDS
    try:
        with _connected(address) as line:
            # It answers before it has all where a file is too large for it.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                _send(line, content, until)
            return _verdict(_answer(line, until))
    except OSError as error:
        raise ScannerUnavailableError(str(error)) from error


def answers(address: str) -> bool:
    """Does the scanner judge anything at all?"""
    try:
        scan(address, [b"check"])
    except ScannerUnavailableError:
        return False
    return True


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(CONNECT_SECONDS)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((parts.hostname, parts.port or 3310), CONNECT_SECONDS)


def _send(line: socket.socket, content: Iterable[bytes], until: float) -> None:
    """Each piece with its length before it, in network order; a length of nothing ends it."""
    line.sendall(b"zINSTREAM\0")
    for chunk in content:
        for start in range(0, len(chunk), _PIECE):
            piece = chunk[start : start + _PIECE]
            _wait_no_longer_than(line, until)
            line.sendall(struct.pack("!I", len(piece)) + piece)
    line.sendall(struct.pack("!I", 0))


def _answer(line: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        _wait_no_longer_than(line, until)
        more = line.recv(_LONGEST_ANSWER)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _wait_no_longer_than(line: socket.socket, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner takes too long")
    line.settimeout(left)


def _verdict(answer: str) -> str:
    if answer == "stream: OK":
        return ""
    found = re.fullmatch("stream: (.+) FOUND", answer)
    if found is not None:
        return found.group(1)[:100]
    raise ScannerUnavailableError(answer or "no answer")
