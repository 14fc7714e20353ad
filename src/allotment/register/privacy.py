"""How long files of imports are kept."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import period
from allotment.register.services.uploads import remove_old_files


def _files(before: dt.datetime, most: int) -> Mapping[Any, int]:
    return {None: remove_old_files(before, most)}


period(
    "register.files",
    what=gettext_lazy(
        "Files of imports: those that wait for an answer, and rows that were rejected"
    ),
    days=30,
    why=gettext_lazy("So that they can be corrected and sent again."),
    empty=_files,
)
