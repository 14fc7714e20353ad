"""Keep and remove uploads. They lie outside the web root and are served by permission."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from allotment.kernel.domain.identifiers import new_key
from allotment.kernel.files.domain import check, safe_name
from allotment.kernel.files.models import StoredFile

#: Says whether a person may read the files about a thing of this kind.
MayRead = Callable[[Any, str], bool]
_readers: dict[str, MayRead] = {}


def readable_by(kind: str, may_read: MayRead) -> None:
    """Declare who may read files about things of a kind; without it nobody may."""
    _readers[kind] = may_read


def may_read(user: Any, stored: StoredFile) -> bool:
    """May this person read this file? Its uploader may, and whom the kind's rule lets in."""
    if user.is_authenticated and stored.owner_id == user.pk:
        return True
    rule = _readers.get(stored.about_kind)
    return rule is not None and rule(user, stored.about_key)


def keep(*, upload: UploadedFile[bytes], about_kind: str, about_key: str, by: Any) -> StoredFile:
    """Check an upload and keep it. Raises UnsafeFileError with a sentence for the person."""
    if (upload.size or 0) > settings.UPLOAD_LIMIT_BYTES:
        content = b"\0" * (settings.UPLOAD_LIMIT_BYTES + 1)
    else:
        content = upload.read()
    kind = check(upload.name or "", content, most_bytes=settings.UPLOAD_LIMIT_BYTES)
    key = new_key()
    relative = f"{key[:2]}/{key}"
    target = Path(settings.MEDIA_ROOT) / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    with transaction.atomic():
        return StoredFile.objects.create(
            key=key,
            name=safe_name(upload.name or ""),
            content_type=kind.content_type,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            path=relative,
            about_kind=about_kind,
            about_key=about_key,
            owner=by,
        )


def remove(*, stored: StoredFile) -> None:
    """Remove a file; its bytes go once the transaction is committed."""
    path = Path(settings.MEDIA_ROOT) / stored.path
    with transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).delete()
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
