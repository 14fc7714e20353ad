"""PostgreSQL: COPY of every table in one transaction, out and back (decision 0040)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from allotment.kernel.backups.archive import Reader, Writer
from allotment.kernel.backups.services.engines import LEFT_OUT, ReplaceError

_TABLES = """
    SELECT c.relname,
           string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    GROUP BY c.relname ORDER BY c.relname
"""
_SEQUENCES = """
    SELECT quote_ident(sequencename), coalesce(last_value, 0) FROM pg_sequences
    WHERE schemaname = current_schema() ORDER BY 1
"""
_PIECE = 256 * 1024


def _pairs(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return dict(cursor.fetchall())


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  # out of the catalogue
        return int(cursor.fetchone()[0])


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class PostgreSQLSnapshot:
    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.sequences: dict[str, int] = {}
        self.migrations = sorted(_pairs("SELECT app || '.' || name, 1 FROM django_migrations"))

    def files(self) -> Sequence[tuple[str, str]]:
        return sorted(_pairs("SELECT path, digest FROM files_storedfile").items())

    def write(self, archive: Writer, work: Path) -> None:
        """Text, not binary, so that a newer PostgreSQL reads it. A sequence is read last: it stands
        at or after every number that a row of the snapshot has."""
        del work
        for table, columns in _pairs(_TABLES).items():
            if table in LEFT_OUT:
                continue
            with (
                archive.part(f"database/{table}.copy") as part,
                connection.cursor() as cursor,
                cursor.copy(f'COPY "{table}" ({columns}) TO STDOUT') as rows,
            ):
                for piece in rows:
                    part.write(piece)
            self.rows[table] = _count(table)
        self.sequences = {name: int(last) for name, last in _pairs(_SEQUENCES).items()}


class PostgreSQL:
    name = "postgresql"

    def version(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return str(cursor.fetchone()[0])

    @contextmanager
    def snapshot(self) -> Iterator[PostgreSQLSnapshot]:
        with transaction.atomic():
            _run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield PostgreSQLSnapshot()

    def replace(self, archive: Reader, work: Path) -> None:
        """One transaction: whoever reads meanwhile waits, and sees the old rows or the new ones.

        Triggers stay quiet, since what they keep up comes with the backup; foreign keys are asked
        once every table is full.
        """
        del work
        manifest, there = archive.manifest, _pairs(_TABLES)
        if set(manifest.rows) != set(there) - set(LEFT_OUT):
            raise ReplaceError("The tables of the backup are not the tables of this database.")
        with transaction.atomic():
            _run("TRUNCATE " + ", ".join(f'"{table}"' for table in there))
            for table in manifest.rows:
                _run(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            for table in manifest.rows:
                _fill(archive, table, there[table])
            _run("SET CONSTRAINTS ALL IMMEDIATE")
            for table in manifest.rows:
                _run(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
            if {table: _count(table) for table in manifest.rows} != dict(manifest.rows):
                raise ReplaceError("The database in the backup is not what its manifest counts.")
            for name, last in manifest.sequences.items():
                _set_sequence(name, last)


def _fill(archive: Reader, table: str, columns: str) -> None:
    with (
        archive.open(f"database/{table}.copy") as part,
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as rows,
    ):
        while piece := part.read(_PIECE):
            rows.write(piece)


def _set_sequence(name: str, last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(%s::regclass, %s, %s)", [name, max(last, 1), last > 0])
