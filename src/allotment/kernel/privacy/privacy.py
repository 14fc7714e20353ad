"""Who looked at what about a person, in words."""

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.kernel.domain.privacy import holder
from allotment.kernel.privacy.models import Look
from allotment.kernel.privacy.queries import into_looked


def export(person: Any) -> dict[str, Any]:
    looks = Look.objects.filter(person=person).select_related("viewer", "working_for")
    return {
        "who looked": [
            dataclasses.asdict(each) for each in into_looked(list(looks.order_by("at")))
        ],
    }


holder(
    "privacy",
    title=_("Who viewed your information"),
    order=80,
    goes=[_("Who viewed your information, and whose information you viewed")],
    export=export,
)
