"""The record of who did what: it names people by number, so it stays when a name goes."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.audit import kinds
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.audit.services import erase_reasons, subject
from allotment.kernel.domain.privacy import Kept, Plan, holder


def export(person: Any) -> dict[str, Any]:
    lines = AuditLine.objects.filter(by=str(person.pk)).order_by("at")
    return {
        "what you did": [
            {"what": kinds.sentence(line.kind), "at": line.at, "on": line.on, "why": line.why}
            for line in lines.iterator()
        ]
    }


def plan(person: Any) -> Plan:
    if not AuditLine.objects.filter(by=str(person.pk)).exists():
        return Plan()
    return Plan(
        stays=[
            Kept(
                _("That something was done, when, and under which number"),
                _("A public body must be able to show how it came to decide and to pay."),
            )
        ]
    )


def erase(person: Any) -> None:
    erase_reasons(on=[subject(person)])


holder(
    "audit",
    title=gettext_lazy("What you did here"),
    models=("audit.AuditLine",),
    export=export,
    plan=plan,
    erase=erase,
    order=90,
)
