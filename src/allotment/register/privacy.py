"""What the register holds on a person who uses this site: imports that they started, their keys."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.domain.privacy import Plan, holder, period
from allotment.register.queries import imports as questions
from allotment.register.queries import keys
from allotment.register.services.imports import forget_importer
from allotment.register.services.keys import forget_keys
from allotment.register.services.uploads import remove_old_files


def export(person: Any) -> dict[str, Any]:
    """The imports that the person started, and the keys that they made."""
    return {"imports": questions.started_by(person), "keys": keys.made_by(person)}


def plan(person: Any) -> Plan:
    """What erasing the person would do here."""
    goes = []
    if questions.started_by(person):
        goes.append(_("That it was you who imported grants"))
    if keys.made_by(person):
        goes.append(_("Your keys for programs, which no longer work then"))
    return Plan(goes=goes)


def erase(person: Any) -> None:
    """Forget who started the imports, and end the keys; what came in stays."""
    forget_importer(person=person)
    forget_keys(person=person)


def _files(before: dt.datetime, most: int) -> Mapping[Any, int]:
    return {None: remove_old_files(before, most)}


holder(
    "register",
    title=gettext_lazy("Imports of grants, keys for programs"),
    models=("register.ImportRun", "register.ApiKey"),
    export=export,
    plan=plan,
    erase=erase,
)
period(
    "register.files",
    what=gettext_lazy(
        "Files of imports: those that wait for an answer, and rows that were turned away"
    ),
    days=30,
    why=gettext_lazy("So that they can be mended and sent again."),
    empty=_files,
)
