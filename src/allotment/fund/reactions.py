"""What the fund does when something has happened."""

from typing import Any

from allotment.fund.services import entries, indexing, publishing
from allotment.kernel.jobs.registry import reaction


@reaction("fund.award_accepted")
def publish_award(_progress: Any, award: str) -> dict[str, str]:
    """An accepted award enters the register and the open data."""
    return {"register": publishing.publish(award)}


@reaction("fund.entry_submitted")
def send_receipt(_progress: Any, entry: str, version: int) -> None:
    """Everybody who works on the entry gets the receipt; where it came late, the funder finds it."""
    entries.tell_of_receipt(key=entry, version=version)
    indexing.index_again(entry=entry)
