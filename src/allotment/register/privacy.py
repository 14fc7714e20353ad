"""Imports name whoever started them; published awards name organisations, not people."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Plan, holder
from allotment.register.models import ImportRun
from allotment.register.models.guarded import writing


def export(person: Any) -> dict[str, Any]:
    found = ImportRun.objects.filter(by=person).order_by("started_at")
    return {"imported": list(found.values("file_name", "started_at", "ended_at", "imported"))}


def plan(person: Any) -> Plan:
    imported = ImportRun.objects.filter(by=person).exists()
    return Plan(goes=[_("That it was you who imported a file of awards")] if imported else [])


def erase(person: Any) -> None:
    with writing():
        ImportRun.objects.filter(by=person).update(by=None)


holder(
    "register",
    title=gettext_lazy("Files of awards that you imported"),
    models=("register.ImportRun",),
    export=export,
    plan=plan,
    erase=erase,
    order=45,
)
