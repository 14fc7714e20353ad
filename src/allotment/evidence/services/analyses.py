"""Begin an analysis, have its source read again, remove it."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language, gettext as _

from allotment.evidence.models import Analysis, Edition, Run
from allotment.evidence.queries.analyses import JOB, OVER, name_of_job
from allotment.fund.models import Call
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.files import services as files
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import enqueue
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User

UPLOAD = "evidence.upload"


class AnalysisError(RuleBrokenError):
    """Why this cannot be done with an analysis, in a sentence."""


class CallsError(AnalysisError):
    """These calls cannot be read together, or not yet."""

    field = "calls"


def begin_with_calls(
    *, owner: Organisation, calls: Sequence[Call], title: str, by: User
) -> tuple[Analysis, Job]:
    """Have the entries to these calls read. Raises CallsError for a call of another funder or
    before its deadline, and where no call is given."""
    if not calls or any(call.funder_id != owner.pk for call in calls):
        raise CallsError(noop("Choose calls of one funder."))
    if any(call.state not in OVER for call in calls):
        raise CallsError(noop("Entries are sealed until the deadline has passed."))
    with transaction.atomic():
        found = _begin(owner, Analysis.Source.CALLS, title, by)
        found.calls.set(calls)
        return found, read_again(analysis=found, by=by)


def begin_with_awards(
    *, owner: Organisation, query: str, title: str, by: User
) -> tuple[Analysis, Job]:
    """Have the awards read that the address of a filtered list leaves."""
    with transaction.atomic():
        found = _begin(owner, Analysis.Source.AWARDS, title, by, query=query)
        return found, read_again(analysis=found, by=by)


def begin_with_file(
    *, owner: Organisation, upload: "UploadedFile[Any]", title: str, by: User
) -> tuple[Analysis, Job]:
    """Keep a file of grants and have it read. Raises UnsafeFileError where it cannot be kept."""
    with transaction.atomic():
        stored = files.keep_for_reading(upload=upload, about_kind=UPLOAD, by=by)
        found = _begin(owner, Analysis.Source.FILE, title, by, file=stored)
        return found, read_again(analysis=found, by=by)


def _begin(owner: Organisation, source: str, title: str, by: User, **more: Any) -> Analysis:
    found = Analysis.objects.create(
        owner=owner, source=source, title=title[:200], made_by=by, **more
    )
    audit.record(
        kind="evidence.analysis_begun", by=by, on=found, chain=owner, facts={"source": source}
    )
    return found


def read_again(*, analysis: Analysis, by: User | None) -> Job:
    """Have the source read; while that is under way, that is given."""
    last = Run.objects.filter(analysis=analysis).order_by("-number").first()
    return enqueue(
        JOB, once=name_of_job(analysis), again=True, owner=by, analysis=analysis.key,
        number=last.number + 1 if last else 1, by=str(by.pk) if by else "",
        language=get_language(),
    )  # fmt: skip


def remove(*, analysis: Analysis, by: User) -> None:
    """Remove an analysis of which nothing was ever published, with its file and its pictures."""
    with transaction.atomic():
        held = Analysis.objects.select_for_update().get(pk=analysis.pk)
        if Edition.objects.filter(analysis=held).exists():
            raise AnalysisError(
                noop(
                    "Its report was published, so it cannot be removed. You can withdraw the report."
                )
            )
        stored = [each.stored for each in held.pictures.select_related("stored")]
        held.pictures.all().delete()
        audit.record(kind="evidence.analysis_removed", by=by, on=held, chain=held.owner)
        file = held.file
        held.delete()
        for each in [*stored, *([file] if file else [])]:
            files.remove(stored=each)


def rename(*, analysis: Analysis, title: str, foreword: str, seen: int, by: User) -> None:
    """Change the title and the foreword. Raises AnalysisError where a colleague was quicker."""
    with transaction.atomic():
        hold(analysis, seen=seen)
        Analysis.objects.filter(pk=analysis.pk).update(title=title[:200], foreword=foreword)
        noted(analysis, by=by, what="front")


def hold(analysis: Analysis, *, seen: int) -> Analysis:
    """Lock an analysis for a change to what somebody saw of it: its version grows by one."""
    held = Analysis.objects.select_for_update().get(pk=analysis.pk)
    if held.version != seen:
        raise AnalysisError(
            noop(
                "A colleague has changed this analysis since you opened it, or "
                "its source was read again. Check it, then make your change."
            )
        )
    held.version += 1
    held.save(update_fields=["version", "changed_at"])
    return held


def noted(analysis: Analysis, *, by: User, what: str) -> None:
    """One line in the audit for an edit."""
    audit.record(
        kind="evidence.analysis_edited", by=by, on=analysis, chain=analysis.owner,
        facts={"what": what},
    )  # fmt: skip


def title_for(calls: Sequence[Call]) -> str:
    """What an analysis of these calls is called until somebody names it."""
    if len(calls) == 1:
        return _("What the entries to “%(call)s” say") % {"call": calls[0].title[:150]}
    return _("What the entries to %(count)d calls say") % {"count": len(calls)}
