"""The record of who did what: it names people by number, so it stays when a name goes."""

from typing import Any

from django.utils.translation import gettext_lazy

from allotment.kernel.audit import kinds
from allotment.kernel.audit.models import AuditLine
from allotment.kernel.audit.services import erase_reasons, subject
from allotment.kernel.domain.privacy import holder


def export(person: Any) -> dict[str, Any]:
    lines = AuditLine.objects.filter(by=str(person.pk)).order_by("at")
    return {
        "what you did": [
            {"what": kinds.sentence(line.kind), "at": line.at, "on": line.on, "why": line.why}
            for line in lines.iterator()
        ]
    }


def erase(person: Any) -> None:
    erase_reasons(on=[subject(person)])


holder(
    "audit",
    title=gettext_lazy("What you did here"),
    export=export,
    erase=erase,
    order=90,
)
