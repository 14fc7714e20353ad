"""A list of joiners and leavers: sent, looked at, and done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.organisations import queries as organisations
from allotment.kernel.organisations.domain import roles, staff_list as domain
from allotment.kernel.organisations.forms import StaffListForm
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.organisations.queries import staff as queries
from allotment.kernel.organisations.services import staff as services
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage


@allowed("organisations.administer", fetch=organisations.own)
def staff_list(request: HttpRequest, organisation: Organisation) -> FormPage:
    """Send the file, see line by line what it would do, and only then let it."""

    def check(form: StaffListForm) -> HttpResponse | None:
        if form.cleaned_data["confirmed"]:
            return None
        planned = queries.plan(organisation, _lines(form), person_of(request))
        context = {
            "organisation": organisation,
            "form": form,
            "planned": planned,
            "does_something": any(each.does_something for each in planned),
        }
        return render(request, "organisations/staff_list_check.html", context)

    return FormPage(
        form=StaffListForm,
        check=check,
        act=lambda form: services.apply(
            organisation=organisation, lines=_lines(form), by=person_of(request)
        ),
        done=lambda done: (
            _("Invited: %(invited)d. Left: %(left)d. Lines left out: %(problems)d.")
            % {"invited": done.invited, "left": done.left, "problems": done.problems}
        ),
        then=reverse("organisations:people", args=[organisation.key]),
        template="organisations/staff_list.html",
        context={
            "organisation": organisation,
            "roles": roles.offered(for_funder=organisation.is_funder),
        },
    )


def _lines(form: StaffListForm) -> list[domain.StaffChange]:
    return domain.read(form.cleaned_data["text"])
