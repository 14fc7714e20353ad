"""Serving an upload, by permission, with headers that keep a browser from running it."""

from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.services import content_of, may_read, report_reading
from allotment.kernel.permissions.views import PUBLIC, allowed


@dataclass(frozen=True, slots=True)
class Readable:
    """A file that the person may read; `content` is None where nobody can read it now."""

    stored: StoredFile
    content: "File[bytes] | None"


def _readable(user: Any, key: str) -> Readable:
    stored = StoredFile.objects.get(key=key)
    if not may_read(user, stored):
        raise StoredFile.DoesNotExist
    return Readable(stored, content_of(stored) if stored.is_ready else None)


@allowed(PUBLIC, fetch=_readable)
def download(request: HttpRequest, file: Readable) -> HttpResponseBase:
    """The file as a download; whoever may not read it learns nothing of it."""
    stored, content = file.stored, file.content
    if not stored.is_ready:
        return _not_ready(request, stored)
    if content is None:
        return _error_page(
            request, 503, _("The file cannot be read at the moment"), _("Try it in a minute.")
        )
    report_reading(request.user, stored)
    response = FileResponse(
        content, as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _not_ready(request: HttpRequest, stored: StoredFile) -> HttpResponseBase:
    """Nobody gets a file that was not checked, or in which something was found."""
    if stored.state == StoredFile.State.CHECKING:
        words = _("“%(name)s” is being checked for viruses. Try again in a moment.")
        return _error_page(
            request, 503, _("The file is being checked"), words % {"name": stored.name}
        )
    words = _(
        "“%(name)s” did not pass the check for viruses, and nobody can open it. Whoever sent it "
        "should check their computer, and send the file again from a clean one."
    )
    return _error_page(request, 403, _("The file is blocked"), words % {"name": stored.name})


def _error_page(request: HttpRequest, status: int, heading: str, words: str) -> HttpResponseBase:
    page = {"heading": heading, "paragraphs": [words]}
    return render(request, "web/message.html", page, status=status)
