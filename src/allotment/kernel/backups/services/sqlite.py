"""SQLite: its own online backup, out of one read transaction and back at one stroke."""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from allotment.kernel.backups.archive import Reader, Writer
from allotment.kernel.backups.services.engines import LEFT_OUT, ReplaceError

_PART = "database.sqlite3"


def _open(path: Path | str) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=20, isolation_level=None)


def _rows(database: sqlite3.Connection) -> dict[str, int]:
    names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return {
        name: int(database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])  # noqa: S608  # a name out of the database itself
        for (name,) in names.fetchall()
    }


class SQLiteSnapshot:
    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.rows: dict[str, int] = {}
        self.sequences: dict[str, int] = {}
        found = database.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        self.migrations = [str(name) for (name,) in found]

    def files(self) -> Sequence[tuple[str, str]]:
        found = self._database.execute("SELECT path, digest FROM files_storedfile ORDER BY path")
        return [(str(path), str(digest)) for path, digest in found]

    def write(self, archive: Writer, work: Path) -> None:
        """A connection inside a read transaction backs up what that transaction sees."""
        path = work / _PART
        with closing(_open(path)) as copy:
            self._database.backup(copy)
            for table in LEFT_OUT:
                copy.execute(f"DELETE FROM {table}")  # noqa: S608  # two names from above
            copy.execute("VACUUM")
            self.rows = _rows(copy)
        with path.open("rb") as source:
            archive.copy(_PART, source)


class SQLite:
    name = "sqlite"

    def version(self) -> str:
        return sqlite3.sqlite_version

    @contextmanager
    def snapshot(self) -> Iterator[SQLiteSnapshot]:
        with closing(_open(connection.settings_dict["NAME"])) as database:
            database.execute("BEGIN")
            yield SQLiteSnapshot(database)
            database.execute("ROLLBACK")

    def replace(self, archive: Reader, work: Path) -> None:
        path = work / _PART
        with path.open("wb") as copy:
            shutil.copyfileobj(archive.open(_PART), copy)
        with closing(_open(path)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone()[0]
            if sound != "ok" or _rows(database) != dict(archive.manifest.rows):
                raise ReplaceError("The database in the backup is not what its manifest counts.")
            connection.close()
            with closing(_open(connection.settings_dict["NAME"])) as target:
                database.backup(target)
