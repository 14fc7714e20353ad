"""Analyses: lists of them, one, and what its newest run found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from allotment.evidence.models import Analysis, Edition, Picture, Review, Run
from allotment.evidence.permissions import MANAGERS, READERS
from allotment.fund.models import Call
from allotment.fund.queries.visible import EXTENDED
from allotment.kernel.jobs import queries as job_queries
from allotment.kernel.jobs.models import Job
from allotment.kernel.organisations.models import Membership, Organisation
from allotment.kernel.people.models import User
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked

JOB = "evidence.run"

OVER = ("closed", "deciding", "decided")
"""States of a call whose deadline has passed, so that its entries may be read."""

ANALYSES = {
    "changed": ("changed_at",),
    "title": ("title",),
    "funder": ("owner__name",),
    "source": ("source",),
}


@dataclass(frozen=True, slots=True)
class ListedAnalysis:
    """An analysis as its list shows it; `edition` is the newest one that stands, or None."""

    analysis: Analysis
    rows: int | None
    edition: int | None


def visible_to(user: Any) -> QuerySet[Analysis]:
    """Those of the funders for whom the person works, but for calls whose entries are sealed again."""
    analyses = Analysis.objects.select_related("owner").exclude(calls__in=EXTENDED)
    if not isinstance(user, User):
        return analyses.none()
    return analyses.filter(owner_id__in=user.organisations_with(*READERS))


def by_call(user: User, keys: Sequence[str]) -> dict[str, list[Analysis]]:
    """The analyses of each of these calls that the person may read, by its key. One statement."""
    found: dict[str, list[Analysis]] = {}
    read = visible_to(user).filter(calls__key__in=keys).annotate(of_call=F("calls__key"))
    for analysis in read.order_by("pk"):
        found.setdefault(analysis.of_call, []).append(analysis)
    return found


def listed(user: User, asked: Asked) -> Rows[Analysis, ListedAnalysis]:
    """The analyses that the person may read. Up to three statements a page."""
    runs = Run.objects.filter(analysis=OuterRef("pk")).order_by("-number")
    editions = Edition.objects.filter(analysis=OuterRef("pk"), taken_back_at=None)
    found = visible_to(user).annotate(
        rows_read=Subquery(runs.values("rows")[:1]),
        standing=Subquery(editions.order_by("-number").values("number")[:1]),
    )
    if asked["text"]:
        found = found.filter(title__icontains=asked["text"])
    if asked["source"]:
        found = found.filter(source=asked["source"])
    return Rows(
        found,
        asked,
        ANALYSES,
        lambda some: [ListedAnalysis(each, each.rows_read, each.standing) for each in some],
    )


def one(user: Any, key: str) -> Analysis:
    """An analysis that the person may read. Raises Analysis.DoesNotExist."""
    return visible_to(user).get(key=key)


def run_of(analysis: Analysis) -> Run | None:
    """The newest run, without what it found, which is read when it is asked for. One statement."""
    runs = Run.objects.filter(analysis=analysis).defer("summary", "lines")
    return runs.order_by("-number").first()


def runs_of(analysis: Analysis) -> list[Run]:
    """Every run, newest first, without what it found. One statement."""
    runs = Run.objects.filter(analysis=analysis).defer("summary", "lines")
    return list(runs.select_related("made_by").order_by("-number"))


def last_job(analysis: Analysis) -> Job | None:
    """The newest job that reads its source, under way or ended. One statement."""
    return job_queries.named(name_of_job(analysis))


def name_of_job(analysis: Analysis) -> str:
    """What the job is known by: there is one at a time."""
    return f"{JOB}:{analysis.key}"


def funders_of(user: User) -> list[Organisation]:
    """The funders for which the person may have something analysed. One statement."""
    managed = Organisation.objects.filter(pk__in=user.organisations_with(*MANAGERS))
    return list(managed.order_by("name"))


def calls_to_read(user: User) -> QuerySet[Call]:
    """The calls of those funders that are past their deadline, newest first."""
    found = Call.objects.filter(funder_id__in=user.organisations_with(*MANAGERS), state__in=OVER)
    return found.select_related("funder").order_by("-closes_at", "pk")


def colleagues(analysis: Analysis, but: User) -> list[User]:
    """Those who could look at it, by name. One statement."""
    working = Membership.objects.filter(
        organisation=analysis.owner_id, role__in=READERS, ended_at=None
    )
    people = User.objects.filter(pk__in=working.values("person"), erased_at=None, is_active=True)
    return list(people.exclude(pk=but.pk).order_by("name", "pk"))


def reviews_of(analysis: Analysis) -> list[Review]:
    """Every review, newest first. One statement."""
    found = Review.objects.filter(analysis=analysis).select_related("reviewer", "asked_by")
    return list(found.order_by("-asked_at", "-pk"))


def reviews_waiting_for(user: User) -> list[Review]:
    """The reviews that the person was asked for, still may give, and has not given. One statement."""
    found = Review.objects.filter(
        reviewer=user, answered_at=None, analysis__owner__in=user.organisations_with(*READERS)
    )
    return list(found.select_related("analysis").order_by("asked_at", "pk"))


def review_asked_of(user: Any, key: str) -> Review:
    """The review that the person was asked for and has not answered. Raises Review.DoesNotExist."""
    analysis = one(user, key)
    found = Review.objects.select_related("analysis", "analysis__owner", "asked_by")
    return found.get(analysis=analysis, reviewer=user, answered_at=None)


def picture(user: Any, key: str, number: int) -> Picture:
    """A picture of an analysis. Raises Picture.DoesNotExist."""
    found = Picture.objects.select_related("analysis", "analysis__owner", "stored")
    return found.get(analysis=one(user, key), pk=number)


def pictures_of(analysis: Analysis) -> list[Picture]:
    """Its pictures in their order. One statement."""
    return list(
        Picture.objects.filter(analysis=analysis).select_related("stored").order_by("place")
    )


def edition(user: Any, key: str, number: int) -> Edition:
    """An edition, for those who may read its analysis. Raises Edition.DoesNotExist."""
    found = Edition.objects.select_related("analysis", "analysis__owner").defer("document")
    return found.get(analysis=one(user, key), number=number)


def last_edition(analysis: Analysis) -> int:
    """The number of the edition made last; 0: none. One statement."""
    last = Edition.objects.filter(analysis=analysis).aggregate(last=Max("number"))["last"]
    return int(last or 0)
