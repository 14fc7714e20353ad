"""Files that were taken out of a draft and can be put back."""

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet

from allotment.fund.models import Entry, RemovedFile

#: Once the entry was sent without it, a file is out of it for good.
_SINCE_IT_WAS_SENT = Q(entry__submitted_at=None) | Q(removed_at__gt=F("entry__submitted_at"))


def removed_from(entry: Entry) -> QuerySet[RemovedFile]:
    """The files that can be put back, oldest first."""
    found = RemovedFile.objects.filter(_SINCE_IT_WAS_SENT, entry=entry)
    return found.select_related("stored").order_by("removed_at", "pk")


def by_question(entry: Entry, questions: Sequence[str]) -> dict[str, list[RemovedFile]]:
    """The files that can be put back to each of these questions. One statement; none for none."""
    found: dict[str, list[RemovedFile]] = {key: [] for key in questions}
    if questions:
        for row in removed_from(entry).filter(question__in=questions):
            found[row.question].append(row)
    return found
