"""Pages of joining: an organisation's mail domains, asking, and answering."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.organisations import queries as organisations
from allotment.kernel.organisations.forms import AnswerForm, DomainForm
from allotment.kernel.organisations.models import JoinRequest, MailDomain, Organisation
from allotment.kernel.organisations.queries import joining as queries
from allotment.kernel.organisations.services import OrganisationError
from allotment.kernel.organisations.services import joining as services
from allotment.kernel.organisations.views import lists
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed


@allowed("organisations.administer", fetch=organisations.own)
def domains(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The mail domains of an organisation, and one more to claim."""
    form = DomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.claim(organisation=organisation, by=person_of(request), **form.cleaned_data)
        except OrganisationError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The site administrator will decide about it."))
            return redirect("organisations:domains", key=organisation.key)
    context = {
        "organisation": organisation,
        "form": form,
        "domains": queries.domains_in(organisation),
    }
    return render(request, "organisations/domains.html", context)


@allowed("site.keep")
def claims(request: HttpRequest) -> HttpResponseBase:
    """Every mail domain that was claimed."""
    table = lists.claims()
    found = queries.claims(table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    return render(request, "organisations/claims.html", {"found": table.shown(request, found)})


@allowed("site.keep", fetch=queries.claim)
def decide_domain(request: HttpRequest, domain: MailDomain) -> HttpResponse:
    """Approve or refuse a mail domain."""
    claimed_by = domain.claimed_by.display_name if domain.claimed_by else _("Somebody who has left")
    return _answered(
        request,
        lambda **said: services.decide_domain(domain=domain, by=person_of(request), **said),
        {
            "heading": _("Is %(domain)s the domain of %(name)s?")
            % {"domain": domain.name, "name": domain.organisation.name},
            "lead": _(
                "%(person)s says so. Whoever has a confirmed address there could then ask to join; "
                "its administrators decide about each."
            )
            % {"person": claimed_by},
            "back": reverse("organisations:claims"),
        },
    )


@allowed("people.own_account", fetch=queries.one_open_to)
def ask(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Ask to join; from a button on the page of one's organisations."""
    if request.method == "POST":
        try:
            services.ask(organisation=organisation, by=person_of(request))
        except OrganisationError as error:
            messages.warning(request, str(error))
        else:
            said = _("%(name)s has been asked. You will be told what it answers.")
            messages.success(request, said % {"name": organisation.name})
    return redirect("organisations:mine")


@allowed("organisations.administer_role", fetch=queries.request_in)
def answer(request: HttpRequest, asked: JoinRequest) -> HttpResponse:
    """Let somebody in, or refuse with a reason."""
    return _answered(
        request,
        lambda **said: services.answer(request=asked, by=person_of(request), **said),
        {
            "heading": _("Does %(person)s belong to %(name)s?")
            % {"person": asked.person.display_name, "name": asked.organisation.name},
            "lead": _(
                "%(addresses)s They would become a member; other roles you can give them afterwards."
            )
            % {"addresses": _addresses(asked)},
            "back": reverse("organisations:people", args=[asked.organisation.key]),
        },
    )


def _addresses(asked: JoinRequest) -> str:
    found = queries.addresses_at(asked.organisation, asked.person)
    if not found:
        return _("They have no confirmed address at a domain of yours any more.")
    return _("Confirmed at a domain of yours: %(emails)s.") % {"emails": ", ".join(found)}


def _answered(request: HttpRequest, act: Callable[..., None], page: dict[str, Any]) -> HttpResponse:
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(approve=form.cleaned_data["answer"] == "yes", why=form.cleaned_data["why"])
        except OrganisationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your answer has been sent."))
            return redirect(page["back"])
    return render(request, "web/form.html", {**page, "form": form, "button": _("Answer")})
