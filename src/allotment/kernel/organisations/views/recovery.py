"""Pages for somebody who has lost their second step, and for the colleagues who know them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from allotment.kernel.organisations.forms import KnowThemForm, LostForm
from allotment.kernel.organisations.models import Recovery
from allotment.kernel.organisations.queries import recovery as queries
from allotment.kernel.organisations.services import OrganisationError
from allotment.kernel.organisations.services import recovery as services
from allotment.kernel.people.models import User
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import PUBLIC, allowed


@allowed(PUBLIC)
def begin(request: HttpRequest) -> HttpResponse:
    """Somebody has lost their second step: whoever they are, the answer is the same."""
    form = LostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.send_link(email=form.cleaned_data["email"])
        return _said(
            request,
            _("Check your e-mail"),
            _(
                "If there is an account with this address and a second step, we have sent an e-mail."
            ),
        )
    page = {
        "form": form,
        "heading": _("You have lost your second step"),
        "lead": _(
            "Try your recovery codes first. If you have none, two colleagues can confirm that it is "
            "you; then you set up a new second step."
        ),
        "button": _("Send me an e-mail"),
        "back": reverse("account_login"),
    }
    return render(request, "web/form.html", page)


@allowed(PUBLIC, fetch=queries.who_lost)
def lost(request: HttpRequest, person: User) -> HttpResponse:
    """Ask the colleagues; the address shows that the person reads their mail."""
    problem = ""
    if request.method == "POST":
        try:
            services.ask(by=person)
        except OrganisationError as error:
            problem = str(error)
        else:
            words = _(
                "Now talk to two of them, so that they know that it is you. When both have "
                "confirmed it, you get an e-mail. They have a week."
            )
            return _said(request, _("Your colleagues have been asked"), words)
    page = {
        "heading": _("Ask your colleagues?"),
        "words": _(
            "Everybody who works with you and uses two-step verification is told that you have lost "
            "yours. Two of them must confirm that it is you."
        ),
        "button": _("Ask them"),
        "problem": problem,
    }
    return render(request, "organisations/recovery.html", page)


@allowed("organisations.confirm_recovery", fetch=queries.to_confirm)
def confirm(request: HttpRequest, recovery: Recovery) -> HttpResponse:
    """A colleague says whether it is them who asks."""
    form = KnowThemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data["answer"] == "no":
                services.stop(recovery=recovery, by=person_of(request))
                said = _("The request was stopped, and they have been notified.")
            elif services.confirm(recovery=recovery, by=person_of(request)):
                said = _("Thank you. They can now set up a new second step.")
            else:
                said = _("Thank you. Another colleague must confirm it, too.")
        except OrganisationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("site:tasks")
    page = {
        "form": form,
        "heading": _("Is it %(name)s who asks?") % {"name": recovery.person.display_name},
        "lead": _(
            "Somebody who reads e-mails to %(email)s says that they have lost their second step. Talk "
            "to them in person or on a number that you know. Then two colleagues must confirm it."
        )
        % {"email": recovery.person.email},
        "warning": _("If you are wrong, a stranger may get into the account."),
        "button": _("Answer"),
        "back": reverse("site:tasks"),
    }
    return render(request, "web/form.html", page)


@allowed(PUBLIC, fetch=queries.to_stop)
def stop(request: HttpRequest, recovery: Recovery) -> HttpResponse:
    """The person did not ask; whoever has the address from the e-mail can stop it."""
    if request.method == "POST":
        services.stop(recovery=recovery, by=recovery.person)
        words = _(
            "The account is as it was before. Change its password if you think that it is known."
        )
        return _said(request, _("The request was stopped"), words)
    page = {
        "heading": _("Stop this request?"),
        "words": _("Nobody will be able to remove the second step of this account."),
        "button": _("Stop it"),
    }
    return render(request, "organisations/recovery.html", page)


@allowed(PUBLIC, fetch=queries.to_use)
def use(request: HttpRequest, recovery: Recovery) -> HttpResponse:
    """Take the lost second step away, once."""
    problem = ""
    if request.method == "POST":
        try:
            services.use(recovery=recovery)
        except OrganisationError as error:
            problem = str(error)
        else:
            messages.success(request, _("Now sign in, and set up a new second step."))
            to = urlencode({"next": reverse("mfa_index")})
            return redirect(f"{reverse('account_login')}?{to}")
    page = {
        "heading": _("Remove the lost second step?"),
        "words": _(
            "Your app, passkeys and recovery codes will no longer work, and you are signed out "
            "everywhere. Then you sign in and set up new ones."
        ),
        "button": _("Remove"),
        "problem": problem,
    }
    return render(request, "organisations/recovery.html", page)


def _said(request: HttpRequest, heading: str, words: str) -> HttpResponse:
    return render(request, "web/message.html", {"heading": heading, "paragraphs": [words]})
