"""What the fund does by the clock."""

import datetime as dt
from typing import Any

from allotment.fund.services import calls, indexing
from allotment.kernel.jobs.registry import every


@every(dt.timedelta(minutes=1), "fund.close_due_calls")
def close_due_calls(_progress: Any) -> dict[str, int]:
    """Close the calls whose deadline has passed, and let the funder's people find their entries.

    Entries were refused from that moment anyway.
    """
    return {"closed": calls.close_due_calls(), "found": indexing.index_received()}
