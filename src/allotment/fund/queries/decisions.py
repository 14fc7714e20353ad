"""Reads for decisions and letters."""

import dataclasses
import datetime as dt
from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from allotment.fund.domain.moves import AssessmentState, EntryState
from allotment.fund.models import Assignment, Call, Conflict, Decision, Entry, Letter


def newest(entry: Entry) -> Decision | None:
    """The decision that counts."""
    return entry.decisions.select_related("pot").order_by("-number").first()


def history(entry: Entry) -> list[Decision]:
    """Every decision on an entry, newest first."""
    return list(entry.decisions.select_related("pot", "made_by").order_by("-number"))


def conflicts(entry: Entry) -> list[Conflict]:
    """The conflicts of interest declared in an entry, oldest first. One statement."""
    return list(entry.conflicts.select_related("person").order_by("declared_at", "pk"))


def without_letter(calls: Collection[int]) -> QuerySet[Decision]:
    """The decision that counts for each entry of these calls, where no letter has told of it yet.

    Who has withdrawn the entry meanwhile gets no letter.
    """
    later = Decision.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    return (
        Decision.objects.filter(entry__call_id__in=calls, letter=None)
        .exclude(entry__state=EntryState.WITHDRAWN)
        .exclude(Exists(later))
    )


def ineligible_without_letter(call: Call) -> QuerySet[Entry]:
    """Entries found not eligible that have had no letter about it."""
    letters = Letter.objects.filter(entry=OuterRef("pk"), decision=None)
    return Entry.objects.filter(call=call, state=EntryState.INELIGIBLE).exclude(Exists(letters))


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """Names a letter that waits: about a decision, or about an entry that is not eligible."""

    decision: int = 0
    entry: int = 0

    @classmethod
    def read(cls, text: str) -> "Mark":
        """A mark from what `str` made of it."""
        number = int(text[1:])
        return cls(decision=number) if text[0] == "d" else cls(entry=number)

    def __str__(self) -> str:
        return f"d{self.decision}" if self.decision else f"e{self.entry}"


def waiting_letters(call: Call) -> list[Mark]:
    """The letters that wait to be sent, in the order of their references. Two statements."""
    decided = without_letter([call.pk]).order_by("entry__reference").values_list("pk", flat=True)
    ineligible = ineligible_without_letter(call).order_by("reference").values_list("pk", flat=True)
    return [Mark(decision=pk) for pk in decided] + [Mark(entry=pk) for pk in ineligible]


def sent_letters(marks: Collection[Mark], *, until: dt.datetime | None = None) -> set[Mark]:
    """Those of the letters that have been sent, by a moment or by now. Two statements."""
    sent = Letter.objects.filter(sent_at__lte=until) if until else Letter.objects.all()
    decided = sent.filter(decision__in=[m.decision for m in marks if m.decision])
    ineligible = sent.filter(decision=None, entry__in=[m.entry for m in marks if m.entry])
    return {Mark(decision=pk) for pk in decided.values_list("decision", flat=True) if pk} | {
        Mark(entry=pk) for pk in ineligible.values_list("entry", flat=True)
    }


def entries_of(marks: Collection[Mark]) -> set[int]:
    """The ids of the entries that these letters are about. One statement."""
    decided = Decision.objects.filter(pk__in=[m.decision for m in marks if m.decision])
    return {*decided.values_list("entry", flat=True), *(m.entry for m in marks if m.entry)}


def feedback(entries: Collection[int]) -> dict[int, str]:
    """What assessors wrote for the applicants, without their names, by entry id. One statement."""
    comments = (
        Assignment.objects.filter(entry__in=entries, state=AssessmentState.SUBMITTED)
        .exclude(comment="")
        .order_by("submitted_at")
        .values_list("entry_id", "comment")
    )
    found: dict[int, str] = {}
    for entry, comment in comments:
        found[entry] = f"{found[entry]}\n\n{comment}" if entry in found else comment
    return found
