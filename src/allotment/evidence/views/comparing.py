"""Two analyses side by side: two calls, two funders, one call beside the whole register."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from allotment.evidence.models import Analysis
from allotment.evidence.queries import analyses as queries, composed as composing
from allotment.evidence.views.blocks import drawn
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed

MOST = 200


@allowed("evidence.read", fetch=queries.one)
def choose(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Which other analysis stands beside it."""
    user = person_of(request)
    others = queries.visible_to(user).exclude(pk=analysis.pk).order_by("title", "pk")[:MOST]
    readable = [each for each in others if may(user, "evidence.read", each)]
    chosen = request.GET.get("other", "")
    if any(each.key == chosen for each in readable):
        return redirect("evidence:beside", key=analysis.key, other=chosen)
    context = {
        "analysis": analysis,
        "others": readable,
        "may_begin": bool(may(user, "evidence.analyse")),
    }
    return render(request, "evidence/choose_other.html", context)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two analyses, of which the first is the one asked about."""

    analysis: Analysis
    other: Analysis


def _pair(user: Any, key: str, other: str) -> Pair:
    """Raises Analysis.DoesNotExist where the person may not read both."""
    found = Pair(queries.one(user, key), queries.one(user, other))
    if not may(user, "evidence.read", found.other):
        raise Analysis.DoesNotExist
    return found


@allowed("evidence.read", fetch=_pair)
def beside(request: HttpRequest, pair: Pair) -> HttpResponse:
    """The same sections of both, in two columns."""
    both = [composing.composed(each) for each in (pair.analysis, pair.other)]
    one, other = both
    if one is None or other is None:
        return redirect("evidence:compare", key=pair.analysis.key)
    sections = {each.key: each for each in other.report.sections}
    context = {
        "analysis": pair.analysis,
        "one": one.report,
        "other": other.report,
        "rows": [(each, sections.get(each.key)) for each in one.report.sections],
        "drawn": drawn,
        "picture": lambda file: reverse("files:download", args=[file]),
    }
    return render(request, "evidence/beside.html", context)
