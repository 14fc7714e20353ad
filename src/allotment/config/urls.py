"""The map of the whole site. Each module's own map says the rest."""

from importlib import import_module
from typing import NoReturn

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver, include, path

from allotment.config.api import api
from allotment.kernel.site.views import errors

_BELOW = {"money": "pots/"}


def _not_here(request: HttpRequest, **parts: object) -> NoReturn:
    raise Http404


def _of_module(module: str) -> URLResolver:
    """A module's addresses. Those of a module that does not run here keep their names, so that what
    points at them still can be drawn, and answer "not found"."""
    urls = import_module(f"allotment.{module}.urls")
    patterns = urls.urlpatterns
    if module not in settings.MODULES:
        patterns = [URLPattern(each.pattern, _not_here, name=each.name) for each in patterns]
    return path(_BELOW.get(module, ""), include((patterns, urls.app_name)))


urlpatterns = [
    path("", include("allotment.kernel.site.urls")),
    path("", include("allotment.kernel.privacy.urls")),
    path("account/", include("allotment.kernel.people.urls")),
    path("account/", include("allauth.urls")),
    path("organisations/", include("allotment.kernel.organisations.urls")),
    path("places/", include("allotment.kernel.places.urls")),
    path("files/", include("allotment.kernel.files.urls")),
    path("jobs/", include("allotment.kernel.jobs.urls")),
    path("messages/", include("allotment.kernel.notify.urls")),
    path("history/", include("allotment.kernel.audit.urls")),
    path("search/", include("allotment.kernel.search.urls")),
    *(_of_module(module) for module in settings.EVERY_MODULE),
]
if "register" in settings.MODULES:
    urlpatterns.append(path("api/v1/", api.urls))

handler400 = errors.bad_request
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.server_error
