"""The jobs that let the scanner look at uploads."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.kernel.files import scanning
from allotment.kernel.jobs.registry import every, job


@job("files.scan", title=_("Check of a file for viruses"))
def scan(_progress: Any, key: str) -> None:
    scanning.scan_one(key)


@every(dt.timedelta(minutes=5), "files.scan_waiting", title=_("Check of files that still wait"))
def scan_waiting(_progress: Any) -> None:
    scanning.scan_waiting()
