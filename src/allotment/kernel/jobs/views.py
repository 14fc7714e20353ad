"""Pages on which people watch background work."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from allotment.kernel.jobs import queries, registry, services
from allotment.kernel.jobs.models import Job
from allotment.kernel.permissions.views import allowed


def _one(user: Any, key: str) -> Job:
    jobs = Job.objects.all()
    if not user.is_site_keeper:
        jobs = jobs.filter(owner=user)
    return jobs.get(key=key)


@allowed("jobs.list")
def all_jobs(request: HttpRequest) -> HttpResponse:
    """The newest 100 jobs, and whether a worker is there to do them."""
    jobs = Job.objects.order_by("-made_at")[:100]
    return render(request, "jobs/list.html", {"jobs": jobs, "workers": queries.workers()})


@allowed("jobs.watch", fetch=_one)
def job(request: HttpRequest, job: Job) -> HttpResponse:
    """How far it is. While the job is under way, htmx asks again every two seconds for the part that
    tells; when it has ended, the page is loaded once more, so that its title and heading say so."""
    under_way = job.status in {Job.Status.QUEUED, Job.Status.RUNNING}
    following = "" if under_way else str(job.result.get("next", ""))
    if not under_way and request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = following or request.path
        return response
    if following:
        return redirect(following)
    return render(
        request,
        "jobs/job.html",
        {
            "job": job,
            "under_way": under_way,
            "title": _title(job),
            "nobody_works": under_way and queries.workers().away,
        },
    )


def _title(job: Job) -> str:
    try:
        return str(registry.handler_of(job.kind).title)
    except registry.UnknownJobError:
        return job.kind


@allowed("jobs.watch", fetch=_one)
def cancel(request: HttpRequest, job: Job) -> HttpResponse:
    if request.method == "POST":
        services.ask_to_cancel(job=job)
    return redirect("jobs:job", key=job.key)
