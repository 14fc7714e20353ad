"""Telling PostgreSQL how to look for awards, where it would guess badly."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_EACH_TIME = """SELECT set_config('plan_cache_mode', 'force_custom_plan', true),
    set_config('work_mem', '32MB', true), set_config('jit', 'off', true)"""
_READING = """SELECT set_config('enable_seqscan', %s, true),
    set_config('enable_indexscan', %s, true)"""


@contextmanager
def planned_each_time() -> Iterator[None]:
    """Plan anew for each value: one plan for any funder or amount suits neither the largest nor the
    smallest. With room for all that an index finds of a common word, and without compiling, which
    takes longer than the answer. One statement on PostgreSQL, none on SQLite."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_EACH_TIME)
        yield


@contextmanager
def from_indexes() -> Iterator[None]:
    """Ask all indexes before any row is read: where few are found that is the fastest way, and
    where many are it shows after the first so many. Within `planned_each_time`."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_READING, ["off", "off"])
        yield
        cursor.execute(_READING, ["on", "on"])
