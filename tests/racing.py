"""People who do the same at the same moment, or one just after another."""

from collections.abc import Callable
from threading import Barrier, Thread
from types import ModuleType
from typing import Any

import pytest
from django.db import connection


def at_once(act: Callable[[int], object]) -> None:
    """Let eight threads loose, each with a connection of its own; fails where one of them raises."""
    barrier, broken = Barrier(8), []

    def one(number: int) -> None:
        try:
            barrier.wait()
            act(number)
        except Exception as error:
            broken.append(error)
        finally:
            connection.close()

    threads = [Thread(target=one, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []


def second(monkeypatch: pytest.MonkeyPatch, services: ModuleType, name: str) -> None:
    """Let a page's call of this service be the second: just before it, somebody else made the same."""
    service = getattr(services, name)

    def after_another(**given: Any) -> Any:
        service(**given)
        return service(**given)

    monkeypatch.setattr(services, name, after_another)
