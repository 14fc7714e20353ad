"""Is the process alive, and can it do its work?"""

from django.http import HttpRequest, JsonResponse

from allotment.kernel.jobs.queries import workers
from allotment.kernel.permissions.views import PUBLIC, allowed
from allotment.kernel.site import queries


@allowed(PUBLIC)
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@allowed(PUBLIC)
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration; 503 otherwise. Says whether a worker is there.

    A worker that is away leaves the answer 200: pages can be served, and turning visitors away would
    not bring the worker back. Monitoring reads "worker".
    """
    if wrong := queries.wrong_with_database():
        return JsonResponse({"status": "unavailable", "database": wrong}, status=503)
    away = workers().none_running
    return JsonResponse(
        {
            "status": "degraded" if away else "ok",
            "database": "ok",
            "worker": "away" if away else "ok",
        }
    )
