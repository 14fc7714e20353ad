"""The map of the whole site. Each module's own map says the rest."""

from django.urls import include, path

from allotment.config.api import api
from allotment.kernel.site.views import errors

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
    path("pots/", include("allotment.money.urls")),
    path("", include("allotment.register.urls")),
    path("", include("allotment.fund.urls")),
    path("", include("allotment.evidence.urls")),
    path("api/v1/", api.urls),
]

handler400 = errors.bad_request
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.server_error
