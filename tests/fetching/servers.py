"""Servers that tests fetch from, on addresses of the loopback network of their own."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.waiting import HANGS

Answer = Callable[[str, Callable[[bytes], None]], None]
"""Given the path, answers by sending bytes, for as long as it likes."""


@dataclass
class Asked:
    """A running server: where it is, and what it was asked."""

    host: str
    port: int
    requests: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


@contextmanager
def serving(
    answer: Answer, *, host: str = "127.0.0.2", port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Asked]:
    """A server that answers each connection by itself, bytes and all, until the context ends."""
    listener = socket.create_server((host, port))
    listener.settimeout(0.1)
    asked, over = Asked(host, listener.getsockname()[1]), threading.Event()
    threads = [threading.Thread(target=_accept, args=(listener, asked, answer, tls, over))]
    threads[0].start()
    try:
        yield asked
    finally:
        over.set()
        threads[0].join(timeout=HANGS)
        listener.close()


def _accept(
    listener: socket.socket,
    asked: Asked,
    answer: Answer,
    tls: ssl.SSLContext | None,
    over: threading.Event,
) -> None:
    while not over.is_set():
        with suppress(TimeoutError):
            line, _from = listener.accept()
            line.settimeout(10)
            with suppress(OSError), line:
                _serve(line, asked, answer, tls, over)


def _serve(
    line: socket.socket,
    asked: Asked,
    answer: Answer,
    tls: ssl.SSLContext | None,
    over: threading.Event,
) -> None:
    if tls is not None:
        line = tls.wrap_socket(line, server_side=True)
    head = b""
    while b"\r\n\r\n" not in head:
        more = line.recv(65_536)
        if not more:
            return
        head += more
    asked.requests.append(head.decode())

    def send(data: bytes) -> None:
        if over.is_set():
            raise OSError("the test is over")
        line.sendall(data)

    answer(head.split()[1].decode(), send)
    if tls is not None:
        with suppress(OSError):
            line.unwrap()


def whole(body: bytes, *lines: str, status: str = "200 OK") -> bytes:
    """An answer with its length."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def sending(body: bytes, *lines: str, status: str = "200 OK") -> Answer:
    """An answer that is the same whatever is asked."""
    return lambda _path, send: send(whole(body, *lines, status=status))


def certified(folder: Path, name: str) -> ssl.SSLContext:
    """TLS with a certificate for that name, which `folder/ca.pem` vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    alternatives: list[x509.GeneralName] = [x509.DNSName(name)]
    with suppress(ValueError):
        alternatives = [x509.IPAddress(ipaddress.ip_address(name))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "ca.pem").write_bytes(pem)
    (folder / "both.pem").write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context
