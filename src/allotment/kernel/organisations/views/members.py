"""Pages of a person's organisations: who works there, invitations, handing over."""

import dataclasses
import uuid
from functools import partial

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
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
from allotment.kernel.web.pages import Button, FormPage, Link, ListPage


@dataclasses.dataclass(frozen=True, slots=True)
class Leaver:
    """Somebody who leaves an organisation."""

    organisation: Organisation
    person: User


@allowed("people.own_account")
def mine(request: HttpRequest) -> ListPage[queries.Mine]:
    """The person's organisations; where there is only one there is nothing to sort or narrow."""
    person = person_of(request)
    return ListPage(
        table=lists.mine(),
        rows=partial(queries.mine, person),
        template="organisations/mine.html",
        context=lambda found: {
            "several": found.count > 1 or found.is_narrowed,
            "open_to": joining.open_to(person),
            "asked": joining.asked_by(person),
        },
    )


@allowed("organisations.add")
def add(request: HttpRequest) -> FormPage:
    """Add an organisation, of which one is then the administrator."""
    return FormPage(
        form=OrganisationForm,
        act=lambda form: services.add_organisation(by=person_of(request), **form.cleaned_data),
        done=lambda made: _("%(name)s has been added.") % {"name": made.name},
        then=lambda made: reverse("organisations:people", args=[made.key]),
        heading=_("Add an organisation"),
        button=_("Add"),
        back=reverse("organisations:mine"),
    )


@allowed("organisations.see_people", fetch=queries.own)
def people(request: HttpRequest, organisation: Organisation) -> ListPage[queries.Colleague]:
    """Who works there, and who is invited or asks to."""
    may_administer = may(person_of(request), "organisations.administer", organisation)
    return ListPage(
        table=lists.people(organisation, changes=bool(may_administer)),
        rows=partial(queries.colleagues, organisation),
        template="organisations/people.html",
        context=lambda _found: {
            "organisation": organisation,
            "invitations": queries.open_invitations(organisation),
            "role_name": roles.name_of,
            "asking": joining.waiting_in([organisation.pk]) if may_administer else [],
            "may_administer": may_administer,
            "reads_history": may(person_of(request), "organisations.read_history", organisation),
        },
    )


@allowed("organisations.administer", fetch=queries.own)
def invitations(request: HttpRequest, organisation: Organisation) -> ListPage[queries.Invited]:
    """Everybody who was invited, and what became of it."""
    return ListPage(
        table=lists.invitations(organisation),
        rows=partial(queries.invitations, organisation),
        caption=organisation.name,
        lead=_("Only administrators of this organisation see this list."),
        back=Link(organisation.name, _people_page(organisation)),
    )


@allowed("organisations.administer", fetch=queries.own)
def change(request: HttpRequest, organisation: Organisation) -> FormPage:
    """Change an organisation's details."""
    page = _people_page(organisation)
    return FormPage(
        form=OrganisationForm,
        initial={
            n: getattr(organisation, n) for n in ("name", "kind", "org_id", "postcode", "web")
        },
        is_shared=True,
        act=lambda form: services.change_organisation(
            organisation=organisation, by=person_of(request), **form.cleaned_data
        ),
        then=page,
        heading=_("Change the details"),
        button=_("Save"),
        back=page,
    )


@allowed("organisations.administer", fetch=queries.own)
def invite(request: HttpRequest, organisation: Organisation) -> FormPage:
    """Invite somebody by e-mail to take a role."""
    page = _people_page(organisation)
    return FormPage(
        form=partial(InvitationForm, for_funder=organisation.is_funder),
        act=lambda form: services.invite(
            organisation=organisation, by=person_of(request), **form.cleaned_data
        ),
        done=_("The invitation has been sent. It is valid for two weeks."),
        then=page,
        heading=_("Invite somebody"),
        caption=organisation.name,
        button=_("Send the invitation"),
        back=page,
    )


def _people_page(organisation: Organisation) -> str:
    return reverse("organisations:people", args=[organisation.key])


@allowed(PUBLIC, fetch=queries.offered)
def accept(request: HttpRequest, invitation: Invitation) -> HttpResponseBase | FormPage:
    """What is offered, to whoever holds the link; the invited person takes it."""
    problem = ""
    if isinstance(request.user, User):
        problem = services.why_not(invitation=invitation, by=request.user)
    elif not queries.is_open(invitation):
        problem = services.TOO_LATE
    elif request.method == "POST":
        return redirect_to_login(request.path)
    context = {
        "invitation": invitation,
        "role": roles.name_of(invitation.role),
        "description": roles.description_of(invitation.role),
        "next_here": urlencode({"next": request.path}),
        "problem": _(problem) if problem else "",
        "form": None,
    }
    if problem:
        return render(request, "organisations/accept.html", context)
    return FormPage(
        act=lambda _form: services.accept_invitation(invitation=invitation, by=person_of(request)),
        done=_("Welcome to %(name)s.") % {"name": invitation.organisation.name},
        then=reverse("site:tasks"),
        template="organisations/accept.html",
        context=context,
    )


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
def end_role(request: HttpRequest, membership: Membership) -> FormPage:
    """Ask once, then end the role."""
    return FormPage(
        act=lambda _form: services.end_role(membership=membership, by=person_of(request)),
        then=_people_page(membership.organisation),
        template="organisations/end_role.html",
        context={"membership": membership},
    )


@allowed("organisations.administer_role", fetch=_invitation)
def withdraw(request: HttpRequest, invitation: Invitation) -> Button:
    """Take an invitation back."""
    return Button(
        act=lambda: services.withdraw_invitation(invitation=invitation, by=person_of(request)),
        back=_people_page(invitation.organisation),
    )


@allowed("organisations.administer_role", fetch=_leaver)
def hand_over(request: HttpRequest, leaver: Leaver) -> FormPage:
    """A colleague leaves: one step gives their roles to somebody else."""
    page = _people_page(leaver.organisation)
    others = {
        c.person_id: c.name
        for c in queries.colleagues(leaver.organisation)
        if c.person_id != str(leaver.person.pk)
    }
    return FormPage(
        form=partial(HandOverForm, people=list(others.items())),
        act=lambda form: services.hand_over(
            organisation=leaver.organisation,
            leaving=leaver.person,
            to=User.objects.get(pk=form.cleaned_data["to"]),
            by=person_of(request),
        ),
        done=lambda moved: _("%(count)d roles have been handed over.") % {"count": moved},
        then=page,
        heading=_("Hand over the work of %(name)s") % {"name": leaver.person.display_name},
        lead=_("Their roles end here at once, and the person you choose takes them over."),
        button=_("Hand over"),
        back=page,
    )
