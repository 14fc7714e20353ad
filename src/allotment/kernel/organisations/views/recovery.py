"""Pages for somebody who has lost their second step, and for the colleagues who know them."""

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from allotment.kernel.organisations.forms import KnowThemForm, LostForm
from allotment.kernel.organisations.models import Recovery
from allotment.kernel.organisations.queries import recovery as queries
from allotment.kernel.organisations.services import recovery as services
from allotment.kernel.people.models import User
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.web.pages import FormPage


@allowed(PUBLIC)
def begin(request: HttpRequest) -> FormPage:
    """Somebody has lost their second step: whoever they are, the answer is the same."""

    def act(form: BaseForm) -> HttpResponse:
        services.send_link(email=form.cleaned_data["email"])
        words = _(
            "If there is an account with this address and a second step, we have sent an e-mail."
        )
        return _message_page(request, _("Check your e-mail"), words)

    login = reverse("account_login")
    return FormPage(
        form=LostForm,
        act=act,
        then=login,
        heading=_("You have lost your second step"),
        lead=_(
            "Try your recovery codes first. If you have none, two colleagues can confirm that it is "
            "you; then you set up a new second step."
        ),
        button=_("Send me an e-mail"),
        back=login,
    )


@allowed(PUBLIC, fetch=queries.who_lost)
def lost(request: HttpRequest, person: User) -> FormPage:
    """Ask the colleagues; the address shows that the person reads their mail."""

    def act(_form: BaseForm) -> HttpResponse:
        services.ask(by=person)
        words = _(
            "Now talk to two of them, so that they know that it is you. When both have "
            "confirmed it, you get an e-mail. They have a week."
        )
        return _message_page(request, _("Your colleagues have been asked"), words)

    return FormPage(
        act=act,
        then=request.path,
        heading=_("Ask your colleagues?"),
        lead=_(
            "Everybody who works with you and uses two-step verification is told that you have lost "
            "yours. Two of them must confirm that it is you."
        ),
        button=_("Ask them"),
    )


@allowed("organisations.confirm_recovery", fetch=queries.to_confirm)
def confirm(request: HttpRequest, recovery: Recovery) -> FormPage:
    """A colleague says whether it is them who asks."""

    def act(form: BaseForm) -> str:
        if form.cleaned_data["answer"] == "no":
            services.stop(recovery=recovery, by=person_of(request))
            return _("The request was stopped, and they have been notified.")
        if services.confirm(recovery=recovery, by=person_of(request)):
            return _("Thank you. They can now set up a new second step.")
        return _("Thank you. Another colleague must confirm it, too.")

    tasks = reverse("site:tasks")
    return FormPage(
        form=KnowThemForm,
        act=act,
        done=str,
        then=tasks,
        heading=_("Is it %(name)s who asks?") % {"name": recovery.person.display_name},
        lead=_(
            "Somebody who reads e-mails to %(email)s says that they have lost their second step. Talk "
            "to them in person or on a number that you know. Then two colleagues must confirm it."
        )
        % {"email": recovery.person.email},
        warning=_("If you are wrong, a stranger may get into the account."),
        button=_("Answer"),
        back=tasks,
    )


@allowed(PUBLIC, fetch=queries.to_stop)
def stop(request: HttpRequest, recovery: Recovery) -> FormPage:
    """The person did not ask; whoever has the address from the e-mail can stop it."""

    def act(_form: BaseForm) -> HttpResponse:
        services.stop(recovery=recovery, by=recovery.person)
        words = _(
            "The account is as it was before. Change its password if you think that it is known."
        )
        return _message_page(request, _("The request was stopped"), words)

    return FormPage(
        act=act,
        then=request.path,
        heading=_("Stop this request?"),
        lead=_("Nobody will be able to remove the second step of this account."),
        button=_("Stop it"),
    )


@allowed(PUBLIC, fetch=queries.to_use)
def use(request: HttpRequest, recovery: Recovery) -> FormPage:
    """Take the lost second step away, once."""
    onward = urlencode({"next": reverse("mfa_index")})
    return FormPage(
        act=lambda _form: services.use(recovery=recovery),
        done=_("Now sign in, and set up a new second step."),
        then=f"{reverse('account_login')}?{onward}",
        heading=_("Remove the lost second step?"),
        lead=_(
            "Your app, passkeys and recovery codes will no longer work, and you are signed out "
            "everywhere. Then you sign in and set up new ones."
        ),
        button=_("Remove"),
    )


def _message_page(request: HttpRequest, heading: str, words: str) -> HttpResponse:
    return render(request, "web/message.html", {"heading": heading, "paragraphs": [words]})
