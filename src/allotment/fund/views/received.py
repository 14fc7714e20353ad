"""Entries as the funder's people see them: read, screen, assign, take down on paper."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allotment.fund.forms import manager as forms
from allotment.fund.forms.entrant import PaperForm, ReferenceForm
from allotment.fund.models import Assignment, Call, Entry
from allotment.fund.queries import assessment as queries
from allotment.fund.queries import calls as call_queries
from allotment.fund.queries import decisions as decision_queries
from allotment.fund.queries import entries as entry_queries
from allotment.fund.queries import lists as list_queries
from allotment.fund.services import assessment as services
from allotment.fund.services import calls as call_services
from allotment.fund.services import entries as entry_services
from allotment.fund.services import looking
from allotment.fund.views import lists
from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.services import subject
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.people.models import User
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed


@allowed("fund.read_entries", fetch=call_queries.inside)
def entries(request: HttpRequest, call: Call) -> HttpResponseBase:
    """The entries of a closed call."""
    loads = queries.loads(call)
    table = lists.received(call, loads)
    found = list_queries.received(call, table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    return render(
        request,
        "fund/manage/entries.html",
        {
            "call": call,
            "found": table.shown(request, found),
            "phase": call_queries.phase(call),
            "begun": call.entries.count(),
            "screens": bool(may(request.user, "fund.screen", call)),
            "loads": loads,
        },
    )


@allowed("fund.read_entries", fetch=call_queries.inside)
def assignments(request: HttpRequest, call: Call) -> HttpResponseBase:
    """Who was given which entry, and how far each is."""
    table = lists.assignments(call, queries.loads(call))
    found = list_queries.assignments(call, table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    context = {"call": call, "found": table.shown(request, found)}
    return render(request, "fund/manage/assignments.html", context)


@allowed("fund.read_entries", fetch=entry_queries.received)
def entry(request: HttpRequest, entry: Entry) -> HttpResponse:
    """One entry, whole: answers, scores, decisions, history."""
    submission = entry_queries.latest(entry)
    assert submission is not None
    looking.looked_at(entry=entry, by=person_of(request), kind=looking.ENTRY)
    deciding = call_queries.phase(entry.call) in {"deciding", "decided"}
    return render(
        request,
        "fund/manage/entry.html",
        {
            "entry": entry,
            "who": queries.who_enters(entry),
            "submission": submission,
            "shown": entry_queries.shown(entry.call, entry, entry_queries.sent_answers(submission)),
            "assignments": list(entry.assignments.select_related("assessor")),
            "loads": queries.loads(entry.call),
            "scores": queries.all_scores(entry) if deciding else [],
            "decisions": decision_queries.history(entry),
            "conflicts": decision_queries.conflicts(entry)
            if may(request.user, "fund.read_conflicts", entry)
            else [],
            "history": audit.history(subject(entry)),
            "screens": bool(may(request.user, "fund.screen", entry)),
            "decide": may(request.user, "fund.decide", entry),
            "declares": bool(may(request.user, "fund.declare_conflict", entry)),
            "deciding": deciding,
            "screen_form": forms.ScreenForm(initial={"seen": entry.state}),
        },
    )


@allowed("fund.screen", fetch=entry_queries.received)
def screen(request: HttpRequest, entry: Entry) -> HttpResponse:
    form = forms.ScreenForm(request.POST or None, initial={"seen": entry.state})
    if request.method == "POST" and form.is_valid():
        try:
            services.screen(
                entry=entry,
                by=person_of(request),
                eligible=form.cleaned_data["eligible"] == "yes",
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
            )
        except RuleBrokenError as error:
            form.add_error("reason", error.sentence.render(_))
        else:
            following = queries.next_to_screen(entry.call)
            if following:
                return redirect("fund:received", key=following)
            messages.success(request, _("Every entry has been screened."))
            return redirect("fund:entries", key=entry.call.key)
    return render(
        request,
        "web/form.html",
        {
            "form": form,
            "heading": _("Screen this entry"),
            "caption": entry.title,
            "button": _("Save"),
            "back": reverse("fund:received", args=[entry.key]),
        },
    )


@allowed("fund.screen", fetch=entry_queries.received)
def assign(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Give the entry to one assessor."""
    chosen = next(
        (
            x.person
            for x in queries.loads(entry.call)
            if str(x.person.pk) == request.POST.get("assessor")
        ),
        None,
    )
    if request.method == "POST" and chosen is not None:
        try:
            services.assign(entry=entry, assessor=chosen, by=person_of(request))
        except RuleBrokenError as error:
            messages.warning(request, error.sentence.render(_))
        else:
            messages.success(
                request, _("%(name)s has been asked to score it.") % {"name": chosen.display_name}
            )
    return redirect("fund:received", key=entry.key)


def _assignment(user: User, key: str, assignment: str) -> Assignment:
    return Assignment.objects.select_related("entry__call__funder", "assessor").get(
        entry=entry_queries.received(user, key), key=assignment
    )


@allowed("fund.screen", fetch=_assignment)
def unassign(request: HttpRequest, assignment: Assignment) -> HttpResponse:
    if request.method == "POST":
        try:
            services.unassign(assignment=assignment, by=person_of(request))
        except RuleBrokenError as error:
            messages.warning(request, error.sentence.render(_))
        else:
            messages.success(
                request,
                _("%(name)s has been unassigned.") % {"name": assignment.assessor.display_name},
            )
    return redirect("fund:received", key=assignment.entry.key)


@allowed("fund.screen", fetch=call_queries.inside)
def assign_evenly(request: HttpRequest, call: Call) -> HttpResponse:
    if request.method == "POST":
        made = services.assign_evenly(call=call, by=person_of(request))
        said = ngettext("%(count)d assignment was made.", "%(count)d assignments were made.", made)
        messages.success(request, said % {"count": made})
    return redirect("fund:entries", key=call.key)


@allowed("fund.run_call", fetch=call_queries.inside)
def paper(request: HttpRequest, call: Call) -> HttpResponse:
    """Take an entry down for somebody who sent it on paper."""
    form = PaperForm(request.POST or None, initial={"token": uuid.uuid4().hex})
    if request.method == "POST" and form.is_valid():
        try:
            made = entry_services.start(call=call, by=person_of(request), **form.cleaned_data)
        except RuleBrokenError as error:
            form.add_error(None, error.sentence.render(_))
        else:
            return redirect("fund:entry", key=made.key)
    return render(
        request,
        "web/form.html",
        {
            "form": form,
            "heading": _("Enter a paper entry"),
            "caption": call.title,
            "button": _("Start"),
            "back": reverse("fund:inside", args=[call.key]),
        },
    )


@allowed("fund.run_call", fetch=call_queries.inside)
def whom_to_extend(request: HttpRequest, call: Call) -> HttpResponse:
    """Which entry gets a later deadline: by the reference that its people tell."""
    form = ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reference = form.cleaned_data["reference"]
        if call.entries.filter(reference=reference).exists():
            return redirect("fund:extend_one", key=call.key, entry=reference)
        form.add_error("reference", _("This call has no entry with that reference"))
    return render(
        request,
        "web/form.html",
        {
            "form": form,
            "heading": _("A later deadline for one entry"),
            "caption": call.title,
            "lead": _(
                "Ask the applicant for the reference. The deadline does not change for anybody else."
            ),
            "button": _("Continue"),
            "back": reverse("fund:inside", args=[call.key]),
        },
    )


def _of_call(user: User, key: str, entry: str) -> Entry:
    return Entry.objects.select_related("call", "call__funder").get(
        call=call_queries.inside(user, key), reference=entry
    )


@allowed("fund.run_call", fetch=_of_call)
def extend_one(request: HttpRequest, entry: Entry) -> HttpResponse:
    """A later deadline for one entry, known by its reference."""
    form = forms.ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and "moment" in form.cleaned_data:
        try:
            call_services.extend(
                call=entry.call,
                by=person_of(request),
                closes_at=form.cleaned_data["moment"],
                why=form.cleaned_data["why"],
                entry=entry,
            )
        except RuleBrokenError as error:
            form.add_error("closes_on", error.sentence.render(_))
        else:
            messages.success(request, _("They have been notified of their new deadline."))
            return redirect("fund:inside", key=entry.call.key)
    return render(
        request,
        "web/form.html",
        {
            "form": form,
            "heading": _("A later deadline for one entry"),
            "caption": entry.reference,
            "button": _("Extend"),
            "back": reverse("fund:inside", args=[entry.call.key]),
        },
    )
