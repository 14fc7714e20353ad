"""Headers and refusals that hold for every page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

Next = Callable[[HttpRequest], HttpResponse]

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


def refuse_null_bytes(get_response: Next) -> Next:
    """A null byte in an address is never meant; databases refuse it with an error of their own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("This address has a character that no address can have.")
        return get_response(request)

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
