"""The site keeper's pages: every organisation, and which of them fund others."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allotment.kernel.organisations import queries, services
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.organisations.queries import alike as twins
from allotment.kernel.organisations.services import merging
from allotment.kernel.organisations.views import lists
from allotment.kernel.organisations.views.history import history_page
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed


@allowed("site.keep")
def every(request: HttpRequest) -> HttpResponseBase:
    """All organisations."""
    table = lists.every()
    found = queries.every(table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    return render(request, "organisations/every.html", {"found": table.shown(request, found)})


@allowed("site.keep")
def site_history(request: HttpRequest) -> HttpResponseBase:
    """What happened on the site beside what each funder did."""
    return history_page(request, None)


@allowed("organisations.make_funder", fetch=queries.one)
def funder(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask once, then let the organisation fund others, or no longer."""
    problem = ""
    if request.method == "POST":
        try:
            services.set_funder(
                organisation=organisation,
                is_funder=request.POST.get("is_funder") == "yes",
                by=person_of(request),
            )
        except services.OrganisationError as error:
            problem = str(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:every")
    context = {"organisation": organisation, "problem": problem}
    return render(request, "organisations/funder.html", context)


@allowed("site.keep")
def alike(request: HttpRequest) -> HttpResponseBase:
    """Records that may be of one organisation."""
    table = lists.alike()
    found = twins.alike(table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    context = {"found": table.shown(request, found), "why": lists.why_alike}
    return render(request, "organisations/alike.html", context)


@allowed("site.keep", fetch=twins.two)
def merge(request: HttpRequest, both: twins.Two) -> HttpResponse:
    """Say what will happen, then bring two records together: the one that is chosen stays."""
    problem, stays = "", both.one
    sides = [twins.side(each) for each in (both.one, both.other)]
    chosen = set(request.POST.getlist("keeps"))
    keeps = {
        held.membership for side in sides for held in side.held if str(held.membership) in chosen
    }
    if request.method == "POST":
        stays = both.other if request.POST.get("stays") == both.other.key else both.one
        gone = both.one if stays is both.other else both.other
        try:
            merging.merge(gone=gone, stays=stays, by=person_of(request), keeps=keeps)
        except services.OrganisationError as error:
            problem = str(error)
        else:
            said = _("%(gone)s has been merged into %(stays)s.")
            messages.success(request, said % {"gone": gone.name, "stays": stays.name})
            return redirect("organisations:people", key=stays.key)
    context = {
        "sides": sides,
        "stays": stays,
        "keeps": keeps,
        "problem": problem,
    }
    return render(request, "organisations/merge.html", context)
