"""What was found in entries goes when these are emptied; names of files go after a time."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy

from allotment.evidence.models import (
    Analysis,
    Run,
)
from allotment.evidence.services.analyses import UPLOAD
from allotment.evidence.services.editing import PICTURE
from allotment.fund.models import Entry
from allotment.kernel.domain.privacy import period
from allotment.kernel.files import services as files
from allotment.kernel.guards.rows import writing
from allotment.kernel.privacy.models import Emptied

ENTRIES = "fund.entry"


def forget_emptied(_now: dt.datetime, most: int) -> Mapping[Any, int]:
    """Remove what was found in entries that were emptied after it."""
    with transaction.atomic(), writing("evidence"):
        runs = list(
            Run.objects.filter(Exists(_emptied_since()))
            .select_related("analysis__owner")
            .defer("summary", "lines")
            .order_by("pk")[:most]
        )
        Run.objects.filter(pk__in=[each.pk for each in runs]).delete()
    counts: dict[Any, int] = {}
    for each in runs:
        counts[each.analysis.owner] = counts.get(each.analysis.owner, 0) + 1
    return counts


def forget_names(before: dt.datetime, most: int) -> Mapping[Any, int]:
    """Take away the names of files that were sent before this moment."""
    forgotten = files.forget_names(kinds=[UPLOAD, PICTURE], before=before, most=most)
    return {None: forgotten} if forgotten else {}


def _emptied_since() -> QuerySet[Emptied]:
    """For a run: entries to the calls of its analysis that were emptied after it."""
    calls = Analysis.calls.through._default_manager.filter(
        analysis=OuterRef(OuterRef(OuterRef("analysis")))
    )
    entries = Entry.objects.filter(call__in=calls.values("call")).values("key")
    return Emptied.objects.filter(kind=ENTRIES, thing__in=entries, at__gte=OuterRef("made_at"))


period(
    "evidence.file_names",
    what=gettext_lazy("The names of files of grants and of pictures in reports"),
    days=1096,
    why=gettext_lazy(
        "So that whoever works on a report knows which file it was. After three years the file stays, "
        "without the name that somebody gave it."
    ),
    empty=forget_names,
)
period(
    "evidence.runs",
    what=gettext_lazy("What analyses found in the entries of a call"),
    days=None,
    said=gettext_lazy("As long as the entries themselves"),
    why=gettext_lazy(
        "So that a report can be edited. What was published stays, and names no entry."
    ),
    empty=forget_emptied,
)
