"""The entries to read: the computed ten, or those that a person chose."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allotment.evidence.forms.editing import SeenForm
from allotment.evidence.models import Analysis
from allotment.evidence.queries import analyses as queries
from allotment.evidence.queries import composed as composing
from allotment.evidence.services import editing
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed

MOST_FOUND = 25


@allowed("evidence.edit", fetch=queries.one)
def readings(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Take one out, put one in by a search among what is public, or go back to the computed ten."""
    found = composing.composed(analysis)
    if found is None:
        return redirect("evidence:analysis", key=analysis.key)
    if request.method == "POST":
        form = SeenForm(request.POST)
        if form.is_valid():
            chosen = _chosen(request, [each.key for each in found.readings])
            try:
                editing.choose(
                    analysis=analysis, rows=chosen, seen=form.cleaned_data["seen"],
                    by=person_of(request),
                )  # fmt: skip
                messages.success(request, _("Saved."))
            except RuleBrokenError as error:
                messages.warning(request, error.sentence.render(_))
        return redirect("evidence:readings", key=analysis.key)
    words = request.GET.get("text", "").strip()[:100]
    context = {
        "analysis": analysis,
        "readings": found.readings,
        "are_chosen": found.readings_are_chosen,
        "words": words,
        "others": composing.public_rows(found, words, MOST_FOUND) if words else [],
    }
    return render(request, "evidence/readings.html", context)


def _chosen(request: HttpRequest, now: list[str]) -> list[str]:
    if "computed" in request.POST:
        return []
    out, into = request.POST.get("out", ""), request.POST.get("into", "")
    kept = [key for key in now if key != out]
    return [*kept, into] if into and into not in kept else kept
