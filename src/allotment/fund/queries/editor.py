"""Reads for the form editor: parts of a call of a funder for whom the person works."""

from allotment.fund.models import Call, Criterion, Question, RemovedPart, Section
from allotment.fund.queries.calls import inside
from allotment.fund.queries.visible import Viewer


def section(user: Viewer, key: str, section: str) -> Section:
    """Raises ObjectDoesNotExist, as all here do."""
    return Section.objects.select_related("call", "call__funder").get(
        call=inside(user, key), key=section
    )


def question(user: Viewer, key: str, question: str) -> Question:
    return Question.objects.select_related("call", "call__funder", "section").get(
        call=inside(user, key), key=question
    )


def criterion(user: Viewer, key: str, criterion: str) -> Criterion:
    return Criterion.objects.select_related("call", "call__funder").get(
        call=inside(user, key), key=criterion
    )


def removed_part(user: Viewer, key: str, part: str) -> RemovedPart:
    return RemovedPart.objects.select_related("call", "call__funder").get(
        call=inside(user, key), key=part
    )


def removed_parts(call: Call, *, most: int = 10) -> list[RemovedPart]:
    """What was taken out of a form last, newest first. One statement."""
    return list(call.removed_parts.order_by("-pk")[:most])
