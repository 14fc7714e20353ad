"""The form editor: sections, questions, criteria, and trying them out."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.domain.answers import Answer
from allotment.fund.domain.parsing import parse_answer
from allotment.fund.domain.questions import Kind
from allotment.fund.forms import editor as forms
from allotment.fund.forms.entrant import read_answers
from allotment.fund.models import Call, Criterion, Question, RemovedPart, Section
from allotment.fund.queries import calls as call_queries, editor as queries
from allotment.fund.queries.entries import DraftItem
from allotment.fund.services import form as services
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button, FormPage

Part = Section | Question | Criterion


def _at(part: Part) -> str:
    """The form, at the part that was changed: it is a long page."""
    return f"{_form_of(part.call)}#{type(part).__name__.lower()}-{part.key}"


def _form_of(call: Call) -> str:
    return reverse("fund:form", args=[call.key])


def _what_was_removed(call: Call) -> str:
    """Where the form says what was removed and how to put it back."""
    return _form_of(call) + "#removed"


def _removing(part: Part, remove: Callable[[], None], name: str, lead: str = "") -> FormPage:
    return FormPage(
        act=lambda _form: remove(),
        done=_("It has been removed."),
        then=_what_was_removed(part.call),
        heading=_("Remove “%(name)s”?") % {"name": name},
        caption=part.call.title,
        lead=lead or _("You can put it back while the call is a draft."),
        button=_("Remove it"),
        back=_form_of(part.call),
    )


@allowed("fund.change_form", fetch=queries.removed_part)
def put_back(request: HttpRequest, part: RemovedPart) -> Button:
    return Button(
        act=lambda: services.put_back(part=part, by=person_of(request)),
        done=_("It is back where it was."),
        then=_at,
        back=_what_was_removed(part.call),
    )


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
def add_section(request: HttpRequest, call: Call) -> FormPage:
    return FormPage(
        form=forms.SectionForm,
        act=lambda given: services.add_section(
            call=call, by=person_of(request), **given.cleaned_data
        ),
        done=_("The section has been added. Now add questions to it."),
        then=_at,
        heading=_("Add a section"),
        caption=call.title,
        button=_("Save"),
        back=_form_of(call),
    )


@allowed("fund.change_form", fetch=queries.section)
def section(request: HttpRequest, section: Section) -> FormPage:
    return FormPage(
        form=forms.SectionForm,
        initial={"title": section.title, "intro": section.intro},
        is_shared=True,
        act=lambda given: services.change_section(
            section=section, by=person_of(request), **given.cleaned_data
        ),
        done=_("The section has been changed."),
        then=_at(section),
        heading=_("Change the section"),
        caption=section.call.title,
        button=_("Save"),
        back=_form_of(section.call),
    )


@allowed("fund.change_form", fetch=queries.section)
def remove_section(request: HttpRequest, section: Section) -> FormPage:
    return _removing(
        section,
        lambda: services.remove_section(section=section, by=person_of(request)),
        section.title,
        _("Its questions go with it. You can put it back while the call is a draft."),
    )


def _moved(request: HttpRequest, part: Part) -> Button:
    is_up = request.POST.get("way") == "up"
    return Button(
        act=lambda: services.move(row=part, by=person_of(request), up=is_up), back=_at(part)
    )


@allowed("fund.change_form", fetch=queries.section)
def move_section(request: HttpRequest, section: Section) -> Button:
    return _moved(request, section)


@allowed("fund.change_form", fetch=queries.question)
def move_question(request: HttpRequest, question: Question) -> Button:
    return _moved(request, question)


@allowed("fund.change_form", fetch=queries.criterion)
def move_criterion(request: HttpRequest, criterion: Criterion) -> Button:
    return _moved(request, criterion)


@allowed("fund.change_form", fetch=queries.section)
def add_question(request: HttpRequest, section: Section) -> FormPage | HttpResponse:
    """First the kind, then the question."""
    kind = request.GET.get("kind", "")
    if kind not in set(Kind):
        return render(
            request,
            "fund/manage/kind.html",
            {"form": forms.KindForm(), "section": section, "call": section.call},
        )
    return FormPage(
        form=partial(forms.QuestionForm, kind=Kind(kind)),
        initial={"required": True},
        act=lambda given: services.add_question(
            section=section, by=person_of(request), question=given.question()
        ),
        done=_("The question has been added."),
        then=_at,
        heading=_("Add a question"),
        caption=section.call.title,
        button=_("Save"),
        back=_form_of(section.call),
    )


@allowed("fund.change_form", fetch=queries.question)
def question(request: HttpRequest, question: Question) -> FormPage:
    asked = question.as_domain()
    return FormPage(
        form=partial(forms.QuestionForm, kind=asked.kind),
        initial=forms.question_initial(asked),
        is_shared=True,
        act=lambda given: services.change_question(
            row=question, by=person_of(request), question=given.question(question.key)
        ),
        done=_("The question has been changed."),
        then=_at(question),
        heading=_("Change the question"),
        caption=question.call.title,
        button=_("Save"),
        back=_form_of(question.call),
    )


@allowed("fund.change_form", fetch=queries.question)
def remove_question(request: HttpRequest, question: Question) -> FormPage:
    return _removing(
        question,
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
            "may_change": bool(may(request.user, "fund.change_call", section.call)),
            "here": section,
            "items": items,
            "pressed": request.method == "POST",
            "problems": [p.sentence.render(_) for item in items for p in item.answer.problems],
        },
    )


@allowed("fund.change_call", fetch=call_queries.inside)
def add_criterion(request: HttpRequest, call: Call) -> FormPage:
    return FormPage(
        form=forms.CriterionForm,
        initial={"weight": 1},
        act=lambda given: services.add_criterion(
            call=call, by=person_of(request), **given.cleaned_data
        ),
        done=_("The criterion has been added."),
        then=_at,
        heading=_("Add a criterion"),
        caption=call.title,
        button=_("Save"),
        back=_form_of(call),
    )


@allowed("fund.change_form", fetch=queries.criterion)
def criterion(request: HttpRequest, criterion: Criterion) -> FormPage:
    return FormPage(
        form=forms.CriterionForm,
        initial={
            "name": criterion.name,
            "asks": criterion.asks,
            "weight": criterion.weight,
            "descriptors": "\n".join(criterion.descriptors),
        },
        is_shared=True,
        act=lambda given: services.change_criterion(
            row=criterion, by=person_of(request), **given.cleaned_data
        ),
        done=_("The criterion has been changed."),
        then=_at(criterion),
        heading=_("Change the criterion"),
        caption=criterion.call.title,
        button=_("Save"),
        back=_form_of(criterion.call),
    )


@allowed("fund.change_form", fetch=queries.criterion)
def remove_criterion(request: HttpRequest, criterion: Criterion) -> FormPage:
    return _removing(
        criterion,
        lambda: services.remove_criterion(row=criterion, by=person_of(request)),
        criterion.name,
    )
