"""Ranking, decisions and letters."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.fund.domain.moves import Outcome
from allotment.fund.forms.board import ConflictForm, DecisionForm, decision_initial
from allotment.fund.models import Call, Entry
from allotment.fund.queries import (
    assessment as queries,
    calls as call_queries,
    decisions as decision_queries,
    entries as entry_queries,
    packs as pack_queries,
)
from allotment.fund.services import (
    assessment as assessment_services,
    decisions as services,
    letters as letter_services,
    looking,
    packs as pack_services,
)
from allotment.fund.views.lists import entries as lists
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button, FormPage
from allotment.kernel.web.rows import cut_page
from allotment.kernel.web.tables import Asked, beside


@allowed("fund.see_ranking", fetch=call_queries.inside)
def ranking(request: HttpRequest, call: Call) -> HttpResponseBase:
    """The ranked list with the line where the money ends."""
    table = lists.ranking(call)
    asked = table.asked(request)
    ranked = queries.ranked_list(call, person_of(request), asked)
    if asked.as_file:
        return table.file(ranked.entries)
    is_long = len(ranked.line.placed) > pack_queries.AT_ONCE
    return render(
        request,
        "fund/manage/ranking.html",
        {
            "pack_is_long": is_long,
            "pack_made": pack_queries.newest(call) if is_long else None,
            "pack_job": pack_services.being_made(call) if is_long else None,
            "call": call,
            "ranked": ranked,
            "found": table.shown(request, ranked.page),
            "phase": call_queries.phase(call),
            "pots": list(call.pots.all()),
            "manages": bool(may(request.user, "fund.send_letters", call)),
            "declares": bool(may(request.user, "fund.declare_conflict", call)),
            "letters_waiting": len(decision_queries.waiting_letters(call)),
        },
    )


@allowed("fund.see_ranking", fetch=call_queries.inside)
def pack(request: HttpRequest, call: Call) -> HttpResponse:
    """The board pack as a PDF; a large one is made by a job, from the ranked list."""
    if pack_queries.is_long(call):
        return redirect("fund:ranking", key=call.key)
    response = HttpResponse(pack_services.write(call), content_type="application/pdf")
    looking.pack_was_read(call=call, by=person_of(request))
    response["Content-Disposition"] = 'attachment; filename="board-pack.pdf"'
    return response


@allowed("fund.see_ranking", fetch=call_queries.inside)
def make_pack(request: HttpRequest, call: Call) -> Button:
    """Have the pack of a large call made; its page says how far it is."""
    return Button(
        act=lambda: pack_services.start_making(call=call, by=person_of(request)),
        then=lambda job: reverse("jobs:job", args=[job.key]),
        back=reverse("fund:ranking", args=[call.key]),
    )


@allowed("fund.decide", fetch=entry_queries.received)
def decide(request: HttpRequest, entry: Entry) -> FormPage:
    """Fund, keep in reserve or decline, with a reason."""
    last = decision_queries.newest(entry)
    pots = {str(pot.pk): pot for pot in entry.call.pots.all()}

    def act(form: DecisionForm) -> None:
        given = form.cleaned_data
        services.decide(
            entry=entry,
            by=person_of(request),
            outcome=Outcome(given["outcome"]),
            reason=given["reason"],
            amount=given["amount"] or 0,
            pot=pots.get(given["pot"]),
            conditions=given["conditions"],
            seen=given["seen"],
        )

    return FormPage(
        form=partial(DecisionForm, pots=[(key, pot.name) for key, pot in pots.items()]),
        initial=decision_initial(entry, last),
        act=act,
        done=_("The decision on %(title)s has been saved.") % {"title": entry.title},
        then=reverse("fund:ranking", args=[entry.call.key]),
        template="fund/manage/decide.html",
        context={
            "entry": entry,
            "who": queries.who_enters(entry),
            "scores": queries.all_scores(entry),
            "pots": list(pots.values()),
            "last": last,
        },
    )


@allowed("fund.declare_conflict", fetch=entry_queries.received)
def conflict(request: HttpRequest, entry: Entry) -> FormPage:
    """Declare that one cannot decide an entry."""
    ranking_page = reverse("fund:ranking", args=[entry.call.key])
    return FormPage(
        form=ConflictForm,
        act=lambda form: assessment_services.declare_conflict(
            entry=entry, by=person_of(request), what=form.cleaned_data["what"]
        ),
        done=_("The conflict of interest has been recorded. Others will decide this entry."),
        then=ranking_page,
        heading=_("Declare a conflict of interest"),
        caption=entry.title,
        lead=_("You will not be able to decide this entry. This cannot be undone."),
        button=_("Declare it"),
        back=ranking_page,
    )


@allowed("fund.send_letters", fetch=call_queries.inside)
def letters(request: HttpRequest, call: Call) -> Button | HttpResponse:
    """Look at every letter, then send them as one batch, each once."""
    if request.method == "POST":
        return Button(act=lambda: _send_letters(request, call), back=request.path)
    problem = ""
    batch = letter_services.waiting(call)
    asked = Asked("", after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    page = cut_page(batch.marks, asked, str)
    written: list[letter_services.Written] = []
    try:
        written = letter_services.preview(call=call, marks=page.rows)
    except RuleBrokenError as error:
        problem = error.sentence.render(_)
    return render(
        request,
        "fund/manage/letters.html",
        {
            "call": call,
            "written": written,
            "page": page,
            "beside": beside(request, page),
            "seal": batch.seal,
            "problem": problem,
            "sending": letter_services.being_sent(call),
        },
    )


def _send_letters(request: HttpRequest, call: Call) -> HttpResponse:
    """A few are sent at once; of more, the job's page says how far it is."""
    seal = request.POST.get("seal", "")
    sent = letter_services.start_sending(call=call, by=person_of(request), seal=seal)
    if not isinstance(sent, int):
        if sent.payload["seal"] != seal:
            messages.warning(
                request,
                _("Other letters of this call are being sent. Try again when that has finished."),
            )
        return redirect("jobs:job", key=sent.key)
    if sent:
        message = ngettext("%(count)d letter was sent.", "%(count)d letters were sent.", sent)
        messages.success(request, message % {"count": sent})
    else:
        messages.warning(request, _("There are no letters to send: they have been sent."))
    return redirect("fund:inside", key=call.key)
