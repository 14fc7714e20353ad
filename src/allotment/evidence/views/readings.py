"""The entries to read: the computed ten, or those that a person chose."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allotment.evidence.forms.editing import seen_in
from allotment.evidence.models import Analysis
from allotment.evidence.queries import analyses as queries, composed as composing
from allotment.evidence.services import editing
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button

MOST_FOUND = 25


@allowed("evidence.edit", fetch=queries.one)
def readings(request: HttpRequest, analysis: Analysis) -> HttpResponse | Button:
    """Take one out, put one in by a search among what is public, or go back to the computed ten."""
    found = composing.composed(analysis)
    if found is None:
        return redirect("evidence:analysis", key=analysis.key)
    if request.method == "POST":
        chosen = _chosen(request, [each.key for each in found.readings])
        return Button(
            act=lambda: editing.choose(
                analysis=analysis, rows=chosen, seen=seen_in(request.POST), by=person_of(request)
            ),
            done=_("Saved."),
            back=request.path,
        )
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
