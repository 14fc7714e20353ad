"""Serving an upload, by permission, with headers that keep a browser from running it."""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest

from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.services import may_read
from allotment.kernel.permissions.views import PUBLIC, allowed

log = logging.getLogger("allotment.files")


def _readable(user: Any, key: str) -> StoredFile:
    stored = StoredFile.objects.get(key=key)
    if not may_read(user, stored):
        raise StoredFile.DoesNotExist
    return stored


@allowed(PUBLIC, fetch=_readable)
def download(request: HttpRequest, stored: StoredFile) -> FileResponse:
    """The file as a download; whoever may not read it learns nothing of it."""
    try:
        content = (Path(settings.MEDIA_ROOT) / stored.path).open("rb")
    except FileNotFoundError:
        log.warning("the bytes of file %s are not there", stored.key)
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
