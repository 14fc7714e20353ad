"""What evidence holds on a person: reviews, edits; and what it found in entries that are emptied."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.evidence.models import (
    Analysis,
    Correction,
    Edition,
    Review,
    Run,
    ThemeEdit,
    Wording,
)
from allotment.evidence.services.analyses import UPLOAD
from allotment.evidence.services.editing import PICTURE
from allotment.fund.models import Entry
from allotment.kernel.domain.privacy import Kept, Plan, holder, period
from allotment.kernel.files import services as files
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User
from allotment.kernel.privacy.models import Emptied

ENTRIES = "fund.entry"


def export(person: User) -> dict[str, Any]:
    """Analyses begun, sentences chosen, labels corrected, reviews asked and given."""
    return {
        "analyses": list(Analysis.objects.filter(made_by=person).values("title", "made_at")),
        "readings": list(
            Run.objects.filter(made_by=person).values("analysis__title", "number", "made_at")
        ),
        "sentences": list(
            Wording.objects.filter(by=person).values(
                "analysis__title", "finding", "choice", "words", "at"
            )
        ),
        "themes": list(
            ThemeEdit.objects.filter(by=person).values("analysis__title", "verb", "name", "at")
        ),
        "labels": list(
            Correction.objects.filter(by=person).values("row", "scheme", "code", "right", "at")
        ),
        "reviews": list(
            Review.objects.filter(Q(reviewer=person) | Q(asked_by=person)).values(
                "analysis__title", "note", "verdict", "comment", "asked_at", "answered_at"
            )
        ),
        "published": list(
            Edition.objects.filter(published_by=person).values("title", "number", "published_at")
        ),
    }


def plan(person: User) -> Plan:
    goes, stays = [], []
    reviews = Review.objects.filter(Q(reviewer=person) | Q(asked_by=person)).count()
    if reviews:
        goes.append(_("What you wrote in reviews of reports: %(count)d") % {"count": reviews})
    edits = Wording.objects.filter(by=person).count() + Correction.objects.filter(by=person).count()
    if edits:
        stays.append(
            Kept(
                _("Sentences and labels of reports that you chose, without your name: %(count)d")
                % {"count": edits},
                _("They are the funder's work and tell nothing about you."),
            )
        )
    return Plan(goes=goes, stays=stays)


@writing("evidence")
def erase(person: User) -> None:
    """Words of reviews go, and the name goes from all else."""
    Review.objects.filter(reviewer=person).update(comment="", reviewer=None)
    Review.objects.filter(asked_by=person).update(note="", asked_by=None)
    for model, field in (
        (Analysis, "made_by"),
        (Run, "made_by"),
        (Wording, "by"),
        (ThemeEdit, "by"),
        (Correction, "by"),
        (Edition, "published_by"),
    ):
        model._default_manager.filter(**{field: person}).update(**{field: None})


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


holder(
    "evidence",
    title=gettext_lazy("Reports that you worked on"),
    models=(
        "evidence.Analysis", "evidence.Run", "evidence.Wording", "evidence.ThemeEdit",
        "evidence.Correction", "evidence.Review", "evidence.Edition",
    ),
    export=export,
    plan=plan,
    erase=erase,
    order=45,
)  # fmt: skip
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
