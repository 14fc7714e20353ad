"""What fund managers see and do with a call, from its making to the closed decisions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.domain.templates import template as template_of
from allotment.fund.forms import manager as forms
from allotment.fund.models import Call, Clarification
from allotment.fund.permissions import STAFF
from allotment.fund.queries import calls as queries
from allotment.fund.queries import lists as list_queries
from allotment.fund.services import calls as services
from allotment.fund.views import lists
from allotment.fund.views.asking import ask_once
from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.services import subject
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.organisations import queries as organisations
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.panels import panels_for
from allotment.money.models import Pot


@allowed("fund.see_managed_calls")
def manage(request: HttpRequest) -> HttpResponseBase:
    """The calls of the funders for whom the person works."""
    user = person_of(request)
    funders = organisations.with_roles(user, *STAFF)
    table = lists.managed([(o.key, o.name) for o in funders])
    asked = table.asked(request)
    found = list_queries.managed_calls(user, asked)
    if asked.as_file:
        return table.file(found)
    context = {
        "found": table.shown(request, found),
        "may_make": bool(may(user, "fund.make_call")),
    }
    return render(request, "fund/manage/calls.html", context)


@allowed("fund.make_call")
def new(request: HttpRequest) -> HttpResponse:
    funders = {o.key: o for o in organisations.with_roles(person_of(request), "fund.manager")}
    form = forms.NewCallForm(
        request.POST or None, funders=[(key, o.name) for key, o in funders.items()]
    )
    if request.method == "POST" and form.is_valid():
        template = template_of(form.cleaned_data["template"])
        assert template is not None
        call = services.make_call(
            funder=funders[form.cleaned_data["funder"]], template=template, by=person_of(request)
        )
        return redirect("fund:inside", key=call.key)
    return render(
        request,
        "web/form.html",
        {
            "form": form,
            "heading": _("Start a call"),
            "lead": _("You start with a complete draft, and can change all of it."),
            "button": _("Start"),
            "back": reverse("fund:manage"),
        },
    )


@allowed("fund.see_managed_calls", fetch=queries.inside)
def inside(request: HttpRequest, call: Call) -> HttpResponse:
    """A call from the inside: what is done, what comes next, what happened."""
    return render(
        request,
        "fund/manage/call.html",
        {
            "call": call,
            "phase": queries.phase(call),
            "missing": [s.render(_) for s in queries.what_is_missing(call)]
            if call.state == "draft"
            else [],
            "counts": queries.counts(call),
            "pots": list(call.pots.all()),
            # It names who asked a question: that is for those who may read entries.
            "history": audit.history(subject(call), most=30)
            if may(request.user, "fund.read_entries", call)
            else [],
            "manages": bool(may(request.user, "fund.run_call", call)),
            "reads": bool(may(request.user, "fund.see_call_inside", call)),
            "panels": panels_for(request.user, "fund.call.inside", [call.key]).get(call.key, []),
        },
    )


@allowed("fund.change_call", fetch=queries.inside)
def rules(request: HttpRequest, call: Call) -> HttpResponse:
    form = forms.DraftForm(request.POST or None, initial=forms.draft_of(call))
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        seen = values.pop("seen")
        try:
            services.change_draft(call=call, by=person_of(request), values=values, seen=seen)
        except RuleBrokenError as error:
            form.add_error(None, error.sentence.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("fund:inside", key=call.key)
    return _form(request, call, form, _("Rules of the call"), _("Save"))


@allowed("fund.change_call", fetch=queries.inside)
def moments(request: HttpRequest, call: Call) -> HttpResponse:
    """When it opens and closes, and from which pots it is paid."""
    pots = Pot.objects.filter(funder=call.funder_id).order_by("name")
    form = forms.MomentsForm(
        request.POST or None,
        initial=forms.moments_of(call),
        pots=[(str(pot.pk), str(pot.name)) for pot in pots],
    )
    if request.method == "POST" and form.is_valid():
        values = {"opens_at": form.cleaned_data["opens"], "closes_at": form.cleaned_data["closes"]}
        chosen = [pot for pot in pots if str(pot.pk) in form.cleaned_data["pots"]]
        try:
            services.change_draft(
                call=call, by=person_of(request), values=values, pots=chosen,
                seen=form.cleaned_data["seen"],
            )  # fmt: skip
        except RuleBrokenError as error:
            form.add_error(None, error.sentence.render(_))
        else:
            messages.success(request, _("Saved."))
            return redirect("fund:inside", key=call.key)
    return _form(request, call, form, _("Dates and money"), _("Save"))


def _form(
    request: HttpRequest,
    call: Call,
    form: object,
    heading: str,
    button: str,
    lead: str = "",
    warning: str = "",
) -> HttpResponse:
    return render(
        request,
        "web/form.html",
        {
            "form": form,
            "heading": heading,
            "caption": call.title,
            "button": button,
            "lead": lead,
            "warning": warning,
            "back": reverse("fund:inside", args=[call.key]),
        },
    )


@allowed("fund.run_call", fetch=queries.inside)
def open_call(request: HttpRequest, call: Call) -> HttpResponse:
    return ask_once(
        request,
        call,
        lambda: services.open_call(call=call, by=person_of(request)),
        heading=_("Publish this call?"),
        lead=_(
            "Everybody will see it, and people can enter from the opening time. After publication, "
            "rules can only be changed by a published amendment."
        ),
        button=_("Publish the call"),
        done=_("The call has been published."),
    )


@allowed("fund.make_call", fetch=queries.inside)
def copy(request: HttpRequest, call: Call) -> HttpResponse:
    return ask_once(
        request,
        call,
        lambda: services.copy_call(call=call, by=person_of(request)),
        heading=_("Copy this call?"),
        lead=_("You get a new draft with the same rules, form and criteria."),
        button=_("Copy it"),
        done=_("This is the copy. Nothing of it is published yet."),
        then=lambda fresh: reverse("fund:inside", args=[fresh.key]),
    )


@allowed("fund.run_call", fetch=queries.inside)
def amend(request: HttpRequest, call: Call) -> HttpResponse:
    initial = forms.rules_of(call) | {"seen": queries.amendments_of(call)}
    form = forms.AmendForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        what, why, seen = values.pop("what"), values.pop("why"), values.pop("seen")
        try:
            amendment = services.amend(
                call=call, by=person_of(request), values=values, what=what, why=why, seen=seen
            )
        except RuleBrokenError as error:
            form.add_error(None, error.sentence.render(_))
        else:
            if amendment is None:
                messages.warning(request, _("Nothing was changed, so nothing was published."))
            else:
                messages.success(
                    request, _("The amendment has been published and entrants have been notified.")
                )
            return redirect("fund:inside", key=call.key)
    return _form(
        request,
        call,
        form,
        _("Amend the rules"),
        _("Publish the amendment"),
        _("Everybody who has started an entry is notified at once."),
    )


@allowed("fund.run_call", fetch=queries.inside)
def extend(request: HttpRequest, call: Call) -> HttpResponse:
    """A later deadline for everybody."""
    form = forms.ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and "moment" in form.cleaned_data:
        try:
            services.extend(
                call=call,
                by=person_of(request),
                closes_at=form.cleaned_data["moment"],
                why=form.cleaned_data["why"],
            )
        except RuleBrokenError as error:
            form.add_error("closes_on", error.sentence.render(_))
        else:
            messages.success(
                request, _("The new deadline has been published and entrants have been notified.")
            )
            return redirect("fund:inside", key=call.key)
    return _form(request, call, form, _("Extend the deadline for everybody"), _("Extend"))


@allowed("fund.see_call_inside", fetch=queries.inside)
def questions_asked(request: HttpRequest, call: Call) -> HttpResponseBase:
    """What people have asked, unanswered first."""
    table = lists.clarifications(call)
    asked = table.asked(request)
    found = list_queries.clarifications(call, asked)
    if asked.as_file:
        return table.file(found)
    context = {
        "call": call,
        "found": table.shown(request, found),
        "manages": bool(may(request.user, "fund.run_call", call)),
    }
    return render(request, "fund/manage/questions_asked.html", context)


@allowed("fund.run_call", fetch=queries.clarification)
def answer(request: HttpRequest, clarification: Clarification) -> HttpResponse:
    """Answer to all."""
    form = forms.AnswerForm(
        request.POST or None,
        initial={
            "question": clarification.question,
            "answer": clarification.answer,
            "seen": services.moment_of(clarification),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.answer(clarification=clarification, by=person_of(request), **form.cleaned_data)
        except RuleBrokenError as error:
            form.add_error(None, error.sentence.render(_))
        else:
            messages.success(request, _("The answer is on the call's page."))
            return redirect("fund:questions_asked", key=clarification.call.key)
    return _form(
        request, clarification.call, form, _("Answer to everybody"), _("Publish the answer")
    )


@allowed("fund.run_call", fetch=queries.inside)
def to_board(request: HttpRequest, call: Call) -> HttpResponse:
    return ask_once(
        request,
        call,
        lambda: services.hand_to_board(call=call, by=person_of(request)),
        heading=_("Hand over to the board?"),
        lead=_(
            "The board sees the ranked list and can decide. You can take it back for more scores."
        ),
        button=_("Hand over"),
        done=_("The board can decide now."),
    )


@allowed("fund.run_call", fetch=queries.inside)
def more_scores(request: HttpRequest, call: Call) -> HttpResponse:
    form = forms.BackToScoringForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_for_more_scores(
                call=call, by=person_of(request), why=form.cleaned_data["why"]
            )
        except RuleBrokenError as error:
            form.add_error(None, error.sentence.render(_))
        else:
            messages.success(request, _("The call is back with the assessors."))
            return redirect("fund:inside", key=call.key)
    return _form(request, call, form, _("Back to the assessors"), _("Ask for more scores"))


@allowed("fund.run_call", fetch=queries.inside)
def close_decisions(request: HttpRequest, call: Call) -> HttpResponse:
    form = forms.CameOfItForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_decisions(
                call=call, by=person_of(request), came_of_it=form.cleaned_data["came_of_it"]
            )
        except RuleBrokenError as error:
            form.add_error(None, error.sentence.render(_))
        else:
            messages.success(request, _("The decisions have been closed."))
            return redirect("fund:inside", key=call.key)
    return _form(
        request,
        call,
        form,
        _("Close the decisions?"),
        _("Close the decisions"),
        _(
            "The call's public page will then show the results. Each award appears when it is accepted."
        ),
    )
