"""A person's own account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from allotment.kernel.people import services
from allotment.kernel.people.forms import ProfileForm
from allotment.kernel.people.models import User
from allotment.kernel.permissions.views import allowed


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@allowed("people.own_account")
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account in one place."""
    return render(request, "people/account.html", {"person": _user(request)})


@allowed("people.own_account")
def profile(request: HttpRequest) -> HttpResponse:
    person = _user(request)
    form = ProfileForm(
        request.POST or None,
        initial={
            "name": person.name,
            "phone": person.phone,
            "access_needs": person.access_needs,
            "mail": person.mail_choices.get("send", "all"),
        },
    )
    if request.method == "POST" and form.is_valid():
        services.change_profile(by=person, **form.cleaned_data)
        messages.success(request, _("Your profile has been saved."))
        return redirect("people:account")
    return render(
        request,
        "web/form.html",
        {"form": form, "heading": _("Your profile"), "button": _("Save"), "back": "/account/"},
    )


@allowed("people.own_account")
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        ended = services.sign_out_everywhere(
            by=_user(request), keep_session=request.session.session_key
        )
        messages.success(request, _("Signed out on %(count)d other devices.") % {"count": ended})
        return redirect("people:account")
    return render(request, "people/sign_out_everywhere.html")
