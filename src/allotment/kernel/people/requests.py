"""Who makes a request, and whether it is still them."""

import functools
import time
from collections.abc import Callable

from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from allotment.kernel.people.models import User

View = Callable[[HttpRequest], HttpResponse]

#: For so many seconds after signing in, somebody without password and second step is believed.
FRESH = 10 * 60


def person_of(request: HttpRequest) -> User:
    """The person signed in. Only for views that let nobody else in; there it cannot fail."""
    assert isinstance(request.user, User)
    return request.user


def is_it_still_you(*, back: str) -> Callable[[View], View]:
    """Ask once more for password, code or passkey before the view's form does what it does.

    Afterwards the person is at the page named `back`, and for five minutes the form does it. Who has
    none of the three (they sign in with a code by e-mail, or with their organisation's account) signs
    in again.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def asking(request: HttpRequest) -> HttpResponse:
            person = person_of(request)
            if request.method != "POST" or (settings.DEMO and person.is_demonstration):
                return view(request)
            if reauthentication.get_reauthentication_flows(person):
                if not reauthentication.did_recently_reauthenticate(request):
                    return redirect_to_login(reverse(back), reverse("account_reauthenticate"))
            elif not _signed_in_lately(request, person):
                logout(request)
                messages.info(request, _("Sign in again first, to show that it is still you."))
                return redirect_to_login(reverse(back))
            return view(request)

        return asking

    return decorate


def _signed_in_lately(request: HttpRequest, person: User) -> bool:
    moments = [each.get("at", 0) for each in get_authentication_records(request, person)]
    return bool(moments) and time.time() - max(moments) < FRESH
