"""The form editor: sections, questions, criteria, and trying them out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.domain.answers import Answer
from allotment.fund.domain.parsing import parse_answer
from allotment.fund.domain.questions import Kind
from allotment.fund.forms import editor as forms
from allotment.fund.forms.entrant import read_answers
from allotment.fund.models import Call, Criterion, Question, RemovedPart, Section
from allotment.fund.queries import calls as call_queries
from allotment.fund.queries import editor as queries
from allotment.fund.queries.entries import DraftItem
from allotment.fund.services import form as services
from allotment.fund.views.asking import ask_once
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed


def _page(request: HttpRequest, call: Call, form: Any, heading: str, **more: Any) -> HttpResponse:
    return render(
        request,
        "web/form.html",
        {
            "form": form,
            "heading": heading,
            "caption": call.title,
            "button": _("Save"),
            "back": reverse("fund:form", args=[call.key]),
            **more,
        },
    )


def _at(call: Call, what: str, key: str) -> HttpResponse:
    """Back to the form, at the part that was changed: it is a long page."""
    return redirect(reverse("fund:form", args=[call.key]) + f"#{what}-{key}")


def _what_was_removed(call: Call) -> str:
    """Where the form says what was removed and how to put it back."""
    return reverse("fund:form", args=[call.key]) + "#removed"


def _removing(
    request: HttpRequest, call: Call, remove: Callable[[], None], name: str, lead: str = ""
) -> HttpResponse:
    return ask_once(
        request,
        call,
        remove,
        heading=_("Remove “%(name)s”?") % {"name": name},
        lead=lead or _("You can put it back while the call is a draft."),
        button=_("Remove it"),
        done=_("It has been removed."),
        back=reverse("fund:form", args=[call.key]),
        then=lambda _made: _what_was_removed(call),
    )


@allowed("fund.change_form", fetch=queries.removed_part)
def put_back(request: HttpRequest, part: RemovedPart) -> HttpResponse:
    if request.method == "POST":
        try:
            made = services.put_back(part=part, by=person_of(request))
        except RuleBrokenError as error:
            messages.warning(request, error.sentence.render(_))
            return redirect(_what_was_removed(part.call))
        messages.success(request, _("It is back where it was."))
        return _at(part.call, type(made).__name__.lower(), made.key)
    return redirect("fund:form", key=part.call.key)


@allowed("fund.change_call", fetch=call_queries.inside)
def form(request: HttpRequest, call: Call) -> HttpResponse:
    """The whole form and the criteria, with everything that can be done to each part."""
    return render(
        request,
        "fund/manage/form.html",
        {
            "call": call,
            "form": call_queries.form_of(call),
            "criteria": list(call.criteria.all()),
            "needed": services.needed_questions(call),
            "removed": queries.removed_parts(call),
        },
    )


@allowed("fund.change_call", fetch=call_queries.inside)
def add_section(request: HttpRequest, call: Call) -> HttpResponse:
    given = forms.SectionForm(request.POST or None)
    if request.method == "POST" and given.is_valid():
        made = services.add_section(call=call, by=person_of(request), **given.cleaned_data)
        messages.success(request, _("The section has been added. Now add questions to it."))
        return _at(call, "section", made.key)
    return _page(request, call, given, _("Add a section"))


@allowed("fund.change_form", fetch=queries.section)
def section(request: HttpRequest, section: Section) -> HttpResponse:
    given = forms.SectionForm(
        request.POST or None, initial={"title": section.title, "intro": section.intro}
    )
    if request.method == "POST" and given.is_valid():
        services.change_section(section=section, by=person_of(request), **given.cleaned_data)
        messages.success(request, _("The section has been changed."))
        return _at(section.call, "section", section.key)
    return _page(request, section.call, given, _("Change the section"))


@allowed("fund.change_form", fetch=queries.section)
def remove_section(request: HttpRequest, section: Section) -> HttpResponse:
    return _removing(
        request,
        section.call,
        lambda: services.remove_section(section=section, by=person_of(request)),
        section.title,
        _("Its questions go with it. You can put it back while the call is a draft."),
    )


def _moved(request: HttpRequest, row: Section | Question | Criterion) -> HttpResponse:
    if request.method == "POST":
        services.move(row=row, by=person_of(request), up=request.POST.get("way") == "up")
    return _at(row.call, type(row).__name__.lower(), row.key)


@allowed("fund.change_form", fetch=queries.section)
def move_section(request: HttpRequest, section: Section) -> HttpResponse:
    return _moved(request, section)


@allowed("fund.change_form", fetch=queries.question)
def move_question(request: HttpRequest, question: Question) -> HttpResponse:
    return _moved(request, question)


@allowed("fund.change_form", fetch=queries.criterion)
def move_criterion(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    return _moved(request, criterion)


@allowed("fund.change_form", fetch=queries.section)
def add_question(request: HttpRequest, section: Section) -> HttpResponse:
    """First the kind, then the question."""
    kind = request.GET.get("kind", "")
    if kind not in set(Kind):
        return render(
            request,
            "fund/manage/kind.html",
            {"form": forms.KindForm(), "section": section, "call": section.call},
        )
    given = forms.QuestionForm(request.POST or None, kind=Kind(kind), initial={"required": True})
    if request.method == "POST" and given.is_valid():
        try:
            made = services.add_question(
                section=section, by=person_of(request), question=given.question()
            )
        except RuleBrokenError as error:
            given.add_error(None, error.sentence.render(_))
        else:
            messages.success(request, _("The question has been added."))
            return _at(section.call, "question", made.key)
    return _page(request, section.call, given, _("Add a question"))


@allowed("fund.change_form", fetch=queries.question)
def question(request: HttpRequest, question: Question) -> HttpResponse:
    asked = question.as_domain()
    given = forms.QuestionForm(
        request.POST or None, kind=asked.kind, initial=forms.question_initial(asked)
    )
    if request.method == "POST" and given.is_valid():
        try:
            services.change_question(
                row=question, by=person_of(request), question=given.question(question.key)
            )
        except RuleBrokenError as error:
            given.add_error(None, error.sentence.render(_))
        else:
            messages.success(request, _("The question has been changed."))
            return _at(question.call, "question", question.key)
    return _page(request, question.call, given, _("Change the question"))


@allowed("fund.change_form", fetch=queries.question)
def remove_question(request: HttpRequest, question: Question) -> HttpResponse:
    return _removing(
        request,
        question.call,
        lambda: services.remove_question(row=question, by=person_of(request)),
        question.text,
    )


@allowed("fund.see_call_inside", fetch=queries.section)
def preview(request: HttpRequest, section: Section) -> HttpResponse:
    """Try a section out as an entrant would; nothing is kept."""
    questions = [row.as_domain() for row in section.questions.order_by("position")]
    typed = read_answers(request.POST, questions) if request.method == "POST" else {}
    items = [
        DraftItem(q, parse_answer(q, typed[q.key]) if q.key in typed else Answer("", None), 0)
        for q in questions
    ]
    return render(
        request,
        "fund/manage/preview.html",
        {
            "call": section.call,
            "here": section,
            "items": items,
            "pressed": request.method == "POST",
            "problems": [p.sentence.render(_) for item in items for p in item.answer.problems],
        },
    )


@allowed("fund.change_call", fetch=call_queries.inside)
def add_criterion(request: HttpRequest, call: Call) -> HttpResponse:
    given = forms.CriterionForm(request.POST or None, initial={"weight": 1})
    if request.method == "POST" and given.is_valid():
        made = services.add_criterion(call=call, by=person_of(request), **given.cleaned_data)
        messages.success(request, _("The criterion has been added."))
        return _at(call, "criterion", made.key)
    return _page(request, call, given, _("Add a criterion"))


@allowed("fund.change_form", fetch=queries.criterion)
def criterion(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    given = forms.CriterionForm(
        request.POST or None,
        initial={
            "name": criterion.name,
            "asks": criterion.asks,
            "weight": criterion.weight,
            "descriptors": "\n".join(criterion.descriptors),
        },
    )
    if request.method == "POST" and given.is_valid():
        services.change_criterion(row=criterion, by=person_of(request), **given.cleaned_data)
        messages.success(request, _("The criterion has been changed."))
        return _at(criterion.call, "criterion", criterion.key)
    return _page(request, criterion.call, given, _("Change the criterion"))


@allowed("fund.change_form", fetch=queries.criterion)
def remove_criterion(request: HttpRequest, criterion: Criterion) -> HttpResponse:
    return _removing(
        request,
        criterion.call,
        lambda: services.remove_criterion(row=criterion, by=person_of(request)),
        criterion.name,
    )
