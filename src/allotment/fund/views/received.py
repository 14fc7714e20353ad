"""Entries as the funder's people see them: read, screen, assign, take down on paper."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.fund.domain.moves import LateChangeState
from allotment.fund.forms import manager as forms
from allotment.fund.forms.entrant import PaperForm, ReferenceForm
from allotment.fund.models import Assignment, Call, Entry, LateChange
from allotment.fund.queries import (
    assessment as queries,
    calls as call_queries,
    decisions as decision_queries,
    entries as entry_queries,
    late_changes as late_change_queries,
    lists as list_queries,
)
from allotment.fund.queries.lists import Received
from allotment.fund.queries.visible import sealed_until
from allotment.fund.services import (
    amendments,
    assessment as services,
    entries as entry_services,
    late_changes,
    looking,
)
from allotment.fund.views.lists import entries as lists
from allotment.kernel.audit import queries as audit
from allotment.kernel.audit.services import subject
from allotment.kernel.people.models import User
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button, FormPage, Link, ListPage


@allowed("fund.read_entries", fetch=call_queries.inside)
def entries(request: HttpRequest, call: Call) -> ListPage[Received]:
    """The entries of a closed call."""
    loads = queries.loads(call)
    return ListPage(
        table=lists.received(call, loads),
        rows=partial(list_queries.received, call),
        template="fund/manage/entries.html",
        context=lambda _found: {
            "call": call,
            "sealed_until": sealed_until(call) if call.state != "draft" else None,
            "begun": call.entries.count(),
            "screens": bool(may(request.user, "fund.screen", call)),
            "loads": loads,
        },
    )


@allowed("fund.read_entries", fetch=call_queries.inside)
def assignments(request: HttpRequest, call: Call) -> ListPage[Assignment]:
    """Who was given which entry, and how far each is."""
    return ListPage(
        table=lists.assignments(call, queries.loads(call)),
        rows=partial(list_queries.assignments, call),
        caption=call.title,
        note=lists.for_staff_of(call),
        back=Link(_("Entries"), reverse("fund:entries", args=[call.key])),
    )


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
            "late_changes": late_change_queries.of_entry(entry),
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


def _page_of(entry: Entry) -> str:
    return reverse("fund:received", args=[entry.key])


@allowed("fund.screen", fetch=entry_queries.received)
def screen(request: HttpRequest, entry: Entry) -> FormPage:
    """Then one goes on to the next that waits for it."""

    def act(form: forms.ScreenForm) -> str | None:
        given = form.cleaned_data
        services.screen(
            entry=entry,
            by=person_of(request),
            eligible=given["eligible"] == "yes",
            reason=given["reason"],
            seen=given["seen"],
        )
        return queries.next_to_screen(entry.call)

    return FormPage(
        form=forms.ScreenForm,
        initial={"seen": entry.state},
        act=act,
        done=lambda following: "" if following else _("Every entry has been screened."),
        then=lambda following: (
            reverse("fund:received", args=[following])
            if following
            else reverse("fund:entries", args=[entry.call.key])
        ),
        heading=_("Screen this entry"),
        caption=entry.title,
        button=_("Save"),
        back=_page_of(entry),
    )


@allowed("fund.screen", fetch=entry_queries.received)
def assign(request: HttpRequest, entry: Entry) -> Button | HttpResponse:
    """Give the entry to one assessor."""
    assessors = {str(each.person.pk): each.person for each in queries.loads(entry.call)}
    chosen = assessors.get(request.POST.get("assessor", ""))
    if chosen is None:
        if request.method == "POST":
            messages.warning(request, _("Choose one of the funder's assessors."))
        return redirect(_page_of(entry))
    return Button(
        act=lambda: services.assign(entry=entry, assessor=chosen, by=person_of(request)),
        done=_("%(name)s has been asked to score it.") % {"name": chosen.display_name},
        back=_page_of(entry),
    )


def _assignment(user: User, key: str, assignment: str) -> Assignment:
    return Assignment.objects.select_related("entry__call__funder", "assessor").get(
        entry=entry_queries.received(user, key), key=assignment
    )


@allowed("fund.screen", fetch=_assignment)
def unassign(request: HttpRequest, assignment: Assignment) -> Button:
    return Button(
        act=lambda: services.unassign(assignment=assignment, by=person_of(request)),
        done=_("%(name)s has been unassigned.") % {"name": assignment.assessor.display_name},
        back=_page_of(assignment.entry),
    )


@allowed("fund.screen", fetch=call_queries.inside)
def assign_evenly(request: HttpRequest, call: Call) -> Button:
    return Button(
        act=lambda: services.assign_evenly(call=call, by=person_of(request)),
        done=lambda n: (
            ngettext("%(count)d assignment was made.", "%(count)d assignments were made.", n)
            % {"count": n}
        ),
        back=reverse("fund:entries", args=[call.key]),
    )


@allowed("fund.run_call", fetch=call_queries.inside)
def paper(request: HttpRequest, call: Call) -> FormPage:
    """Take an entry down for somebody who sent it on paper."""
    return FormPage(
        form=PaperForm,
        act=lambda form: entry_services.start(
            call=call, by=person_of(request), **form.cleaned_data
        ),
        then=lambda made: reverse("fund:entry", args=[made.key]),
        heading=_("Enter a paper entry"),
        caption=call.title,
        button=_("Start"),
        back=reverse("fund:inside", args=[call.key]),
    )


@allowed("fund.run_call", fetch=call_queries.inside)
def whom_to_extend(request: HttpRequest, call: Call) -> FormPage:
    """Which entry gets a later deadline: by the reference that its people tell."""
    return FormPage(
        form=partial(ReferenceForm, call=call),
        act=lambda form: form.cleaned_data["reference"],
        then=lambda reference: reverse("fund:extend_one", args=[call.key, reference]),
        heading=_("A later deadline for one entry"),
        caption=call.title,
        lead=_(
            "Ask the applicant for the reference. The deadline does not change for anybody else."
        ),
        button=_("Continue"),
        back=reverse("fund:inside", args=[call.key]),
    )


def _of_call(user: User, key: str, entry: str) -> Entry:
    return Entry.objects.select_related("call", "call__funder").get(
        call=call_queries.inside(user, key), reference=entry
    )


@allowed("fund.run_call", fetch=_of_call)
def extend_one(request: HttpRequest, entry: Entry) -> FormPage:
    """A later deadline for one entry, known by its reference. After entries of the call were read, it
    is asked for."""
    is_read = entry.call.first_read_at is not None

    def act(form: forms.ExtendForm) -> None:
        given = {"by": person_of(request), "why": form.cleaned_data["why"]}
        closes_at = form.cleaned_data["moment"]
        if is_read:
            late_changes.ask(entry=entry, closes_at=closes_at, **given)
        else:
            amendments.extend(call=entry.call, entry=entry, closes_at=closes_at, **given)

    return FormPage(
        form=forms.ExtendForm,
        act=act,
        done=_("The fund managers and board members have been asked to allow it.")
        if is_read
        else _("They have been notified of their new deadline."),
        heading=_("A later deadline for one entry"),
        caption=entry.reference,
        lead=_(
            "Entries of this call have been read, so a second fund manager or a board member must "
            "allow this. Then nobody who works for the funder can read any entry until the new "
            "deadline, and the board sees this one as it was and as it is sent again."
        )
        if is_read
        else _("Until the new deadline, nobody who works for the funder can read any entry."),
        button=_("Ask for it") if is_read else _("Extend"),
        back=reverse("fund:inside", args=[entry.call.key]),
    )


@allowed("fund.answer_late_change", fetch=late_change_queries.one)
def late_change(request: HttpRequest, change: LateChange) -> FormPage | HttpResponse:
    """Allow or refuse a late change that somebody else asked for."""
    call = change.entry.call
    if request.method == "GET" and change.state != LateChangeState.ASKED:
        messages.info(request, _("Somebody else has answered this already."))
        return redirect("fund:inside", key=call.key)
    return FormPage(
        form=forms.LateChangeForm,
        act=lambda form: late_changes.answer(
            change=change, by=person_of(request), allowed=form.cleaned_data["answer"] == "yes"
        ),
        done=_("Your answer has been recorded."),
        heading=_("May this entry be changed late?"),
        caption=f"{call.title} · {change.entry.reference}",
        button=_("Save"),
        back=reverse("fund:inside", args=[call.key]),
        template="fund/manage/late_change.html",
        context={"change": change},
    )
