"""Reading a source takes from seconds to minutes: a job does it, in the process for long ones."""

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy

from allotment.evidence.models import Analysis
from allotment.evidence.queries.analyses import JOB
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.jobs.registry import Onward, job
from allotment.kernel.jobs.services import PermanentError
from allotment.kernel.people.models import User
from allotment.kernel.permissions import may


def _analysis(found: Any) -> Analysis | None:
    return Analysis.objects.select_related("owner").filter(key=found.payload["analysis"]).first()


def _reads(user: Any, found: Any) -> bool:
    analysis = _analysis(found)
    return analysis is not None and bool(may(user, "evidence.read", analysis))


def _after(found: Any) -> Onward:
    """The analysis, once its source has been read."""
    analysis = _analysis(found)
    if analysis is None:
        return Onward(_("This analysis has been removed."), [])
    link = (analysis.title, reverse("evidence:analysis", args=[analysis.key]))
    message = _("Everything has been read. Look at the figures, and choose the words.")
    return Onward(message if found.status == "done" else "", [link])


@job(
    JOB,
    title=gettext_lazy("Analysing entries or awards"),
    most_attempts=5,
    onward=_after,
    watched_by=_reads,
    is_long=True,
)
def read_source(
    progress: Any, *, analysis: str, number: int, by: str, language: str
) -> dict[str, int]:
    """Read the source of an analysis; nothing where it was removed meanwhile."""
    from allotment.evidence.services import running  # what it reads with takes seconds to load

    found = Analysis.objects.select_related("owner", "file").filter(key=analysis).first()
    if found is None:
        return {}
    person = User.objects.filter(pk=by).first() if by else None
    with translation.override(language):
        try:
            made = running.run(
                analysis=found, number=number, by=person, on_progress=progress.update
            )
        except RuleBrokenError as error:
            raise PermanentError(error.sentence.render(_)) from error
    return {"run": made.number, "rows": made.rows}
