"""What fund managers see and do with a call, from its making to the closed decisions."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.domain.templates import template as template_of
from allotment.fund.forms import manager as forms
from allotment.fund.models import Call, Clarification
from allotment.fund.permissions import STAFF
from allotment.fund.queries import calls as queries, late_changes, lists as list_queries
from allotment.fund.queries.calls import Managed
from allotment.fund.queries.visible import sealed_until
from allotment.fund.services import amendments, calls as services, clarifications
from allotment.fund.views.lists import calls as lists
from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.services import subject
from allotment.kernel.organisations import queries as organisations
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage, Link, ListPage
from allotment.kernel.web.panels import panels_for
from allotment.money.models import Pot


@allowed("fund.see_managed_calls")
def manage(request: HttpRequest) -> ListPage[Managed]:
    """The calls of the funders for whom the person works."""
    user = person_of(request)
    funders = organisations.with_roles(user, *STAFF)
    return ListPage(
        table=lists.managed([(o.key, o.name) for o in funders]),
        rows=partial(list_queries.managed_calls, user),
        actions=[Link(_("Start a call"), reverse("fund:new"))]
        if may(user, "fund.make_call")
        else [],
    )


@allowed("fund.make_call")
def new(request: HttpRequest) -> FormPage:
    funders = {o.key: o for o in organisations.with_roles(person_of(request), "fund.manager")}

    def act(form: forms.NewCallForm) -> Call:
        template = template_of(form.cleaned_data["template"])
        assert template is not None
        funder = funders[form.cleaned_data["funder"]]
        return services.make_call(funder=funder, template=template, by=person_of(request))

    return FormPage(
        form=partial(forms.NewCallForm, funders=[(key, o.name) for key, o in funders.items()]),
        act=act,
        then=_inside,
        heading=_("Start a call"),
        lead=_("You start with a complete draft, and can change all of it."),
        button=_("Start"),
        back=reverse("fund:manage"),
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
            "sealed_until": sealed_until(call) if call.state == "closed" else None,
            "late_changes": [
                (change, bool(may(request.user, "fund.answer_late_change", change)))
                for change in late_changes.of_call(call)
            ],
            "sees_money": (sees_money := bool(may(request.user, "money.see", call.funder))),
            "pots": list(call.pots.all()) if sees_money else [],
            # It names who asked a question: that is for those who may read entries.
            "history": audit.history(subject(call), most=30)
            if may(request.user, "fund.read_entries", call)
            else [],
            "manages": bool(may(request.user, "fund.run_call", call)),
            "reads": bool(may(request.user, "fund.see_call_inside", call)),
            "panels": panels_for(request.user, "fund.call.inside", [call.key]).get(call.key, []),
        },
    )


def _inside(call: Call) -> str:
    return reverse("fund:inside", args=[call.key])


@allowed("fund.change_call", fetch=queries.inside)
def rules(request: HttpRequest, call: Call) -> FormPage:
    def act(form: forms.DraftForm) -> None:
        values = dict(form.cleaned_data)
        seen = values.pop("seen")
        services.change_draft(call=call, by=person_of(request), values=values, seen=seen)

    return FormPage(
        form=forms.DraftForm,
        initial=forms.draft_of(call),
        act=act,
        done=_("Saved."),
        heading=_("Rules of the call"),
        caption=call.title,
        button=_("Save"),
        back=_inside(call),
    )


@allowed("fund.change_call", fetch=queries.inside)
def moments(request: HttpRequest, call: Call) -> FormPage:
    """When it opens and closes, and from which pots it is paid."""
    pots = Pot.objects.filter(funder=call.funder_id).order_by("name")

    def act(form: forms.MomentsForm) -> None:
        given = form.cleaned_data
        services.change_draft(
            call=call,
            by=person_of(request),
            values={"opens_at": given["opens"], "closes_at": given["closes"]},
            pots=[pot for pot in pots if str(pot.pk) in given["pots"]],
            seen=given["seen"],
        )

    return FormPage(
        form=partial(forms.MomentsForm, pots=[(str(pot.pk), str(pot.name)) for pot in pots]),
        initial=forms.moments_of(call),
        act=act,
        done=_("Saved."),
        heading=_("Dates and money"),
        caption=call.title,
        button=_("Save"),
        back=_inside(call),
    )


@allowed("fund.run_call", fetch=queries.inside)
def open_call(request: HttpRequest, call: Call) -> FormPage:
    return FormPage(
        act=lambda _form: services.open_call(call=call, by=person_of(request)),
        done=_("The call has been published."),
        heading=_("Publish this call?"),
        caption=call.title,
        lead=_(
            "Everybody will see it, and people can enter from the opening time. After publication, "
            "rules can only be changed by a published amendment."
        ),
        button=_("Publish the call"),
        back=_inside(call),
    )


@allowed("fund.make_call", fetch=queries.inside)
def copy(request: HttpRequest, call: Call) -> FormPage:
    return FormPage(
        act=lambda _form: services.copy_call(call=call, by=person_of(request)),
        done=_("This is the copy. Nothing of it is published yet."),
        then=_inside,
        heading=_("Copy this call?"),
        caption=call.title,
        lead=_("You get a new draft with the same rules, form and criteria."),
        button=_("Copy it"),
        back=_inside(call),
    )


@allowed("fund.run_call", fetch=queries.inside)
def amend(request: HttpRequest, call: Call) -> FormPage:
    def act(form: forms.AmendForm) -> HttpResponse | None:
        values = dict(form.cleaned_data)
        what, why, seen = values.pop("what"), values.pop("why"), values.pop("seen")
        amendment = amendments.amend(
            call=call, by=person_of(request), values=values, what=what, why=why, seen=seen
        )
        if amendment is not None:
            return None
        messages.warning(request, _("Nothing was changed, so nothing was published."))
        return redirect(_inside(call))

    return FormPage(
        form=forms.AmendForm,
        initial=forms.rules_of(call) | {"seen": queries.amendments_of(call)},
        act=act,
        done=_("The amendment has been published and entrants have been notified."),
        heading=_("Amend the rules"),
        caption=call.title,
        lead=_("Everybody who has started an entry is notified at once."),
        button=_("Publish the amendment"),
        back=_inside(call),
    )


@allowed("fund.run_call", fetch=queries.inside)
def extend(request: HttpRequest, call: Call) -> FormPage:
    """A later deadline for everybody."""
    return FormPage(
        form=forms.ExtendForm,
        act=lambda form: amendments.extend(
            call=call,
            by=person_of(request),
            closes_at=form.cleaned_data["moment"],
            why=form.cleaned_data["why"],
        ),
        done=_("The new deadline has been published and entrants have been notified."),
        heading=_("Extend the deadline for everybody"),
        caption=call.title,
        button=_("Extend"),
        back=_inside(call),
    )


@allowed("fund.see_call_inside", fetch=queries.inside)
def questions_asked(request: HttpRequest, call: Call) -> ListPage[Clarification]:
    """What people have asked, unanswered first."""
    return ListPage(
        table=lists.clarifications(call),
        rows=partial(list_queries.clarifications, call),
        template="fund/manage/questions_asked.html",
        context=lambda _found: {
            "call": call,
            "manages": bool(may(request.user, "fund.run_call", call)),
        },
    )


@allowed("fund.run_call", fetch=queries.clarification)
def answer(request: HttpRequest, clarification: Clarification) -> FormPage:
    """Answer to all."""
    call = clarification.call
    return FormPage(
        form=forms.AnswerForm,
        initial={
            "question": clarification.question,
            "answer": clarification.answer,
            "seen": clarifications.moment_of(clarification),
        },
        act=lambda form: clarifications.answer(
            clarification=clarification, by=person_of(request), **form.cleaned_data
        ),
        done=_("The answer is on the call's page."),
        then=reverse("fund:questions_asked", args=[call.key]),
        heading=_("Answer to everybody"),
        caption=call.title,
        button=_("Publish the answer"),
        back=_inside(call),
    )


@allowed("fund.run_call", fetch=queries.inside)
def to_board(request: HttpRequest, call: Call) -> FormPage:
    return FormPage(
        act=lambda _form: services.hand_to_board(call=call, by=person_of(request)),
        done=_("The board can decide now."),
        heading=_("Hand over to the board?"),
        caption=call.title,
        lead=_(
            "The board sees the ranked list and can decide. You can take it back for more scores."
        ),
        button=_("Hand over"),
        back=_inside(call),
    )


@allowed("fund.run_call", fetch=queries.inside)
def more_scores(request: HttpRequest, call: Call) -> FormPage:
    return FormPage(
        form=forms.BackToScoringForm,
        act=lambda form: services.ask_for_more_scores(
            call=call, by=person_of(request), why=form.cleaned_data["why"]
        ),
        done=_("The call is back with the assessors."),
        heading=_("Back to the assessors"),
        caption=call.title,
        button=_("Ask for more scores"),
        back=_inside(call),
    )


@allowed("fund.run_call", fetch=queries.inside)
def close_decisions(request: HttpRequest, call: Call) -> FormPage:
    return FormPage(
        form=forms.ResultsForm,
        act=lambda form: services.close_decisions(
            call=call, by=person_of(request), came_of_it=form.cleaned_data["came_of_it"]
        ),
        done=_("The decisions have been closed."),
        heading=_("Close the decisions?"),
        caption=call.title,
        lead=_(
            "The call's public page will then show the results. Each award appears when it is accepted."
        ),
        button=_("Close the decisions"),
        back=_inside(call),
    )
