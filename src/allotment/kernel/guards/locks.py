"""Acts that lock rows of many kinds give way to those that lock a few in the documented order."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

T = TypeVar("T")

TRIES = 10
_PATIENCE = "300ms"  # shorter than the second after which PostgreSQL looks for deadlocks
_GAVE_WAY = {"55P03", "40P01"}  # lock not available, deadlock detected


def giving_way(act: Callable[[], T]) -> T:
    """Do this in a transaction that waits for no row for long: it is undone and begun anew instead, so
    that it never keeps others waiting for each other. Raises OperationalError after TRIES of them.

    `act` changes nothing but the database. On SQLite there is one writer at a time, and nothing to do.
    """
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                if connection.vendor == "postgresql":
                    with connection.cursor() as cursor:
                        cursor.execute(f"SET LOCAL lock_timeout = '{_PATIENCE}'")
                return act()
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in _GAVE_WAY or not left:
                raise
            time.sleep(random.uniform(0.05, 0.3))  # noqa: S311 - so that two do not meet again
    raise AssertionError("the last try returns or raises")
