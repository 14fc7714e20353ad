"""A list of joiners and leavers: sent, looked at, and done."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allotment.kernel.organisations import queries as organisations
from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.domain import staff_list as domain
from allotment.kernel.organisations.forms import StaffListForm
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.organisations.queries import staff as queries
from allotment.kernel.organisations.services import OrganisationError
from allotment.kernel.organisations.services import staff as services
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed


@allowed("organisations.administer", fetch=organisations.own)
def staff_list(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Send the file, see line by line what it would do, and only then let it."""
    form = StaffListForm(request.POST or None, request.FILES or None)
    page = {"organisation": organisation, "form": form}
    if request.method != "POST" or not form.is_valid():
        offered = roles.offered(for_funder=organisation.is_funder)
        return render(request, "organisations/staff_list.html", {**page, "roles": offered})
    lines = domain.read(form.cleaned_data["text"])
    if not form.cleaned_data["confirmed"]:
        planned = queries.plan(organisation, lines, person_of(request))
        page["planned"] = planned
        page["does_something"] = any(each.does_something for each in planned)
        return render(request, "organisations/staff_list_check.html", page)
    try:
        done = services.apply(organisation=organisation, lines=lines, by=person_of(request))
    except OrganisationError as error:
        messages.warning(request, str(error))
        return redirect("organisations:mine")
    messages.success(
        request,
        _("Invited: %(invited)d. Left: %(left)d. Lines left out: %(problems)d.")
        % {"invited": done.invited, "left": done.left, "problems": done.problems},
    )
    return redirect("organisations:people", key=organisation.key)
