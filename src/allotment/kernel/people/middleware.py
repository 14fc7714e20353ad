"""How long one stays signed in."""

import time
from collections.abc import Callable

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]


def sign_out_in_the_end(get_response: Next) -> Next:
    """Sign out whoever last showed who they are longer ago than a session lasts, though they have been
    busy since: each change to a session would prolong it for ever."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            shown = [
                each["at"] for each in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
            ]
            if shown and max(shown) < time.time() - settings.SESSION_COOKIE_AGE:
                logout(request)
        return get_response(request)

    return middleware
