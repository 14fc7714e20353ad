"""Keep and remove uploads. They lie outside the web root and are served by permission."""

import datetime as dt
import hashlib
import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.files.domain import (
    NOT_KEPT,
    UnsafeFileError,
    check,
    check_size,
    safe_name,
)
from allotment.kernel.files.images import is_picture, redrawn
from allotment.kernel.files.models import StoredFile
from allotment.kernel.jobs.services import enqueue

log = logging.getLogger("allotment.files")

NAMELESS = "file"
"""What a file is called once its own name is forgotten."""

#: Says whether a person may read a file about a thing of this kind.
MayRead = Callable[[Any, StoredFile], bool]
OnRead = Callable[[Any, StoredFile], None]
_readers: dict[str, MayRead] = {}
_on_read: dict[str, OnRead] = {}


def readable_by(kind: str, may_read: MayRead, *, on_read: OnRead | None = None) -> None:
    """Declare who may read files about things of a kind; without it nobody may.

    `told` learns of each file that somebody is given.
    """
    _readers[kind] = may_read
    if on_read is not None:
        _on_read[kind] = on_read


def report_reading(user: Any, stored: StoredFile) -> None:
    """Report to the module to which a file belongs that somebody is given it."""
    if on_read := _on_read.get(stored.about_kind):
        on_read(user, stored)


def may_read(user: Any, stored: StoredFile) -> bool:
    """May this person read this file? Its uploader may, and whom the kind's rule lets in."""
    if user.is_authenticated and stored.owner_id == user.pk:
        return True
    rule = _readers.get(stored.about_kind)
    return rule is not None and rule(user, stored)


def content_of(stored: StoredFile) -> "File[bytes] | None":
    """The bytes of a file, opened; None where they cannot be read just now.

    Raises StoredFile.DoesNotExist where they are gone.
    """
    try:
        return default_storage.open(stored.path)
    except FileNotFoundError:
        log.warning("the bytes of file %s are not there", stored.key)
        raise StoredFile.DoesNotExist from None
    except OSError:
        log.exception("file %s cannot be read", stored.key)
        return None


def keep(*, upload: "UploadedFile[bytes]", about_kind: str, about_key: str, by: Any) -> StoredFile:
    """Check an upload and keep it. Raises UnsafeFileError.

    A picture is made anew. Where there is a scanner, nobody gets the file before it has been asked;
    a job does that, so that no request waits for it. The bytes are there before the row is: where
    the transaction is rolled back, `remove_orphans` takes them away.
    """
    try:
        check_size(upload.size or 0, most_bytes=settings.UPLOAD_LIMIT_BYTES)
        content = upload.read()
        kind = check(upload.name or "", content, most_bytes=settings.UPLOAD_LIMIT_BYTES)
        if is_picture(kind):
            content = redrawn(content, kind)
        return _keep(
            ContentFile(content), name=safe_name(upload.name or ""),
            content_type=kind.content_type,
            about_kind=about_kind, about_key=about_key, owner=by, state=_first_state(),
        )  # fmt: skip
    except OSError as error:
        log.exception("an upload could not be kept")
        raise UnsafeFileError(NOT_KEPT) from error


def keep_for_reading(*, upload: "UploadedFile[bytes]", about_kind: str, by: Any) -> StoredFile:
    """Keep an upload of any kind as it comes, piece by piece, for a program that reads it later and
    judges it then. Raises UnsafeFileError."""
    try:
        check_size(upload.size or 0, most_bytes=settings.UPLOAD_LIMIT_BYTES)
        return _keep(
            upload, name=safe_name(upload.name or ""), content_type="application/octet-stream",
            about_kind=about_kind, about_key="", owner=by, state=_first_state(),
        )  # fmt: skip
    except OSError as error:
        log.exception("an upload could not be kept")
        raise UnsafeFileError(NOT_KEPT) from error


def _first_state() -> str:
    return StoredFile.State.CHECKING if settings.CLAMAV_URL else StoredFile.State.READY


def keep_made(
    *, name: str, content: bytes, content_type: str, about_kind: str, about_key: str
) -> StoredFile:
    """Keep a file that the site itself made, of any size. It is nobody's: its kind's rule says who
    may read it."""
    return _keep(
        ContentFile(content), name=name, content_type=content_type, about_kind=about_kind,
        about_key=about_key,
    )  # fmt: skip


def _keep(content: "File[bytes]", **described: Any) -> StoredFile:
    key = new_key()
    relative = f"{key[:2]}/{key}"
    digest = hashlib.sha256()
    for piece in content.chunks():
        digest.update(piece)
    size = content.size
    default_storage.save(relative, content)
    with transaction.atomic():
        stored = StoredFile.objects.create(
            key=key,
            size=size,
            digest=digest.hexdigest(),
            path=relative,
            **described,
        )
        if not stored.is_ready:
            enqueue("files.scan", key=key)
    return stored


def remove(*, stored: StoredFile) -> None:
    """Remove a file; its bytes go once the transaction is committed."""
    path = stored.path
    with transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).delete()
        transaction.on_commit(lambda: default_storage.delete(path), robust=True)


def remove_about(*, kind: str, keys: Sequence[str]) -> int:
    """Remove every file about these things. Returns how many."""
    with transaction.atomic():
        found = list(StoredFile.objects.filter(about_kind=kind, about_key__in=list(keys)))
        for stored in found:
            remove(stored=stored)
    return len(found)


def remove_older(*, kinds: Sequence[str], before: dt.datetime, most: int) -> int:
    """Remove files about things of these kinds that were kept before then. Returns how many."""
    old = StoredFile.objects.filter(about_kind__in=list(kinds), made_at__lt=before)
    found = list(old[:most])
    for stored in found:
        remove(stored=stored)
    return len(found)


def forget_names(*, kinds: Sequence[str], before: dt.datetime, most: int) -> int:
    """Take away what people called their files about things of these kinds that were kept before then;
    the files stay. Returns how many."""
    old = StoredFile.objects.filter(about_kind__in=list(kinds), made_at__lt=before)
    found = list(old.exclude(name=NAMELESS).order_by("pk").values_list("pk", flat=True)[:most])
    return StoredFile.objects.filter(pk__in=found).update(name=NAMELESS)


def remove_orphans(*, older_than: dt.timedelta = dt.timedelta(days=1)) -> int:
    """Remove bytes that no row knows: of a transaction that was rolled back, or a process that died.

    Younger ones stay: their transaction may still be going on. Returns how many were removed.
    """
    before, count = timezone.now() - older_than, 0
    try:
        folders = default_storage.listdir("")[0]
    except FileNotFoundError:
        return 0
    for folder in sorted(folders):
        there = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        known = set(StoredFile.objects.filter(path__in=there).values_list("path", flat=True))
        for path in there:
            if path not in known and default_storage.get_modified_time(path) < before:
                default_storage.delete(path)
                count += 1
    return count
