"""The site keeper's pages: every organisation, and which of them fund others."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.audit.queries import HistoryLine
from allotment.kernel.organisations import queries, services
from allotment.kernel.organisations.domain.alike import Alike
from allotment.kernel.organisations.models import Organisation
from allotment.kernel.organisations.queries import ListedOrganisation, alike as twins
from allotment.kernel.organisations.services import merging
from allotment.kernel.organisations.views import lists
from allotment.kernel.organisations.views.history import history_page
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import FormPage, Link, ListPage


@allowed("site.keep")
def every(request: HttpRequest) -> ListPage[ListedOrganisation]:
    """All organisations."""
    return ListPage(
        table=lists.every(),
        rows=queries.every,
        heading=_("All organisations"),
        lead=_("Only the site administrator sees this list."),
        back=Link(_("Back"), reverse("organisations:mine")),
        links=[
            Link(_("Possible duplicate organisations"), reverse("organisations:alike")),
            Link(_("Mail domains of organisations"), reverse("organisations:claims")),
            Link(_("What happened on the site"), reverse("organisations:site_history")),
        ],
    )


@allowed("site.keep")
def site_history(request: HttpRequest) -> ListPage[HistoryLine]:
    """What happened on the site beside what each funder did."""
    return history_page(request, None)


@allowed("organisations.make_funder", fetch=queries.one)
def funder(request: HttpRequest, organisation: Organisation) -> FormPage:
    """Ask once, then let the organisation fund others, or no longer."""
    return FormPage(
        act=lambda _form: services.set_funder(
            organisation=organisation,
            is_funder=request.POST.get("is_funder") == "yes",
            by=person_of(request),
        ),
        done=_("Saved."),
        then=reverse("organisations:every"),
        template="organisations/funder.html",
        context={"organisation": organisation},
    )


@allowed("site.keep")
def alike(request: HttpRequest) -> ListPage[Alike]:
    """Records that may be of one organisation."""
    return ListPage(
        table=lists.alike(),
        rows=twins.alike,
        lead=_(
            "Only the site administrator sees this list. Check both before you merge them: it "
            "cannot be undone."
        ),
        back=Link(_("All organisations"), reverse("organisations:every")),
    )


@allowed("site.keep", fetch=twins.two)
def merge(request: HttpRequest, both: twins.Two) -> FormPage:
    """Say what will happen, then bring two records together: the one that is chosen stays."""
    other_stays = request.POST.get("stays") == both.other.key
    stays, gone = (both.other, both.one) if other_stays else (both.one, both.other)
    sides = [twins.side(each) for each in (both.one, both.other)]
    chosen = set(request.POST.getlist("keeps"))
    keeps = {
        held.membership for side in sides for held in side.held if str(held.membership) in chosen
    }
    return FormPage(
        act=lambda _form: merging.merge(gone=gone, stays=stays, by=person_of(request), keeps=keeps),
        done=_("%(gone)s has been merged into %(stays)s.")
        % {"gone": gone.name, "stays": stays.name},
        then=reverse("organisations:people", args=[stays.key]),
        template="organisations/merge.html",
        context={"sides": sides, "stays": stays, "keeps": keeps},
    )
