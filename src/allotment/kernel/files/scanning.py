"""Let the scanner look at uploads; lock away what it finds something in."""

import logging

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.audit import services as audit
from allotment.kernel.files import clamav
from allotment.kernel.files.models import StoredFile
from allotment.kernel.guards import states
from allotment.kernel.notify.services import send_message

log = logging.getLogger("allotment.files")


def scan_one(key: str) -> bool:
    """Ask the scanner about a file that waits for it. False where it could not be asked: the file
    goes on waiting, and nobody gets it.
    """
    stored = StoredFile.objects.filter(key=key, state=StoredFile.State.CHECKING).first()
    if stored is None:
        return True
    try:
        found = _ask(stored)
    except FileNotFoundError:
        log.warning("the bytes of file %s are not there", key)
        return True
    except (clamav.ScannerUnavailableError, OSError) as error:
        log.warning("file %s could not be checked: %s", key, error)
        return False
    _judged(stored, found)
    return True


def scan_waiting(most: int = 200) -> int:
    """Ask about files that wait, the oldest first, until the scanner is away. Returns how many were judged.

    One that the scanner cannot judge, such as one too large for it, is in nobody's way.
    """
    waiting = StoredFile.objects.filter(state=StoredFile.State.CHECKING).order_by("made_at")
    count = 0
    for key in list(waiting.values_list("key", flat=True)[:most]):
        if scan_one(key):
            count += 1
        elif not clamav.answers(settings.CLAMAV_URL):
            break
    return count


def _ask(stored: StoredFile) -> str:
    if not settings.CLAMAV_URL:  # it was taken out of use: the file is as good as any new one
        return ""
    with default_storage.open(stored.path) as content:
        return clamav.scan(settings.CLAMAV_URL, content.chunks())


def _judged(stored: StoredFile, found: str) -> None:
    """Write down what the scanner said, once; tell the owner of a file that was locked away."""
    state = StoredFile.State.QUARANTINED if found else StoredFile.State.READY
    with transaction.atomic():
        this = StoredFile.objects.filter(pk=stored.pk)
        if not states.move(this, to=state, found=found) or not found:
            return
        audit.record(
            kind="files.quarantined", by=None, on=stored,
            facts={"about": f"{stored.about_kind}:{stored.about_key}", "found": found},
        )  # fmt: skip
        if stored.owner is not None:
            send_message(
                stored.owner,
                kind="files.quarantined",
                subject=_("A file that you sent did not pass the check for viruses"),
                body=_(
                    "The file “%(name)s” has been blocked, and nobody can open it. Check your "
                    "computer, then send the file again from a clean one, or send another file."
                )
                % {"name": stored.name},
                link=reverse("files:download", args=[stored.key]),
                once=f"quarantined:{stored.key}",
            )
