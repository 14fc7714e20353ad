"""Put a backup in the place of what there is."""

import dataclasses
import hashlib
import os
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from allotment.kernel.audit import queries, services as audit
from allotment.kernel.audit.domain import Fault
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.backups.archive import Manifest, Reader
from allotment.kernel.backups.services import engine
from allotment.kernel.files.models import StoredFile
from allotment.kernel.people.models import User
from allotment.kernel.privacy import services as privacy


class CannotRestoreError(Exception):
    """Nothing was restored. `str(error)` is a sentence for people."""


@dataclasses.dataclass(frozen=True, slots=True)
class Restored:
    """What the backup holds, and what the check of the audit's chains found. Of those who had been
    erased since: how many were erased again, and the ids of those who could not be."""

    manifest: Manifest
    faults: list[Fault]
    erased: int
    to_erase: list[UUID]


def restore(source: Path, *, replace: bool = False) -> Restored:
    """Restore a backup.

    In order: every part is read and checked against its digest (BadArchiveError); engine and
    migrations must be this version's, and the instance empty unless `replace` (CannotRestoreError);
    the files are written beside those that are there; the database is replaced at one stroke; one
    audit line; whoever was erased here since the backup was made is erased again. Until that stroke
    nothing is lost, and it can be done again. Files that nobody knows afterwards are removed by the
    nightly job.
    """
    archive = Reader(source)
    manifest, chosen = archive.manifest, engine()
    if manifest.engine != chosen.name:
        raise CannotRestoreError(
            f"The backup is of {manifest.engine}, and the database here is {chosen.name}."
        )
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _same_migrations(manifest)
    if not replace and _holds_something():
        raise CannotRestoreError(
            "There are people or records here already. To lose them for what is in the backup, "
            "add --replace."
        )
    for path in manifest.files:
        _put_back(archive, path)
    os.sync()
    erased = list(User.objects.exclude(erased_at=None).values_list("pk", flat=True))
    with tempfile.TemporaryDirectory(prefix="allotment-restore-") as work:
        chosen.replace(archive, Path(work))
    with transaction.atomic():
        audit.record(
            kind="site.restored", by=None, on="site.backup", facts={"of": manifest.made_at}
        )
    again, not_yet = _erase_again(erased)
    return Restored(manifest, queries.verify_all()[1], again, not_yet)


def _erase_again(erased: Sequence[UUID]) -> tuple[int, list[UUID]]:
    """How many were erased, and the ids of those of whom something must be settled first."""
    back = User.objects.filter(erased_at=None).in_bulk(erased)
    not_yet = []
    for key, person in back.items():
        try:
            privacy.erase(by=person)
        except privacy.NotYetError:
            not_yet.append(key)
    return len(back) - len(not_yet), not_yet


def _same_migrations(manifest: Manifest) -> None:
    here = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
    if here == set(manifest.migrations):
        return
    raise CannotRestoreError(
        f"The backup was made by Allotment {manifest.version}, and this is {version('allotment')}, "
        "with other tables. Install that version, restore, and update afterwards."
    )


def _holds_something() -> bool:
    return any(model.objects.exists() for model in (User, StoredFile, AuditLine))


def _put_back(archive: Reader, path: str) -> None:
    part = archive.manifest.parts[f"files/{path}"]
    if default_storage.exists(path):
        if _digest(path) == part.digest:
            return
        default_storage.delete(path)
    with archive.open(f"files/{path}") as content:
        default_storage.save(path, File(content))


def _digest(path: str) -> str:
    """SHA-256 of what lies in the storage."""
    digest = hashlib.sha256()
    with default_storage.open(path) as content:
        for piece in content.chunks():
            digest.update(piece)
    return digest.hexdigest()
