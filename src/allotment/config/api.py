"""The read API: the modules' routers under one OpenAPI description, with its limits."""

import hashlib
import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.throttling import BaseThrottle

from allotment.register.api import router as register_router
from allotment.register.services.keys import use_key

WITHOUT_KEY, WITH_KEY = 60, 600
"""Requests a minute, for an address and for a key."""

_MINUTE = 60


def who_asks(request: HttpRequest) -> str | None:
    """What the request is counted for: its key, or else its address; None for a key that does not
    hold."""
    header = request.headers.get("Authorization", "")
    if not header:
        return f"address-{get_adapter().get_client_ip(request)}"
    key = use_key(secret=header.removeprefix("Bearer ").strip())
    return f"key-{key.pk}" if key else None


class Limit(BaseThrottle):
    """So many requests a minute, for a key or an address."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether this one is within the limit."""
        who: str = request.auth  # type: ignore[attr-defined]  # from who_asks
        counter = f"api-{who}-{int(time.time()) // _MINUTE}"
        caches["api"].add(counter, 0, 2 * _MINUTE)
        most = WITH_KEY if who.startswith("key-") else WITHOUT_KEY
        try:
            return int(caches["api"].incr(counter)) <= most
        except ValueError:  # The cache forgot it in between, or another took its place.
            return True

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return _MINUTE - time.time() % _MINUTE


class ReadApi(NinjaAPI):
    """Answers what has not changed since with 304."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        response = super().create_response(request, data, **options)
        if response.status_code != 200:
            return response
        etag = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
        response["ETag"] = etag
        unchanged = get_conditional_response(request, etag=etag, response=response)
        return unchanged or response


api = ReadApi(
    title="Allotment",
    version="1",
    description="Read access to everything that is published.",
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
    auth=who_asks,
    throttle=Limit(),
)


@api.exception_handler(AuthenticationError)
def _unknown_key(request: HttpRequest, _error: object) -> HttpResponse:
    detail = _("This key is not known, or it has been revoked.")
    return api.create_response(request, {"detail": detail}, status=401)


api.add_router("/", register_router)
