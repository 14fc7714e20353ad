"""What the two database engines have in common when they are backed up and restored."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from allotment.kernel.backups.archive import Reader, Writer

#: Whoever is signed in signs in again after a restore; the cache holds what can be had again.
LEFT_OUT = ("django_session", "cache")


class ReplaceError(Exception):
    """The database cannot be replaced by the backup's. `str(error)` is a sentence for people."""


class Snapshot(Protocol):
    """The database as it stood at one moment, while others go on writing."""

    def files(self) -> Sequence[tuple[str, str]]:
        """(path, SHA-256) of each file that it knows then."""

    def write(self, archive: Writer, work: Path) -> None:
        """Write it as parts of the archive; `work` is a folder for what is needed meanwhile."""

    #: Known once it is written.
    rows: dict[str, int]
    sequences: dict[str, int]
    migrations: list[str]


class Engine(Protocol):
    name: str

    def version(self) -> str:
        """The database server's, or library's."""

    def snapshot(self) -> AbstractContextManager[Snapshot]: ...

    def replace(self, archive: Reader, work: Path) -> None:
        """Put the backup's rows in the place of all there are, at one stroke. Raises ReplaceError
        where what arrives is not what the manifest counts; then nothing has changed."""
