"""Is the process alive, and can it do its work?"""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, JsonResponse

from allotment.kernel.jobs.queries import workers
from allotment.kernel.permissions.views import PUBLIC, allowed


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
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503)
    if waiting:
        return JsonResponse({"status": "unavailable", "database": "not migrated"}, status=503)
    away = workers().away
    return JsonResponse(
        {
            "status": "degraded" if away else "ok",
            "database": "ok",
            "worker": "away" if away else "ok",
        }
    )
