"""Pages of a person's organisations: who works there, invitations, handing over."""

import dataclasses
import uuid

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from allotment.kernel.organisations import queries, services
from allotment.kernel.organisations.domain import roles
from allotment.kernel.organisations.forms import HandOverForm, InvitationForm, OrganisationForm
from allotment.kernel.organisations.models import Invitation, Membership, Organisation
from allotment.kernel.organisations.queries import joining
from allotment.kernel.organisations.views import lists
from allotment.kernel.people.models import User
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import PUBLIC, allowed


@dataclasses.dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who leaves an organisation."""

    organisation: Organisation
    person: User


@allowed("people.own_account")
def mine(request: HttpRequest) -> HttpResponseBase:
    """The person's organisations; where there is only one there is nothing to sort or narrow."""
    table = lists.mine()
    asked = table.asked(request)
    rows = queries.mine(person_of(request), asked)
    if asked.as_file:
        return table.file(rows)
    found = table.shown(request, rows)
    several = found.count > 1 or found.is_narrowed
    person = person_of(request)
    context = {
        "found": found,
        "several": several,
        "open_to": joining.open_to(person),
        "asked": joining.asked_by(person),
    }
    return render(request, "organisations/mine.html", context)


@allowed("organisations.add")
def add(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_organisation(by=person_of(request), **form.cleaned_data)
        except services.OrganisationError as error:
            form.add_error("org_id", str(error))
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": made.name})
            return redirect("organisations:people", key=made.key)
    return render(
        request,
        "web/form.html",
        {
            "form": form,
            "heading": _("Add an organisation"),
            "button": _("Add"),
            "back": reverse("organisations:mine"),
        },
    )


@allowed("organisations.see_people", fetch=queries.own)
def people(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    may_administer = may(person_of(request), "organisations.administer", organisation)
    table = lists.people(organisation, changes=bool(may_administer))
    found = queries.colleagues(organisation, table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    return render(
        request,
        "organisations/people.html",
        {
            "organisation": organisation,
            "found": table.shown(request, found),
            "invitations": queries.open_invitations(organisation),
            "role_name": roles.name_of,
            "asking": joining.waiting_in([organisation.pk]) if may_administer else [],
            "may_administer": may_administer,
            "reads_history": may(person_of(request), "organisations.read_history", organisation),
        },
    )


@allowed("organisations.administer", fetch=queries.own)
def invitations(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """Everybody who was invited, and what became of it."""
    table = lists.invitations(organisation)
    found = queries.invitations(organisation, table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    context = {
        "organisation": organisation,
        "found": table.shown(request, found),
        "states": lists.invitation_states(),
    }
    return render(request, "organisations/invitations.html", context)


@allowed("organisations.administer", fetch=queries.own)
def change(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    initial = {n: getattr(organisation, n) for n in ("name", "kind", "org_id", "postcode", "web")}
    form = OrganisationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(
                organisation=organisation, by=person_of(request), **form.cleaned_data
            )
        except services.OrganisationError as error:
            form.add_error("org_id", str(error))
        else:
            return redirect("organisations:people", key=organisation.key)
    return render(
        request,
        "web/form.html",
        {"form": form, "heading": _("Change the details"), "button": _("Save"),
         "back": reverse("organisations:people", args=[organisation.key])},
    )  # fmt: skip


@allowed("organisations.administer", fetch=queries.own)
def invite(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    form = InvitationForm(request.POST or None, for_funder=organisation.is_funder)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite(organisation=organisation, by=person_of(request), **form.cleaned_data)
        except services.OrganisationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The invitation has been sent. It is valid for two weeks."))
            return redirect("organisations:people", key=organisation.key)
    return render(
        request,
        "web/form.html",
        {"form": form, "heading": _("Invite somebody"), "button": _("Send the invitation"),
         "caption": organisation.name, "back": reverse("organisations:people", args=[organisation.key])},
    )  # fmt: skip


@allowed(PUBLIC, fetch=queries.offered)
def accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """What is offered, to whoever holds the link; the invited person takes it."""
    problem = ""
    if request.user.is_authenticated:
        problem = services.why_not(invitation=invitation, by=person_of(request))
    elif not queries.is_open(invitation):
        problem = services.too_late()
    elif request.method == "POST":
        return redirect_to_login(request.path)
    if request.method == "POST" and not problem:
        try:
            services.accept_invitation(invitation=invitation, by=person_of(request))
        except services.OrganisationError as error:
            problem = str(error)
        else:
            messages.success(
                request, _("Welcome to %(name)s.") % {"name": invitation.organisation.name}
            )
            return redirect("site:tasks")
    context = {
        "invitation": invitation,
        "role": roles.name_of(invitation.role),
        "description": roles.description_of(invitation.role),
        "problem": problem,
        "next_here": urlencode({"next": request.path}),
    }
    return render(request, "organisations/accept.html", context)


def _membership(user: User, key: str, membership: int) -> Membership:
    return Membership.objects.select_related("organisation", "person").get(
        pk=membership, organisation=queries.own(user, key), ended_at=None
    )


def _invitation(user: User, key: str, invitation: str) -> Invitation:
    return Invitation.objects.select_related("organisation").get(
        key=invitation, organisation=queries.own(user, key)
    )


def _leaver(user: User, key: str, person: uuid.UUID) -> Leaver:
    organisation = queries.own(user, key)
    held = Membership.objects.filter(organisation=organisation, person=person, ended_at=None)
    first = held.select_related("person").first()
    if first is None:
        raise Membership.DoesNotExist
    return Leaver(organisation, first.person)


@allowed("organisations.administer_role", fetch=_membership)
def end_role(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Ask once, then end the role."""
    problem = ""
    if request.method == "POST":
        try:
            services.end_role(membership=membership, by=person_of(request))
        except services.OrganisationError as error:
            problem = str(error)
        else:
            return redirect("organisations:people", key=membership.organisation.key)
    return render(
        request, "organisations/end_role.html", {"membership": membership, "problem": problem}
    )


@allowed("organisations.administer_role", fetch=_invitation)
def withdraw(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if request.method == "POST":
        services.withdraw_invitation(invitation=invitation, by=person_of(request))
    return redirect("organisations:people", key=invitation.organisation.key)


@allowed("organisations.administer_role", fetch=_leaver)
def hand_over(request: HttpRequest, leaver: Leaver) -> HttpResponse:
    """A colleague leaves: one step gives their roles to somebody else."""
    others = {
        c.person_id: c.name
        for c in queries.colleagues(leaver.organisation)
        if c.person_id != str(leaver.person.pk)
    }
    form = HandOverForm(request.POST or None, people=list(others.items()))
    if request.method == "POST" and form.is_valid():
        try:
            moved = services.hand_over(
                organisation=leaver.organisation,
                leaving=leaver.person,
                to=User.objects.get(pk=form.cleaned_data["to"]),
                by=person_of(request),
            )
        except services.OrganisationError as error:
            form.add_error(None, str(error))
        else:
            said = _("%(count)d roles have been handed over.")
            messages.success(request, said % {"count": moved})
            return redirect("organisations:people", key=leaver.organisation.key)
    return render(
        request,
        "web/form.html",
        {
            "form": form,
            "heading": _("Hand over the work of %(name)s") % {"name": leaver.person.display_name},
            "lead": _("Their roles end here at once, and the person you choose takes them over."),
            "button": _("Hand over"),
            "back": reverse("organisations:people", args=[leaver.organisation.key]),
        },
    )
