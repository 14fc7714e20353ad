"""What the fund does when something has happened."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.fund.permissions import ASSESSORS
from allotment.fund.services import entries, indexing, leaving, publishing
from allotment.kernel.jobs.registry import reaction


@reaction("fund.award_accepted", title=_("Publishing an award"))
def publish_award(_progress: Any, award: str) -> dict[str, str]:
    """An accepted award enters the register and the open data."""
    return {"register": publishing.publish(award)}


@reaction("fund.entry_submitted", title=_("Sending a receipt"))
def send_receipt(_progress: Any, entry: str, version: int) -> None:
    """Everybody who works on the entry gets the receipt; where it came late, the funder finds it."""
    entries.send_receipt(key=entry, version=version)
    indexing.index_again(entry=entry)


@reaction("organisations.role_ended", title=_("Passing on the entries of an assessor who left"))
def pass_on_assessments(
    _progress: Any, organisation: int, person: str, role: str, to: str
) -> dict[str, int]:
    """An assessor who has left keeps no entries waiting."""
    if role not in ASSESSORS:
        return {"passed_on": 0}
    return {"passed_on": leaving.pass_on(organisation=organisation, person=person, to=to)}
