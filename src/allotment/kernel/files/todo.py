"""What the site administrator has to do about files."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.files.models import StoredFile
from allotment.kernel.web.tasks import Task, source

#: A scanner that is there answers within seconds.
TOO_LONG = dt.timedelta(minutes=10)


@source
def unchecked_files(user: Any) -> Iterator[Task]:
    """Files wait for a scanner that does not answer."""
    if not getattr(user, "is_site_keeper", False):
        return
    before = timezone.now() - TOO_LONG
    waiting = StoredFile.objects.filter(state=StoredFile.State.CHECKING, made_at__lt=before).count()
    if waiting:
        yield Task(
            _("Find out why the virus scanner does not answer"),
            reverse("jobs:jobs"),
            about=ngettext(
                "%(n)d file waits for it", "%(n)d files wait for it", waiting
            ) % {"n": waiting},
        )  # fmt: skip
