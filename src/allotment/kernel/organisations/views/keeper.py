"""The site keeper's pages: every organisation, and which of them fund others."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allotment.kernel.organisations import queries, services
from allotment.kernel.organisations.forms import FindForm
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.people.models import User
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.tables import address_with, csv_response


def _wanted(form: FindForm) -> queries.Wanted:
    form.is_valid()
    said = form.cleaned_data
    return queries.Wanted(
        text=said.get("q", "").strip(),
        kind=said.get("kind", ""),
        only_funders=said.get("funders", False),
    )


@allowed("site.keep")
def every(request: HttpRequest) -> HttpResponseBase:
    """All organisations: search, filters, pages, CSV."""
    form = FindForm(request.GET)
    wanted = _wanted(form)
    if request.GET.get("format") == "csv":
        headings = [_("Name"), _("Kind"), _("Identifier"), _("Funder"), _("People"), _("Since")]
        rows = (
            [o.name, o.kind, o.org_id, _("Yes") if o.is_funder else _("No"), o.people,
             o.made_at.date().isoformat()]
            for o in queries.all_lines(wanted)
        )  # fmt: skip
        return csv_response("organisations", headings, rows)
    page = queries.page_of_all(
        wanted, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {"form": form, "wanted": wanted, "page": page, "address_with": address_with}
    return render(request, "organisations/every.html", context)


@allowed("organisations.make_funder", fetch=queries.one)
def funder(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask once, then let the organisation fund others, or no longer."""
    problem = ""
    if request.method == "POST":
        assert isinstance(request.user, User)
        try:
            services.set_funder(
                organisation=organisation,
                is_funder=request.POST.get("is_funder") == "yes",
                by=request.user,
            )
        except services.OrganisationError as error:
            problem = str(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:every")
    context = {"organisation": organisation, "problem": problem}
    return render(request, "organisations/funder.html", context)
