"""Reads for decisions and letters."""

from allotment.fund.domain.moves import AssessmentState, EntryState
from allotment.fund.models import Assignment, Call, Decision, Entry


def newest(entry: Entry) -> Decision | None:
    """The decision that counts."""
    return entry.decisions.select_related("pot").order_by("-number").first()


def history(entry: Entry) -> list[Decision]:
    """Every decision on an entry, newest first."""
    return list(entry.decisions.select_related("pot", "made_by").order_by("-number"))


def untold(call: Call) -> list[Decision]:
    """Each entry's newest decision, where no letter has told of it yet. One statement."""
    rows = (
        Decision.objects.filter(entry__call=call)
        .select_related("entry", "entry__call", "entry__call__funder", "entry__owner",
                        "entry__organisation", "letter")
        .order_by("entry__reference", "number")
    )  # fmt: skip
    newest_of: dict[int, Decision] = {}
    for row in rows:
        newest_of[row.entry_id] = row
    return [row for row in newest_of.values() if not hasattr(row, "letter")]


def ineligible_untold(call: Call) -> list[Entry]:
    """Entries found not eligible that have had no letter about it. One statement."""
    return list(
        call.entries.filter(state=EntryState.INELIGIBLE)
        .exclude(letters__decision=None, letters__isnull=False)
        .select_related("call", "call__funder", "owner", "organisation")
        .order_by("reference")
    )


def waiting_letters(call: Call) -> int:
    """How many letters wait to be sent."""
    return len(untold(call)) + len(ineligible_untold(call))


def feedback(call: Call) -> dict[int, str]:
    """What assessors wrote for the applicants, without their names, by entry id. One statement."""
    comments = (
        Assignment.objects.filter(entry__call=call, state=AssessmentState.SUBMITTED)
        .exclude(comment="")
        .order_by("submitted_at")
        .values_list("entry_id", "comment")
    )
    found: dict[int, str] = {}
    for entry, comment in comments:
        found[entry] = f"{found[entry]}\n\n{comment}" if entry in found else comment
    return found
