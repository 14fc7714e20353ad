"""The tests' databases: one that is migrated once, copies of it, and worlds that are kept in copies.

`TEST_TEMPLATE` names the migrated one: a database of PostgreSQL, or a file of SQLite.
"""

import contextlib
import copy
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import override_settings

TEMPLATE = os.environ.get("TEST_TEMPLATE", "")


def begin_with_template(database: dict[str, Any]) -> None:
    """Let the test database be a copy of the migrated one."""
    if TEMPLATE and database["ENGINE"].endswith("sqlite3"):
        shutil.copy(TEMPLATE, database["TEST"]["NAME"])
    elif TEMPLATE:
        database["TEST"]["TEMPLATE"] = TEMPLATE


def _copied(suffix: str) -> str:
    """Make an empty copy of the test database, and give its name."""
    own = str(connection.settings_dict["NAME"])
    name, source = f"{own}_{suffix.replace(' ', '_')}", TEMPLATE or own
    connection.close()
    if connection.vendor == "sqlite":
        shutil.copy(source, name)
        return name
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


@contextlib.contextmanager
def _connected_to(name: str) -> Iterator[None]:
    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


@dataclass
class Worlds:
    """Worlds of this worker, each made once in a database of its own, when it is first asked for."""

    _kept: dict[str, tuple[str, Any, Path]] = field(default_factory=dict)

    @contextlib.contextmanager
    def entered(self, name: str, make: Callable[[], Any]) -> Iterator[None]:
        """Work in the database of this world until the block ends."""
        if name not in self._kept:
            files = Path(tempfile.mkdtemp(prefix="allotment-world-"))
            database = _copied(name)
            with (
                _connected_to(database),
                override_settings(MEDIA_ROOT=files),
                transaction.atomic(),
            ):
                self._kept[name] = (database, make(), files)
                connection.run_on_commit.clear()  # as in a test, which never commits
        with _connected_to(self._kept[name][0]):
            yield

    def copy_of(self, name: str, files: Path) -> Any:
        """The world for one test, which may change it; its files are put into this folder."""
        _database, world, kept = self._kept[name]
        shutil.copytree(kept, files, dirs_exist_ok=True)
        return copy.deepcopy(world)

    def remove(self) -> None:
        for database, _world, files in self._kept.values():
            shutil.rmtree(files, ignore_errors=True)
            if connection.vendor == "sqlite":
                Path(database).unlink(missing_ok=True)
            else:
                with connection._nodb_cursor() as cursor:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{database}"')
