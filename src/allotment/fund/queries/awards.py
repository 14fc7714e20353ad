"""Reads of awards and of what applicants were told."""

from collections.abc import Sequence

from allotment.fund.models import Award, Entry, Letter
from allotment.fund.queries.entries import own
from allotment.fund.queries.visible import Viewer
from allotment.register.models import Award as Published


def one(user: Viewer, key: str, award: str) -> Award:
    """An award of an entry that the person writes. Raises ObjectDoesNotExist."""
    return Award.objects.select_related(
        "entry", "entry__call", "entry__call__funder", "decision"
    ).get(entry=own(user, key), key=award)


def standing_of(entry: Entry) -> Award | None:
    """The offer that stands, or the award that was accepted or turned down last."""
    answered = [Award.State.OFFERED, Award.State.ACCEPTED, Award.State.TURNED_DOWN]
    return entry.awards.filter(state__in=answered).order_by("-pk").first()


def in_register(keys: Sequence[str]) -> dict[str, str]:
    """The key in the register of each award that has been published there. One statement."""
    rows = Published.objects.filter(own_key__in=keys, status=Published.Status.PUBLISHED)
    return {str(own): key for own, key in rows.values_list("own_key", "key")}


def letters_about(entry: Entry) -> list[Letter]:
    """The letters about an entry's decisions, newest first."""
    return list(Letter.objects.filter(entry=entry).order_by("-sent_at"))
