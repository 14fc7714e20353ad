"""Pages of joining: an organisation's mail domains, asking, and answering."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.organisations import queries as organisations
from allotment.kernel.organisations.forms import AnswerForm, DomainForm
from allotment.kernel.organisations.models import JoinRequest, MailDomain, Organisation
from allotment.kernel.organisations.queries import joining as queries
from allotment.kernel.organisations.services import joining as services
from allotment.kernel.organisations.views import lists
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.pages import Button, FormPage, Link, ListPage


@allowed("organisations.administer", fetch=organisations.own)
def domains(request: HttpRequest, organisation: Organisation) -> FormPage:
    """The mail domains of an organisation, and one more to claim."""
    return FormPage(
        form=DomainForm,
        act=lambda form: services.claim(
            organisation=organisation, by=person_of(request), **form.cleaned_data
        ),
        done=_("The site administrator will decide about it."),
        then=request.path,
        template="organisations/domains.html",
        context={"organisation": organisation, "domains": queries.domains_in(organisation)},
    )


@allowed("site.keep")
def claims(request: HttpRequest) -> ListPage[MailDomain]:
    """Every mail domain that was claimed."""
    return ListPage(
        table=lists.claims(),
        rows=queries.claims,
        lead=_("Only the site administrator sees this list."),
        back=Link(_("All organisations"), reverse("organisations:every")),
    )


@allowed("site.keep", fetch=queries.claim)
def decide_domain(request: HttpRequest, domain: MailDomain) -> FormPage:
    """Approve or refuse a mail domain."""
    claimed_by = domain.claimed_by.display_name if domain.claimed_by else _("Somebody who has left")
    return _answering(
        lambda **cleaned: services.decide_domain(domain=domain, by=person_of(request), **cleaned),
        heading=_("Is %(domain)s the domain of %(name)s?")
        % {"domain": domain.name, "name": domain.organisation.name},
        lead=_(
            "%(person)s says so. Whoever has a confirmed address there could then ask to join; "
            "its administrators decide about each."
        )
        % {"person": claimed_by},
        back=reverse("organisations:claims"),
    )


@allowed("people.own_account", fetch=queries.one_open_to)
def ask(request: HttpRequest, organisation: Organisation) -> Button:
    """Ask to join; from a button on the page of one's organisations."""
    return Button(
        act=lambda: services.ask(organisation=organisation, by=person_of(request)),
        done=_("%(name)s has been asked. You will be told what it answers.")
        % {"name": organisation.name},
        back=reverse("organisations:mine"),
    )


@allowed("organisations.administer_role", fetch=queries.request_in)
def answer(request: HttpRequest, asked: JoinRequest) -> FormPage:
    """Let somebody in, or refuse with a reason."""
    return _answering(
        lambda **cleaned: services.answer(request=asked, by=person_of(request), **cleaned),
        heading=_("Does %(person)s belong to %(name)s?")
        % {"person": asked.person.display_name, "name": asked.organisation.name},
        lead=_(
            "%(addresses)s They would become a member; other roles you can give them afterwards."
        )
        % {"addresses": _addresses(asked)},
        back=reverse("organisations:people", args=[asked.organisation.key]),
    )


def _addresses(asked: JoinRequest) -> str:
    found = queries.addresses_at(asked.organisation, asked.person)
    if not found:
        return _("They have no confirmed address at a domain of yours any more.")
    return _("Confirmed at a domain of yours: %(emails)s.") % {"emails": ", ".join(found)}


def _answering(act: Callable[..., Any], *, heading: str, lead: str, back: str) -> FormPage:
    return FormPage(
        form=AnswerForm,
        act=lambda form: act(
            approve=form.cleaned_data["answer"] == "yes", why=form.cleaned_data["why"]
        ),
        done=_("Your answer has been sent."),
        then=back,
        heading=heading,
        lead=lead,
        button=_("Answer"),
        back=back,
    )
