"""Board packs that were made as files, and who may read them."""

from typing import Any

from allotment.fund.models import Call
from allotment.fund.queries.assessment import judged_of
from allotment.fund.queries.visible import sealed_until
from allotment.kernel.files.models import StoredFile
from allotment.kernel.permissions import may

#: What a pack is about, as the files know it: its key is the call's.
KIND = "fund.board_pack"
#: The pack of so many entries is made while the person waits, which takes less than a second.
AT_ONCE = 100


def is_long(call: Call) -> bool:
    """Does this call's pack take so long that a job makes it? One statement."""
    return judged_of(call).count() > AT_ONCE


def newest(call: Call) -> StoredFile | None:
    """The pack that was made last, if it is still there. One statement."""
    made = StoredFile.objects.filter(about_kind=KIND, about_key=call.key)
    return made.order_by("-made_at").first()


def may_read(user: Any, stored: StoredFile) -> bool:
    """Whoever sees the ranked list reads its pack, unless the call has been sealed again."""
    call = Call.objects.select_related("funder").filter(key=stored.about_key).first()
    return (
        call is not None
        and bool(may(user, "fund.see_ranking", call))
        and sealed_until(call) is None
    )
