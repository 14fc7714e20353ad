"""Keep and remove uploads. They lie outside the web root and are served by permission."""

import datetime as dt
import hashlib
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.files.domain import UnsafeFileError, check, check_size, safe_name
from allotment.kernel.files.models import StoredFile

#: Says whether a person may read a file about a thing of this kind.
MayRead = Callable[[Any, StoredFile], bool]
_readers: dict[str, MayRead] = {}


def readable_by(kind: str, may_read: MayRead) -> None:
    """Declare who may read files about things of a kind; without it nobody may."""
    _readers[kind] = may_read


def may_read(user: Any, stored: StoredFile) -> bool:
    """May this person read this file? Its uploader may, and whom the kind's rule lets in."""
    if user.is_authenticated and stored.owner_id == user.pk:
        return True
    rule = _readers.get(stored.about_kind)
    return rule is not None and rule(user, stored)


def keep(*, upload: UploadedFile[bytes], about_kind: str, about_key: str, by: Any) -> StoredFile:
    """Check an upload and keep it. Raises UnsafeFileError with a sentence for the person.

    The bytes are there before the row is. Where the transaction is rolled back, `remove_orphans`
    takes them away.
    """
    try:
        check_size(upload.size or 0, most_bytes=settings.UPLOAD_LIMIT_BYTES)
        content = upload.read()
        kind = check(upload.name or "", content, most_bytes=settings.UPLOAD_LIMIT_BYTES)
    except UnsafeFileError as error:
        raise UnsafeFileError(_(error.sentence), **error.values) from None
    return _keep(
        content, name=safe_name(upload.name or ""), content_type=kind.content_type,
        about_kind=about_kind, about_key=about_key, owner=by,
    )  # fmt: skip


def keep_made(
    *, name: str, content: bytes, content_type: str, about_kind: str, about_key: str
) -> StoredFile:
    """Keep a file that the site itself made, of any size. It is nobody's: its kind's rule says who
    may read it."""
    return _keep(
        content, name=name, content_type=content_type, about_kind=about_kind, about_key=about_key
    )


def _keep(content: bytes, **described: Any) -> StoredFile:
    key = new_key()
    relative = f"{key[:2]}/{key}"
    _write(Path(settings.MEDIA_ROOT) / relative, content)
    with transaction.atomic():
        return StoredFile.objects.create(
            key=key,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            path=relative,
            **described,
        )


def _write(target: Path, content: bytes) -> None:
    """All or nothing, and on the disk before the row says that it is there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def remove(*, stored: StoredFile) -> None:
    """Remove a file; its bytes go once the transaction is committed."""
    path = Path(settings.MEDIA_ROOT) / stored.path
    with transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True), robust=True)


def remove_about(*, kind: str, keys: Sequence[str]) -> int:
    """Remove every file about these things. Returns how many."""
    with transaction.atomic():
        found = list(StoredFile.objects.filter(about_kind=kind, about_key__in=list(keys)))
        for stored in found:
            remove(stored=stored)
    return len(found)


def remove_orphans(*, older_than: dt.timedelta = dt.timedelta(days=1)) -> int:
    """Remove bytes that no row knows: of a transaction that was rolled back, or a process that died.

    Younger ones stay: their transaction may still be going on. Returns how many were removed.
    """
    root, before = Path(settings.MEDIA_ROOT), time.time() - older_than.total_seconds()
    count = 0
    for folder in sorted(path for path in root.glob("*") if path.is_dir()):
        there = {f"{folder.name}/{path.name}": path for path in folder.iterdir() if path.is_file()}
        known = set(StoredFile.objects.filter(path__in=list(there)).values_list("path", flat=True))
        for name, path in there.items():
            if name not in known and path.stat().st_mtime < before:
                path.unlink(missing_ok=True)
                count += 1
    return count
