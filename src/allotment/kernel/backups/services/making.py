"""Make a backup while people work."""

import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import OperationalError, transaction
from django.utils import timezone

from allotment.kernel.audit import services as audit
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.backups.archive import Manifest, Writer
from allotment.kernel.backups.services import engine
from allotment.kernel.backups.services.engines import Snapshot

MADE = "site.backed_up"
#: Files are removed by the second, and each snapshot copies only what the one before did not have.
_SNAPSHOTS = 5


class CannotBackUpError(Exception):
    """The backup was not made. `str(error)` is a sentence for people."""


def named_in(folder: Path, now: dt.datetime) -> Path:
    """Where a backup goes for which only a folder was said."""
    return folder / f"allotment-{now:%Y-%m-%dT%H%M%S}Z.zip"


def make(target: Path) -> Manifest:
    """Write a backup of database and files. Raises CannotBackUpError.

    The archive has its name only once it is whole; what a killed run left in `TARGET.part` the next
    one takes away. Most files are copied before the snapshot is taken, so that it is held for no
    longer than it must; those that came meanwhile are copied under it, and where one that it knows
    has gone meanwhile, another snapshot is taken.
    """
    if target.exists():
        raise CannotBackUpError(f"{target} is there already. Choose another name.")
    work = target.with_name(target.name + ".part")
    try:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        with Writer(work / "archive.zip") as archive:
            manifest = _fill(archive, work)
            archive.close(manifest)
        _put_in_place(work / "archive.zip", target)
    except OSError as error:
        why = f"{error.strerror or error} ({error.filename or target})"
        raise CannotBackUpError(f"The backup was not made: {why}.") from error
    except (sqlite3.OperationalError, OperationalError) as error:
        why = str(error).strip().splitlines()[0]
        raise CannotBackUpError(f"The backup was not made. The database says: {why}.") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    with transaction.atomic():
        audit.record(
            kind=MADE, by=None, on="site.backup",
            facts={"files": len(manifest.files), "missing": len(manifest.missing)},
        )  # fmt: skip
    return manifest


def last_made_at() -> dt.datetime | None:
    """When the last backup was made. One statement."""
    made = AuditLine.objects.filter(kind=MADE, on="site.backup").order_by("-number")
    return made.values_list("at", flat=True).first()


def _fill(archive: Writer, work: Path) -> Manifest:
    chosen = engine()
    with chosen.snapshot() as snapshot:
        files = snapshot.files()
    _copy(archive, files)
    gone: set[str] = set()
    for _ in range(_SNAPSHOTS):
        with chosen.snapshot() as snapshot:
            files = snapshot.files()
            missing = _copy(archive, files)
            if missing <= gone:  # gone under two snapshots: nobody has these bytes any more
                return _written(archive, snapshot, files, missing, work)
            gone = missing
    raise CannotBackUpError("Files vanished for as long as the backup was tried. Try it again.")


def _copy(archive: Writer, files: Sequence[tuple[str, str]]) -> set[str]:
    """Copy the files that the archive does not have; those that could not be, or have changed."""
    missing = set()
    for path, digest in files:
        name = f"files/{path}"
        if name not in archive.parts:
            try:
                with default_storage.open(path, "rb") as source:
                    archive.copy(name, source)
            except FileNotFoundError:
                missing.add(path)
                continue
        if archive.parts[name].digest != digest:
            missing.add(path)
    return missing


def _written(
    archive: Writer, snapshot: Snapshot, files: Sequence[tuple[str, str]], missing: set[str],
    work: Path,
) -> Manifest:  # fmt: skip
    snapshot.write(archive, work)
    chosen = engine()
    return Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        version=version("allotment"),
        engine=chosen.name,
        database=chosen.version(),
        migrations=snapshot.migrations,
        rows=snapshot.rows,
        sequences=snapshot.sequences,
        parts=archive.parts,
        files=[path for path, _ in files if f"files/{path}" in archive.parts],
        missing=sorted(missing),
    )


def _put_in_place(made: Path, target: Path) -> None:
    """Only its owner may read it, and it is on the disk before it has its name."""
    made.chmod(0o600)
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
