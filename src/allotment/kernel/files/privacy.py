"""Files whose upload was interrupted, or that were locked away, go at night."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import period
from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.services import remove, remove_orphans


def _orphans(before: dt.datetime, _most: int) -> Mapping[Any, int]:
    remove_orphans(older_than=max(timezone.now() - before, dt.timedelta(days=1)))
    return {}


def _quarantined(before: dt.datetime, most: int) -> Mapping[Any, int]:
    quarantined = StoredFile.objects.filter(state=StoredFile.State.QUARANTINED)
    found = list(quarantined.filter(made_at__lt=before)[:most])
    for stored in found:
        remove(stored=stored)
    return {None: len(found)}


period(
    "files.orphans",
    what=gettext_lazy("Files whose upload was interrupted"),
    days=1,
    why=gettext_lazy("Nobody can read them, and they take up space."),
    empty=_orphans,
)
period(
    "files.quarantined",
    what=gettext_lazy("Files that did not pass the check for viruses"),
    days=30,
    why=gettext_lazy("So that it can be found out what happened. Nobody can open them."),
    empty=_quarantined,
)
