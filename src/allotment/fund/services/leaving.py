"""What becomes of an assessor's entries when they leave."""

from contextlib import suppress

from django.db import transaction

from allotment.fund.domain.moves import AssessmentState
from allotment.fund.models import Assignment
from allotment.fund.permissions import ASSESSORS
from allotment.fund.services import assessment, entries
from allotment.kernel.people.models import User


def pass_on(*, organisation: int, person: str, to: str = "") -> int:
    """Take entries not yet begun off somebody who assesses no more for a funder.

    Whoever takes over gets those that they may assess; the others wait to be given to somebody. What
    was declared and scored stays on record. Returns how many were taken off; again, and it is none.
    """
    leaver = User.objects.get(pk=person)
    if leaver.has_role(organisation, *ASSESSORS):
        return 0
    heir = User.objects.filter(pk=to, is_active=True).first() if to else None
    waiting = Assignment.objects.filter(
        assessor=leaver, state=AssessmentState.ASSIGNED, entry__call__funder=organisation
    ).select_related("entry__call__funder")
    count = 0
    for row in waiting:
        with transaction.atomic():
            assessment.unassign(assignment=row, by=None)
            if heir is not None:
                with suppress(assessment.AssessmentError, entries.SealedError):
                    assessment.assign(entry=row.entry, assessor=heir, by=None)
        count += 1
    return count
