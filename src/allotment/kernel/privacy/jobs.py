"""The retention periods, carried out once a day."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.kernel.jobs.registry import every
from allotment.kernel.jobs.services import PermanentError
from allotment.kernel.privacy import services


@every(
    dt.timedelta(days=1),
    "privacy.retain",
    title=_("Removing data whose retention period has ended"),
)
def retain(_progress: Any) -> dict[str, int]:
    try:
        return services.carry_out()
    except services.NotCarriedOutError as error:
        raise PermanentError(str(error)) from error
