"""Having entries, awards or a file of grants analysed: from one button to the job's page."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.evidence.forms.starting import AwardsForm, CallsForm, FileForm
from allotment.evidence.models import Analysis
from allotment.evidence.queries import analyses as queries
from allotment.evidence.services import analyses as services
from allotment.evidence.views import lists
from allotment.fund.models import Call
from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.files.domain import UnsafeFileError
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.formats import date
from allotment.register.queries import for_analysis as awards

LONGEST_QUERY = 2_000


@allowed("evidence.list")
def analyses(request: HttpRequest) -> HttpResponseBase:
    """The analyses of the funders for whom the person works."""
    user = person_of(request)
    may_begin = bool(may(user, "evidence.analyse"))
    table = lists.analyses(may_begin=may_begin)
    found = queries.listed(user, table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    context = {"found": table.shown(request, found), "may_begin": may_begin}
    return render(request, "evidence/analyses.html", context)


@allowed("evidence.analyse")
def new(request: HttpRequest) -> HttpResponse:
    """Choose calls, or send a file; awards are chosen in the register."""
    user = person_of(request)
    calls = {call.key: call for call in queries.calls_to_read(user)}
    shown = [
        (key, _("%(call)s, closed on %(when)s") % {"call": c.title, "when": date(c.closes_at)})
        for key, c in calls.items()
    ]
    sent = request.method == "POST" and "calls" in request.POST.get("what", "")
    form = CallsForm(request.POST if sent else None, calls=shown)
    if sent and form.is_valid():
        chosen = [calls[key] for key in form.cleaned_data["calls"]]
        try:
            _found, job = services.begin_with_calls(
                owner=chosen[0].funder, calls=chosen, title=services.title_for(chosen), by=user
            )
            return redirect("jobs:job", key=job.key)
        except RuleBrokenError as error:
            form.add_error("calls", error.sentence.render(_))
    return render(request, "evidence/new.html", {"form": form, "has_calls": bool(calls)})


@allowed("evidence.analyse")
def new_file(request: HttpRequest) -> HttpResponse:
    """Send a file of grants."""
    user = person_of(request)
    funders = {each.key: each for each in queries.funders_of(user)}
    form = FileForm(
        request.POST or None,
        request.FILES or None,
        funders=[(key, each.name) for key, each in funders.items()],
    )
    if request.method == "POST" and form.is_valid():
        try:
            _found, job = services.begin_with_file(
                owner=funders[form.cleaned_data["funder"]],
                upload=form.cleaned_data["file"],
                title=form.cleaned_data["title"],
                by=user,
            )
            return redirect("jobs:job", key=job.key)
        except UnsafeFileError as error:
            form.add_error("file", str(error))
    context = {
        "form": form,
        "heading": _("Analyse a file of grants"),
        "lead": _("It is used for this analysis only, and is not added to the register."),
        "button": _("Analyse"),
        "back": reverse("evidence:new"),
    }
    return render(request, "web/form.html", context)


@allowed("evidence.analyse")
def new_awards(request: HttpRequest) -> HttpResponse:
    """Analyse the awards that a filtered list shows; the address carries the filter."""
    user = person_of(request)
    query = request.GET.urlencode()[:LONGEST_QUERY]
    funders = {each.key: each for each in queries.funders_of(user)}
    form = AwardsForm(
        request.POST or None,
        funders=[(key, each.name) for key, each in funders.items()],
        initial={"title": _("What awards say")},
    )
    if request.method == "POST" and form.is_valid():
        _found, job = services.begin_with_awards(
            owner=funders[form.cleaned_data["funder"]],
            query=query,
            title=form.cleaned_data["title"],
            by=user,
        )
        return redirect("jobs:job", key=job.key)
    count = awards.count(awards.of_address(query))
    context = {
        "form": form,
        "heading": _("Analyse these awards"),
        "lead": _("%(count)s published awards are in the list as it is filtered.")
        % {"count": f"{count:,}"},
        "button": _("Analyse"),
        "back": f"{reverse('register:awards')}?{query}",
    }
    return render(request, "web/form.html", context)


@allowed("evidence.analyse", fetch=lambda user, key: queries.calls_to_read(user).get(key=key))
def of_call(request: HttpRequest, call: Call) -> HttpResponse:
    """The one button on a call: says what will be read, and begins."""
    title = services.title_for([call])
    if request.method == "POST":
        _found, job = services.begin_with_calls(
            owner=call.funder, calls=[call], title=title, by=person_of(request)
        )
        return redirect("jobs:job", key=job.key)
    context = {
        "form": Form(),
        "heading": title,
        "caption": call.funder.name,
        "lead": _(
            "The entries are counted, sorted into themes and put into words. You then edit the report "
            "and publish it, or not. Nobody outside sees anything before."
        ),
        "button": _("Analyse the entries"),
        "back": reverse("fund:inside", args=[call.key]),
    }
    return render(request, "web/form.html", context)


@allowed("evidence.edit", fetch=queries.one)
def again(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Read the source again."""
    if request.method != "POST":
        return redirect("evidence:analysis", key=analysis.key)
    job = services.read_again(analysis=analysis, by=person_of(request))
    return redirect("jobs:job", key=job.key)


@allowed("evidence.edit", fetch=queries.one)
def remove(request: HttpRequest, analysis: Analysis) -> HttpResponse:
    """Ask once, then remove an analysis that was never published."""
    back = reverse("evidence:analysis", args=[analysis.key])
    if request.method == "POST":
        try:
            services.remove(analysis=analysis, by=person_of(request))
        except RuleBrokenError as error:
            messages.warning(request, error.sentence.render(_))
            return redirect(back)
        messages.success(request, _("The analysis has been removed."))
        return redirect("evidence:analyses")
    context = {
        "form": Form(),
        "heading": _("Remove this analysis"),
        "caption": analysis.title,
        "warning": _("Everything that was written and corrected in it is removed too."),
        "button": _("Remove"),
        "back": back,
    }
    return render(request, "web/form.html", context)
