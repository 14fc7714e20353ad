"""A person's own account."""

from urllib.parse import urlsplit

import requests
from allauth.socialaccount.providers.openid_connect.views import login as openid_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.people import queries, services
from allotment.kernel.people.forms import ProfileForm
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.web.pages import Button, FormPage


@allowed("people.own_account")
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account in one place."""
    context = {
        "person": person_of(request),
        "has_single_sign_on": bool(settings.SOCIALACCOUNT_PROVIDERS),
    }
    return render(request, "people/account.html", context)


@allowed("people.own_account")
def profile(request: HttpRequest) -> FormPage:
    """Name, telephone and what one needs."""
    person, back = person_of(request), reverse("people:account")
    return FormPage(
        form=ProfileForm,
        initial={"name": person.name, "phone": person.phone, "access_needs": person.access_needs},
        act=lambda form: services.change_profile(by=person, **form.cleaned_data),
        done=_("Your profile has been saved."),
        then=back,
        heading=_("Your profile"),
        button=_("Save"),
        back=back,
    )


@allowed("people.own_account")
def sign_out_everywhere(request: HttpRequest) -> FormPage:
    """Sign out in every other browser."""

    def done(ended: int) -> str:
        message = ngettext(
            "You have signed out in %(count)d other browser.",
            "You have signed out in %(count)d other browsers.",
            ended,
        )
        return message % {"count": ended}

    back = reverse("people:account")
    return FormPage(
        act=lambda _form: services.sign_out_everywhere(
            by=person_of(request), keep_session=request.session.session_key
        ),
        done=done,
        then=back,
        heading=_("Sign out everywhere else"),
        lead=_(
            "Every other browser in which you are signed in will ask you to sign in again. This one "
            "stays signed in."
        ),
        button=_("Sign out everywhere else"),
        back=back,
    )


@allowed("people.own_account")
def sessions(request: HttpRequest) -> HttpResponse | Button:
    """Where one is signed in; each other browser can be signed out."""
    person = person_of(request)
    if request.method == "POST":
        return Button(
            act=lambda: services.sign_out_one(by=person, session=request.POST.get("session", "")),
            done=lambda ended: _("That browser has been signed out.") if ended else "",
            back=request.path,
        )
    return render(
        request,
        "usersessions/usersession_list.html",
        {"sessions": queries.sessions_of(person, request.session.session_key)},
    )


@allowed(PUBLIC)
def single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go to an organisation's own sign-in.

    The package answers a form with a redirect to another site, which our Content-Security-Policy
    (form-action) does not let a browser follow: hence a page that goes there by itself.
    """
    try:
        response: HttpResponseBase = openid_login(request, provider_id)
    except requests.RequestException:
        return render(request, "socialaccount/authentication_error.html", status=503)
    address = response.headers.get("Location", "")
    if response.status_code == 302 and urlsplit(address).netloc not in {"", request.get_host()}:
        page = render(request, "socialaccount/login_redirect.html", {"redirect_to": address})
        page.headers["Cache-Control"] = "no-store"
        return page
    return response
