"""Importing a file of grants that somebody sent by the page."""

import datetime as dt
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language

from allotment.kernel.files import services as files
from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.scanning import scan_one
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import enqueue
from allotment.kernel.people.models import User
from allotment.register.services.imports import REJECTED, ImportReport, import_grants
from allotment.register.services.tables import must_ask

JOB = "register.import_upload"
UPLOAD = "register.upload"


class NotCheckedError(Exception):
    """The scanner for viruses could not be asked; later it may."""


class BlockedError(Exception):
    """The file did not pass the check for viruses."""


def start_upload(*, upload: "UploadedFile[Any]", by: User) -> Job:
    """Keep a file and have it imported in the background.

    Raises `UnsafeFileError` with a sentence where it cannot be kept.
    """
    with transaction.atomic():
        stored = files.keep_for_reading(upload=upload, about_kind=UPLOAD, by=by)
        return import_kept(key=stored.key, by=by)


def import_kept(*, key: str, by: User) -> Job:
    """Have a kept file imported in the background; while that is under way, that is given."""
    return enqueue(
        JOB, once=f"{JOB}:{key}", again=True, owner=by, file=key, by=str(by.pk),
        language=get_language(),
    )  # fmt: skip


def waiting_file(key: str) -> StoredFile:
    """A file that was sent and may be read; StoredFile.DoesNotExist where there is none."""
    return StoredFile.objects.get(key=key, about_kind=UPLOAD, state=StoredFile.State.READY)


def import_upload(
    *, key: str, by: User, on_progress: Callable[[ImportReport], None] | None = None
) -> ImportReport | None:
    """Import a file that was sent, once the scanner let it through, and take it away; None where
    somebody must say first what the table holds: then nothing was written, and the file stays.

    Raises `StoredFile.DoesNotExist`, `NotCheckedError` or `BlockedError`.
    """
    scan_one(key)
    stored = StoredFile.objects.get(key=key, about_kind=UPLOAD)
    if stored.state == StoredFile.State.CHECKING:
        raise NotCheckedError
    if not stored.is_ready:
        raise BlockedError
    with default_storage.open(stored.path) as file:
        if must_ask(cast(BinaryIO, file)):
            return None
        report = import_grants(
            cast(BinaryIO, file), file_name=stored.name, by=by, on_progress=on_progress
        )
    files.remove(stored=stored)
    return report


def forget_upload(*, key: str) -> None:
    """Take a file away whose import was stopped."""
    for stored in StoredFile.objects.filter(key=key, about_kind=UPLOAD):
        files.remove(stored=stored)


def remove_old_files(before: dt.datetime, most: int) -> int:
    """Remove files of imports that were kept before then. Returns how many."""
    return files.remove_older(kinds=[UPLOAD, REJECTED], before=before, most=most)
