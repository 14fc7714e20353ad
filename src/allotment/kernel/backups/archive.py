"""The archive: a ZIP of the database and the files, and a manifest by which it is checked.

The manifest is written last. What it does not name does not belong to the backup.
"""

import dataclasses
import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol, Self

FORMAT = "allotment-backup/1"
MANIFEST = "manifest.json"
_PIECE = 1024 * 1024


class BadArchiveError(Exception):
    """The file is no backup, or is damaged. `str(error)` is a sentence for people."""


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, piece: bytes, /) -> object: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """One member of the archive: its bytes and their SHA-256."""

    size: int
    digest: str


@dataclasses.dataclass(frozen=True, slots=True)
class Manifest:
    """What the backup holds. `files` are paths in the storage, `rows` counts by table, `sequences`
    where PostgreSQL's numbers stand, `missing` files of which the database knows and nobody else."""

    made_at: str
    version: str
    engine: str
    database: str
    migrations: Sequence[str]
    rows: Mapping[str, int]
    sequences: Mapping[str, int]
    parts: Mapping[str, Part]
    files: Sequence[str]
    missing: Sequence[str]
    format: str = FORMAT


class Writer:
    """Writes parts and remembers their digests."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, compresslevel=3)
        self.parts: dict[str, Part] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failed: object) -> None:
        """Let go of an archive that was not ended; on a full disk it cannot be, either."""
        with suppress(OSError):
            self._zip.close()

    @contextmanager
    def part(self, name: str) -> Iterator[Sink]:
        """Write one part; its digest is known at the end of the block."""
        with self._zip.open(name, "w", force_zip64=True) as member:
            counted = _Counted(member)
            yield counted
        self.parts[name] = Part(counted.size, counted.digest.hexdigest())

    def copy(self, name: str, source: IO[bytes]) -> Part:
        with self.part(name) as part:
            while piece := source.read(_PIECE):
                part.write(piece)
        return self.parts[name]

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, and end the archive."""
        self._zip.writestr(MANIFEST, json.dumps(dataclasses.asdict(manifest), indent=1))
        self._zip.close()


class _Counted:
    def __init__(self, member: IO[bytes]) -> None:
        self._member, self.size, self.digest = member, 0, hashlib.sha256()

    def write(self, piece: bytes, /) -> None:
        self.size += len(piece)
        self.digest.update(piece)
        self._member.write(piece)


class Reader:
    """Reads an archive that was checked from end to end. Raises BadArchiveError."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = _manifest(json.loads(self._zip.read(MANIFEST)))
        except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
            raise BadArchiveError(f"{path} is not a whole backup of Allotment.") from error
        for name, part in self.manifest.parts.items():
            self._check(name, part)

    def _check(self, name: str, part: Part) -> None:
        digest, size = hashlib.sha256(), 0
        try:
            with self.open(name) as member:
                while piece := member.read(_PIECE):
                    digest.update(piece)
                    size += len(piece)
        except (KeyError, zipfile.BadZipFile, EOFError, OSError) as error:
            raise BadArchiveError(f"The backup is damaged: {name} cannot be read.") from error
        if (size, digest.hexdigest()) != (part.size, part.digest):
            raise BadArchiveError(f"The backup is damaged: {name} is not what was written.")

    def open(self, name: str) -> IO[bytes]:
        return self._zip.open(name)


def _manifest(read: dict[str, Any]) -> Manifest:
    if read.get("format") != FORMAT:
        raise ValueError(read.get("format"))
    parts = {name: Part(**part) for name, part in read.pop("parts").items()}
    manifest = Manifest(**read, parts=parts)
    if set(manifest.files) - {n.removeprefix("files/") for n in parts}:
        raise ValueError("a file that the manifest names has no digest")
    return manifest
