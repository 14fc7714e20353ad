"""Pieces of SQL for writing in bulk, on either database engine."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson
from django.db import connection
from django.db.backends.utils import CursorWrapper

_LOCK = 360_360_360


def insert(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows: with COPY on PostgreSQL, with `executemany` on SQLite, each its fastest way.

    Dates and moments come as the database takes them (`connection.ops.adapt_…`).
    """
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        statement = f"COPY {table} ({names}) FROM STDIN"
        with connection.wrap_database_errors, cursor.cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(columns))
    cursor.executemany(
        f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608  # names of our columns
        list(rows),
    )


def new_ids(cursor: CursorWrapper, table: str, count: int) -> Sequence[int]:
    """That many free row ids; the caller's lock or transaction keeps others from taking them."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [row[0] for row in cursor.fetchall()]
    cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # noqa: S608
    last = cursor.fetchone()[0]
    return range(last + 1, last + 1 + count)


def among(values: Sequence[str] | Sequence[int]) -> tuple[str, Any]:
    """A condition "is one of these" and its one parameter.

    One parameter whatever their number: a statement for each number would be prepared and kept
    anew, and memory would grow with the file.
    """
    if connection.vendor == "postgresql":
        return "= ANY(%s)", list(values)
    return "IN (SELECT value FROM json_each(%s))", orjson.dumps(list(values)).decode()


def lock_register() -> None:
    """Let nobody else file awards until the transaction ends.

    On SQLite a transaction that writes has the whole database to itself already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
