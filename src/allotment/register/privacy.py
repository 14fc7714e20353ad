"""What the register holds on a person who uses this site: that they started an import."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Plan, holder
from allotment.register.queries import imports as questions
from allotment.register.services.imports import forget_importer


def export(person: Any) -> dict[str, Any]:
    """The imports that the person started."""
    return {"imports": questions.started_by(person)}


def plan(person: Any) -> Plan:
    """What erasing the person would do here."""
    if not questions.started_by(person):
        return Plan()
    return Plan(goes=[_("That it was you who imported grants")])


def erase(person: Any) -> None:
    """Forget who started the imports; what came in stays."""
    forget_importer(person=person)


holder(
    "register",
    title=gettext_lazy("Imports of grants"),
    models=("register.ImportRun",),
    export=export,
    plan=plan,
    erase=erase,
)
