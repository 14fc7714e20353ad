"""Published reports: lists of them, and one."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from allotment.evidence.domain.packing import report as unpacked
from allotment.evidence.domain.report import Points, Report
from allotment.evidence.models import Edition
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked

REPORTS = {
    "published": ("published_on",),
    "title": ("title",),
    "funder": ("analysis__owner__name",),
}


@dataclass(frozen=True, slots=True)
class Published:
    """An edition with what it shows."""

    edition: Edition
    report: Report
    newest: int


def standing() -> QuerySet[Edition]:
    """The edition of each report that is shown: the highest number that was not taken back."""
    mine = Edition.objects.filter(analysis=OuterRef("analysis"), taken_back_at=None)
    newest = mine.order_by("-number").values("number")[:1]
    return (
        Edition.objects.filter(taken_back_at=None, number=Subquery(newest))
        .select_related("analysis", "analysis__owner")
        .defer("document")
    )


@dataclass(frozen=True, slots=True)
class Learned:
    """What a report says, in brief: the first of its key findings."""

    edition: Edition
    findings: tuple[str, ...]


def learned(most: int) -> list[Learned]:
    """The newest reports in brief. One statement."""
    newest = standing().defer(None).order_by("-published_on", "-pk")[:most]
    return [_brief(each, unpacked(bytes(each.document))) for each in newest]


def _brief(edition: Edition, report: Report) -> Learned:
    blocks = (each for part in report.sections if part.key == "findings" for each in part.blocks)
    points = next((each.items for each in blocks if isinstance(each, Points)), ())
    return Learned(edition, points[:4])


def listed(asked: Asked) -> Rows[Edition, Edition]:
    """Published reports. Up to three statements a page."""
    found = standing()
    if asked["text"]:
        found = found.filter(
            Q(title__icontains=asked["text"]) | Q(analysis__owner__name__icontains=asked["text"])
        )
    return Rows(found, asked, REPORTS, list, key="pk")


def shown(_user: Any, key: str) -> Published:
    """The report that stands now, or else the last that was taken back. Raises Edition.DoesNotExist."""
    found = editions_of(key)
    if not found:
        raise Edition.DoesNotExist
    standing = next((each for each in found if each.taken_back_at is None), found[0])
    return Published(standing, unpacked(bytes(standing.document)), standing.number)


def one(_user: Any, key: str, number: int) -> Published:
    """An edition by its number. Raises Edition.DoesNotExist. Two statements."""
    found = _of(key).get(number=number)
    newest = Edition.objects.filter(analysis=found.analysis_id, taken_back_at=None)
    latest = newest.order_by("-number").values_list("number", flat=True).first()
    return Published(found, unpacked(bytes(found.document)), latest or found.number)


def editions_of(key: str) -> list[Edition]:
    """Every edition of a report, newest first. One statement."""
    return list(_of(key).defer("document").order_by("-number"))


def _of(key: str) -> QuerySet[Edition]:
    return Edition.objects.filter(analysis__key=key).select_related("analysis", "analysis__owner")
