"""What holds for every page: its reference and its count, headers, refusals."""

import logging
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext as _

from allotment.kernel.domain.sentences import RuleBrokenError
from allotment.kernel.web.logs import reference
from allotment.kernel.web.typed import words_of

Next = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("allotment.requests")


def watch(get_response: Next) -> Next:
    """Give each request a reference, which its log lines, its answer and an error page carry; write
    down and count what became of it: by the address's name, never the address."""
    from importlib import import_module

    observe = None
    if settings.METRICS_TOKEN:
        observe = import_module("allotment.kernel.web.measuring").observe

    def middleware(request: HttpRequest) -> HttpResponse:
        began, name = time.perf_counter(), secrets.token_hex(8)
        token = reference.set(name)
        try:
            response = get_response(request)
            seconds = time.perf_counter() - began
            response.headers["X-Request-ID"] = name
            method, route, status = request.method or "", _route(request), response.status_code
            log.info(
                "request",
                extra={
                    "method": method, "route": route, "status": status,
                    "ms": round(seconds * 1000, 1),
                },
            )  # fmt: skip
            if observe is not None:
                observe(method=method, route=route, status=status, seconds=seconds)
        finally:
            reference.reset(token)
        return response

    return middleware


def _route(request: HttpRequest) -> str:
    """The name of the address; there are only so many."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


_POLICY = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "payment=(), usb=(), browsing-topics=(), interest-cohort=()"
)


def permissions_policy(get_response: Next) -> Next:
    """No page uses the camera, the microphone or where a person is."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", _POLICY)
        return response

    return middleware


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

#: What a form may hold besides its largest file.
_ROOM_FOR_WORDS = 2 * 1024 * 1024


def _error_page(request: HttpRequest, status: int, heading: str, words: str) -> HttpResponse:
    """A page, or for a program a sentence, that says what is wrong, before anybody is known to be
    signed in."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": words}, status=status)
    page = {"heading": heading, "paragraphs": [words], "links": [], "typed": words_of(request)}
    return render(request, "web/message.html", page, status=status)


def refuse_malformed_requests(get_response: Next) -> Next:
    """Methods that nothing here has, bodies that do not say how long they are (a proxy and a server
    may read them differently) or are beyond every limit, and null bytes, which databases refuse.

    Nothing of such a request reaches a view, so nothing of it is stored by half.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in _METHODS:
            refused = _error_page(request, 405, _("That cannot be done"), _("Nothing was changed."))
            refused.headers["Allow"] = ", ".join(_METHODS)
            return refused
        if "Transfer-Encoding" in request.headers:
            words = _("The request does not state its length. Nothing was changed.")
            return _error_page(request, 411, _("That could not be read"), words)
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return _unreadable(request)
        if _length(request) > settings.UPLOAD_LIMIT_BYTES + _ROOM_FOR_WORDS:
            most = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
            words = _("Files may be up to %(most)d MB. Go back and choose a smaller one.")
            return _error_page(request, 413, _("That is too large"), words % {"most": most})
        if request.method == "POST" and _has_null_byte(request):
            return _unreadable(request)
        return get_response(request)

    return middleware


def _has_null_byte(request: HttpRequest) -> bool:
    try:
        fields = request.POST.lists()
    except UnreadablePostError:  # the connection broke while the form was being sent
        return True
    return any("\0" in text for name, texts in fields for text in (name, *texts))


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _unreadable(request: HttpRequest) -> HttpResponse:
    words = _("It contains a character that is not allowed. Nothing was changed.")
    return _error_page(request, 400, _("That could not be read"), words)


def refusals_are_pages(get_response: Next) -> Next:
    """A rule that says no where no form could show it is a page with its sentence (409)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, RuleBrokenError):
            return None
        return _error_page(request, 409, _("That cannot be done now"), error.sentence.render(_))

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def private_pages_are_not_cached(get_response: Next) -> Next:
    """What a signed-in person sees stays out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware
