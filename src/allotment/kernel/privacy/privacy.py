"""Who looked at what about a person: theirs to see and take away, and gone after a year."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Plan, holder, period
from allotment.kernel.privacy.models import Look
from allotment.kernel.privacy.queries import into_looked


def export(person: Any) -> dict[str, Any]:
    looks = Look.objects.filter(person=person).select_related("viewer", "working_for")
    return {
        "who looked": [
            dataclasses.asdict(each) for each in into_looked(list(looks.order_by("at")))
        ],
        "what you looked at": list(
            Look.objects.filter(viewer=person).order_by("at").values("at", "kind", "thing")
        ),
    }


def plan(person: Any) -> Plan:
    del person
    return Plan(goes=[_("Who looked at what about you, and what you looked at about others")])


def erase(person: Any) -> None:
    Look.objects.filter(person=person).delete()
    Look.objects.filter(viewer=person).update(viewer=None)


def _old_looks(before: dt.datetime, most: int) -> Mapping[Any, int]:
    old = Look.objects.filter(at__lt=before).values_list("pk", flat=True)[:most]
    gone, _rows = Look.objects.filter(pk__in=list(old)).delete()
    return {None: gone}


holder(
    "privacy",
    title=gettext_lazy("Who looked at what about you"),
    models=("privacy.Look",),
    export=export,
    plan=plan,
    erase=erase,
    order=80,
)
period(
    "privacy.looks",
    what=gettext_lazy("Who looked at what about you"),
    days=365,
    why=gettext_lazy("So that you can see it, and that looking without need can be found out."),
    empty=_old_looks,
)
