"""The decorator by which every view says who may come in."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from allotment.kernel.permissions.rules import Refused, may
from allotment.kernel.web.pages import Page
from allotment.kernel.web.typed import words_of

View = Callable[..., HttpResponseBase | Page]
Guarded = Callable[..., HttpResponseBase]
Fetch = Callable[..., Any]

#: Marks a view as one that anybody may see; the test that walks every address reads it.
PUBLIC = "public"


def _sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; whoever was signed out while they wrote first gets what they wrote."""
    sign_in = redirect_to_login(request.get_full_path())
    if not (typed := words_of(request)):
        return sign_in
    context = {
        "heading": _("You have been signed out"),
        "paragraphs": [_("Nothing was saved. Sign in and send it again.")],
        "links": [(_("Sign in"), sign_in.url)],
        "typed": typed,
    }
    answer = render(request, "web/message.html", context, status=403)
    answer["Cache-Control"] = "no-store"
    return answer


def allowed(permission: str, *, fetch: Fetch | None = None) -> Callable[[View], Guarded]:
    """Let a view run only for those who may.

    With `fetch`, the address's parts go to `fetch(user, **parts)`, which returns the object or
    raises ObjectDoesNotExist: then an outsider gets "not found". The view is called with the request
    and the object, and returns a response, or a page that the kernel answers. `PUBLIC` as permission
    lets everybody in who can fetch.
    """

    def decorate(view: View) -> Guarded:
        @functools.wraps(view)
        def guarded(request: HttpRequest, **parts: Any) -> HttpResponseBase:
            arguments: tuple[Any, ...] = ()
            target = None
            if permission != PUBLIC and not request.user.is_authenticated:
                return _sign_in(request)
            if fetch is not None:
                try:
                    target = fetch(request.user, **parts)
                except ObjectDoesNotExist:
                    raise Http404 from None
                arguments, parts = (target,), {}
            if permission != PUBLIC:
                verdict = may(request.user, permission, target)
                if not verdict:
                    raise Refused(verdict.reason, verdict.mend)
            answer = view(request, *arguments, **parts)
            return answer if isinstance(answer, HttpResponseBase) else answer.respond(request)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
