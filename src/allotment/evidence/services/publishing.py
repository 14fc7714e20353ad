"""A colleague's review; publishing a report, and taking it back."""

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from allotment.evidence.domain.packing import as_json, digest, packed
from allotment.evidence.domain.report import Report
from allotment.evidence.models import Analysis, Edition, Review, Run
from allotment.evidence.permissions import READERS
from allotment.evidence.services.analyses import AnalysisError, hold
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.guards.rows import writing
from allotment.kernel.jobs.services import announce
from allotment.kernel.notify.services import send_message
from allotment.kernel.people.models import User
from allotment.kernel.search.services import refresh

KIND = "evidence.report"


def ask_for_review(*, analysis: Analysis, reviewer: User, note: str, by: User) -> Review:
    """Ask a colleague to look; asked again before they answered, the note is the new one. Raises
    AnalysisError for somebody who could not read it, and for oneself."""
    if reviewer.pk == by.pk or not reviewer.has_role(analysis.owner_id, *READERS):
        raise AnalysisError(noop("Choose a colleague who works for this funder."))
    with transaction.atomic():
        review, _made = Review.objects.update_or_create(
            analysis=analysis, reviewer=reviewer, answered_at=None,
            defaults={"note": note, "asked_by": by, "asked_at": timezone.now()},
        )  # fmt: skip
        audit.record(kind="evidence.review_asked", by=by, on=analysis, chain=analysis.owner)
        send_message(
            reviewer,
            kind="evidence.review_asked",
            subject=_("You are asked to look at a report"),
            body="\n\n".join(part for part in (analysis.title, note) if part),
            link=reverse("evidence:review", args=[analysis.key]),
        )
        return review


def answer_review(*, review: Review, verdict: str, comment: str, seen: int, by: User) -> None:
    """Say what one found of the version that one saw. Raises AnalysisError where it was said."""
    with transaction.atomic():
        taken = Review.objects.filter(pk=review.pk, answered_at=None).update(
            verdict=verdict, comment=comment, seen_version=seen, answered_at=timezone.now()
        )
        if not taken:
            raise AnalysisError(noop("You have already answered this."))
        audit.record(
            kind="evidence.review_given", by=by, on=review.analysis, chain=review.analysis.owner,
            facts={"verdict": verdict},
        )  # fmt: skip
        if review.asked_by is not None:
            send_message(
                review.asked_by,
                kind="evidence.review_given",
                subject=_("A colleague has looked at a report"),
                body="\n\n".join(part for part in (review.analysis.title, comment) if part),
                link=reverse("evidence:review", args=[review.analysis.key]),
            )


def publish(
    *,
    analysis: Analysis,
    run: Run,
    report: Report,
    licence: str,
    on: dt.date,
    changes: str,
    seen: int,
    by: User,
) -> Edition:
    """Publish a report as the next edition. Raises AnalysisError where a colleague has changed it
    meanwhile, the day is to come, or a second edition does not say what changed."""
    if on > timezone.localdate():
        raise AnalysisError(noop("The publication date cannot be in the future."))
    with transaction.atomic(), writing("evidence"):
        hold(analysis, seen=seen)
        last = Edition.objects.filter(analysis=analysis).aggregate(last=Max("number"))["last"]
        if last and not changes.strip():
            raise AnalysisError(noop("Say what has changed since the last edition."))
        written = as_json(report)
        made = Edition.objects.create(
            analysis=analysis, run=run, number=(last or 0) + 1, title=report.title,
            language=get_language() or "en", licence=licence, changes=changes if last else "",
            document=packed(written), digest=digest(written), published_on=on,
            published_at=timezone.now(), published_by=by,
        )  # fmt: skip
        audit.record(
            kind="evidence.report_published", by=by, on=analysis, chain=analysis.owner,
            facts={"edition": made.number, "digest": made.digest},
        )  # fmt: skip
        announce("evidence.report_published", analysis=analysis.key, edition=made.number)
        refresh(KIND, [analysis.key])
        return made


def take_back(*, edition: Edition, because: str, by: User) -> None:
    """Take an edition back; its page says why. The one before it is shown again."""
    with transaction.atomic(), writing("evidence"):
        taken = Edition.objects.filter(pk=edition.pk, taken_back_at=None).update(
            taken_back_at=timezone.now(), taken_back_because=because
        )
        if not taken:
            raise AnalysisError(noop("This edition has already been withdrawn."))
        audit.record(
            kind="evidence.report_taken_back", by=by, on=edition.analysis,
            chain=edition.analysis.owner, why=because, facts={"edition": edition.number},
        )  # fmt: skip
        refresh(KIND, [edition.analysis.key])
