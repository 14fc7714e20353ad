"""How long one stays signed in."""

import time
from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

Next = Callable[[HttpRequest], HttpResponse]


class SignOutAfterMaximumAge:
    """Sign out whoever last showed who they are longer ago than a session lasts, though they have been
    busy since: each change to a session would prolong it for ever."""

    def __init__(self, get_response: Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Only once the form's token has been read: while the session cannot be, its words are given
        back."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return
        shown = [each["at"] for each in request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])]
        if shown and max(shown) < time.time() - settings.SESSION_COOKIE_AGE:
            logout(request)
