"""Reads of awards and of what applicants were told."""

from allotment.fund.models import Award, Entry, Letter
from allotment.fund.queries.entries import own
from allotment.fund.queries.visible import Viewer


def one(user: Viewer, key: str, award: str) -> Award:
    """An award of an entry that the person writes. Raises ObjectDoesNotExist."""
    return Award.objects.select_related(
        "entry", "entry__call", "entry__call__funder", "decision"
    ).get(entry=own(user, key), key=award)


def standing_of(entry: Entry) -> Award | None:
    """The offer that stands, or the accepted award."""
    return entry.awards.filter(state__in=[Award.State.OFFERED, Award.State.ACCEPTED]).first()


def told(entry: Entry) -> list[Letter]:
    """The letters about an entry's decisions, newest first."""
    return list(Letter.objects.filter(entry=entry).order_by("-sent_at"))
