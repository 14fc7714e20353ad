"""Movements of money name whoever recorded them by number; the law keeps accounts of public money."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Kept, Plan, holder
from allotment.money.models import Movement


def export(person: Any) -> dict[str, Any]:
    found = Movement.objects.filter(by=str(person.pk)).order_by("at")
    return {"recorded": list(found.values("pot__name", "verb", "pence", "why", "at"))}


def plan(person: Any) -> Plan:
    if not Movement.objects.filter(by=str(person.pk)).exists():
        return Plan()
    return Plan(
        stays=[
            Kept(
                _("Money that you put in, committed or paid"),
                _("A council must keep accounts of public money."),
            )
        ]
    )


def erase(_person: Any) -> None:
    """Nothing: a movement names its recorder by an opaque number, which leads to nobody any more."""


holder(
    "money",
    title=gettext_lazy("Money that you moved"),
    models=("money.Movement",),
    export=export,
    plan=plan,
    erase=erase,
    order=40,
)
