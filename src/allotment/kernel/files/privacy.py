"""Files that a person uploaded. They go with what they are about; bytes that no row knows go at night."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Kept, Plan, holder, period
from allotment.kernel.files.models import StoredFile
from allotment.kernel.files.services import remove, remove_orphans


def export(person: Any) -> dict[str, Any]:
    found = StoredFile.objects.filter(owner=person)
    return {
        "uploaded": list(found.values("name", "content_type", "size", "digest", "state", "made_at"))
    }


def plan(person: Any) -> Plan:
    if not StoredFile.objects.filter(owner=person).exists():
        return Plan()
    return Plan(
        goes=[_("That it was you who uploaded a file")],
        stays=[
            Kept(
                _("Files that you sent with an entry"),
                _("They are part of the entry and stay as long as it does."),
            )
        ],
    )


def erase(person: Any) -> None:
    StoredFile.objects.filter(owner=person).update(owner=None)


def _orphans(before: dt.datetime, _most: int) -> Mapping[Any, int]:
    remove_orphans(older_than=max(timezone.now() - before, dt.timedelta(days=1)))
    return {}


def _locked_away(before: dt.datetime, most: int) -> Mapping[Any, int]:
    quarantined = StoredFile.objects.filter(state=StoredFile.State.QUARANTINED)
    found = list(quarantined.filter(made_at__lt=before)[:most])
    for stored in found:
        remove(stored=stored)
    return {None: len(found)}


holder(
    "files",
    title=gettext_lazy("Files that you uploaded"),
    models=("files.StoredFile",),
    export=export,
    plan=plan,
    erase=erase,
    order=80,
)
period(
    "files.orphans",
    what=gettext_lazy("Files whose upload was broken off"),
    days=1,
    why=gettext_lazy("Nobody can read them; they only take up room."),
    empty=_orphans,
)
period(
    "files.quarantined",
    what=gettext_lazy("Files that did not pass the check for viruses"),
    days=30,
    why=gettext_lazy("So that it can be found out what happened. Nobody can open them."),
    empty=_locked_away,
)
