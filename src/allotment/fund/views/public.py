"""Calls as everybody sees them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.fund.forms.public import QuestionForm
from allotment.fund.models import Call
from allotment.fund.queries import calls as queries, lists as list_queries
from allotment.fund.queries.awards import in_register
from allotment.fund.services import clarifications
from allotment.fund.views.lists import calls as lists
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.web.pages import FormPage, ListPage
from allotment.kernel.web.panels import panels_for
from allotment.kernel.web.typed import words_of


@allowed(PUBLIC)
def calls(request: HttpRequest) -> ListPage[list_queries.PastCall]:
    """What can be entered now, then a list of past calls; whoever works with it sees only that."""
    table = lists.past()
    asked = table.asked(request)
    turned = asked.is_narrowed or asked.after or asked.before or asked.sort != table.usual
    return ListPage(
        table=table,
        rows=list_queries.past,
        template="fund/calls.html",
        context=lambda found: {
            "past": found,
            "calls": [] if turned else queries.current(),
            "turned": bool(turned),
        },
    )


@allowed(PUBLIC, fetch=queries.one)
def call(request: HttpRequest, call: Call) -> HttpResponse:
    """Everything about a call, and what came of it."""
    awards = queries.public_awards(call) if call.state == "decided" else []
    return render(
        request,
        "fund/call.html",
        {
            "call": call,
            "phase": queries.phase(call),
            "form": queries.form_of(call),
            "criteria": list(call.criteria.all()),
            "amendments": queries.public_amendments(call),
            "answered": queries.answered(call),
            "awards": awards,
            "in_register": in_register([a.key for a in awards]) if awards else {},
            "inside": bool(may(request.user, "fund.see_managed_calls", call)),
            "panels": panels_for(request.user, "fund.call", [call.key]).get(call.key, []),
        },
    )


@allowed("fund.ask", fetch=queries.one)
def ask(request: HttpRequest, call: Call) -> FormPage | HttpResponse:
    """Ask the funder; the answer is published for everybody."""
    if queries.phase(call) not in {"open", "later"}:
        return render(
            request,
            "web/message.html",
            {
                "heading": _("This call has closed"),
                "paragraphs": [_("Questions were answered while it was open.")],
                "typed": words_of(request),
                "links": [(_("Back to the call"), reverse("fund:call", args=[call.key]))],
            },
        )
    return FormPage(
        form=QuestionForm,
        act=lambda form: clarifications.ask(
            call=call, by=person_of(request), question=form.cleaned_data["question"]
        ),
        done=_("Your question has been sent. The answer will be on this page."),
        heading=_("Ask about this call"),
        caption=call.title,
        lead=_("The answer is published on the call's page, without your name."),
        button=_("Send the question"),
        back=reverse("fund:call", args=[call.key]),
    )
