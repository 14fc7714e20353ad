"""Eight who do the same at the same moment, each on a connection of their own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection


def at_once(act: Callable[[int], object]) -> None:
    """Let eight threads loose; fails where one of them raises."""
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
