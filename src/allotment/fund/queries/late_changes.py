"""Reads of late changes: exceptions by which an entry changes after others were read."""

import dataclasses
from collections.abc import Sequence

from allotment.fund.domain.moves import LateChangeState
from allotment.fund.models import Call, Entry, LateChange, Submission
from allotment.fund.permissions import BOARD, MANAGERS
from allotment.fund.queries.entries import ShownSection, sent_answers, shown
from allotment.fund.queries.visible import Viewer
from allotment.kernel.people.models import User


def one(user: Viewer, key: str) -> LateChange:
    """A late change, for those who work for its funder. Raises LateChange.DoesNotExist."""
    from allotment.fund.permissions import STAFF

    if not isinstance(user, User):
        raise LateChange.DoesNotExist
    return LateChange.objects.select_related("entry__call__funder", "asked_by").get(
        key=key,
        entry__call__funder_id__in=user.organisations_with(*STAFF),
    )


def of_call(call: Call) -> list[LateChange]:
    """The late changes of a call's entries, the newest first. One statement."""
    rows = LateChange.objects.filter(entry__call=call).order_by("-asked_at", "-pk")
    return list(rows.select_related("entry", "asked_by", "answered_by"))


def waiting_for(user: User) -> list[LateChange]:
    """Those that somebody else asked for and the person can allow or refuse."""
    funders = user.organisations_with(*MANAGERS, *BOARD)
    if not funders:
        return []
    rows = LateChange.objects.filter(
        state=LateChangeState.ASKED, entry__call__funder_id__in=funders
    )
    rows = rows.exclude(asked_by=user).exclude(entry__on_paper_by=user)
    rows = rows.exclude(entry__conflicts__person=user)
    return list(rows.select_related("entry__call").order_by("asked_at", "pk")[:20])


@dataclasses.dataclass(frozen=True, slots=True)
class Before:
    """A late change that was allowed, with the entry as it was before; empty where it was not sent."""

    change: LateChange
    sections: Sequence[ShownSection]


def of_entry(entry: Entry) -> list[Before]:
    """The late changes of an entry that were allowed, the oldest first."""
    allowed = entry.late_changes.filter(state=LateChangeState.ALLOWED).order_by("asked_at", "pk")
    found = []
    for change in allowed.select_related("asked_by", "answered_by"):
        sent = entry.submissions.filter(number=change.version).first()
        found.append(Before(change, shown(entry.call, entry, sent_answers(sent)) if sent else []))
    return found


def versions_before(call: Call) -> dict[int, Submission]:
    """By the number of the entry: the version that counted before its first late change. Two
    statements, one where there is none."""
    first: dict[int, int] = {}
    rows = LateChange.objects.filter(entry__call=call, state=LateChangeState.ALLOWED)
    for entry, version in rows.order_by("asked_at", "pk").values_list("entry_id", "version"):
        first.setdefault(entry, version)
    if not first:
        return {}
    sent = Submission.objects.filter(entry__in=first).select_related("entry")
    return {row.entry_id: row for row in sent if row.number == first[row.entry_id]}
