"""What assessors see and do."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from allotment.fund.domain.moves import AssessmentState
from allotment.fund.domain.ranking import BadScoreError
from allotment.fund.forms.assessor import DeclareForm, StepBackForm, read_scores
from allotment.fund.models import Assignment
from allotment.fund.queries import (
    assessment as queries,
    entries as entry_queries,
    lists as list_queries,
)
from allotment.fund.queries.todo import unscored_of
from allotment.fund.services import assessment as services, looking
from allotment.fund.views.lists import entries as lists
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage, ListPage


@allowed("people.own_account")
def work(request: HttpRequest) -> ListPage[Assignment]:
    """Everything the person has been given to score."""
    table = lists.work()
    return ListPage(
        table=table,
        rows=partial(list_queries.work_of, person_of(request)),
        template="fund/assess/work.html",
        context=lambda _found: {"done": bool(table.asked(request)["done"])},
    )


@allowed("fund.assess", fetch=queries.assignment)
def assess(request: HttpRequest, assignment: Assignment) -> FormPage | HttpResponse:
    """Declare first; then read and score; then see what others gave."""
    if assignment.state == AssessmentState.ASSIGNED:
        return _declare(request, assignment)
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            if "submit" not in request.POST:
                services.save_scores(**_typed(request, assignment))
            else:
                services.save_and_submit(**_typed(request, assignment))
                messages.success(request, _("Your scores have been submitted."))
                return redirect("fund:assess", key=assignment.key)
        except (BadScoreError, services.SheetNotReadyError) as error:
            problems = [(key, sentence.render(_)) for key, sentence in error.problems]
        else:
            messages.success(
                request, _("Your scores have been saved. Submit them when you are ready.")
            )
            return redirect("fund:work")
    submission = entry_queries.latest(assignment.entry)
    assert submission is not None
    looking.looked_at(entry=assignment.entry, by=person_of(request), kind=looking.SHEET)
    return render(
        request,
        "fund/assess/score.html",
        {
            "assignment": assignment,
            "entry": assignment.entry,
            "shown": entry_queries.shown(
                assignment.entry.call, assignment.entry, entry_queries.sent_answers(submission)
            ),
            "criteria": list(assignment.entry.call.criteria.all()),
            "scores": queries.own_scores(assignment),
            "others": queries.others_scores(assignment),
            "following": _next_after(request, assignment),
            "problems": problems,
            "problem_at": dict(problems),
            "has_errors": bool(problems),
        },
    )


def _next_after(request: HttpRequest, assignment: Assignment) -> str:
    """The key of the next sheet that waits for the person, once this one is submitted."""
    if assignment.state != AssessmentState.SUBMITTED:
        return ""
    return next((each.key for each in unscored_of(person_of(request))), "")


def _declare(request: HttpRequest, assignment: Assignment) -> FormPage:
    def act(form: DeclareForm) -> str:
        conflict = form.cleaned_data["what"] if form.cleaned_data["conflict"] == "yes" else ""
        services.declare(assignment=assignment, by=person_of(request), conflict=conflict)
        return str(conflict)

    return FormPage(
        form=DeclareForm,
        act=act,
        done=lambda conflict: _stepped_back() if conflict else "",
        then=lambda conflict: reverse("fund:work") if conflict else request.path,
        template="fund/assess/declare.html",
        context={"entry": assignment.entry, "who": queries.who_enters(assignment.entry)},
    )


def _stepped_back() -> str:
    return _("Your conflict of interest has been recorded. Somebody else will score this entry.")


@allowed("fund.assess", fetch=queries.own_sheet)
def step_back(request: HttpRequest, assignment: Assignment) -> FormPage | HttpResponse:
    """A conflict of interest found after declaring none. Sent again, it says the same."""
    if assignment.state == AssessmentState.STEPPED_BACK:
        messages.success(request, _stepped_back())
        return redirect("fund:work")
    if assignment.state == AssessmentState.ASSIGNED:
        return redirect("fund:assess", key=assignment.key)
    return FormPage(
        form=StepBackForm,
        act=lambda form: services.declare(
            assignment=assignment, by=person_of(request), conflict=form.cleaned_data["what"]
        ),
        done=_stepped_back(),
        then=reverse("fund:work"),
        template="fund/assess/step_back.html",
        context={"assignment": assignment},
    )


def _typed(request: HttpRequest, assignment: Assignment) -> dict[str, Any]:
    criteria = list(assignment.entry.call.criteria.all())
    return {
        "assignment": assignment,
        "by": person_of(request),
        "given": read_scores(request.POST, criteria),
        "comment": request.POST.get("comment"),
    }


@allowed("fund.assess", fetch=queries.assignment)
def autosave(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    """Keep scores as they are typed."""
    if request.method != "POST":
        raise Http404
    try:
        services.save_scores(**_typed(request, assignment))
    except RuleBrokenError as error:
        return render(request, "fund/assess/autosaved.html", {"problem": error.sentence.render(_)})
    return render(request, "fund/assess/autosaved.html", {"at": timezone.now()})
