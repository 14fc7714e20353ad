"""Pages on which people watch background work."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.jobs import queries, registry, services
from allotment.kernel.jobs.models import Job
from allotment.kernel.permissions import may
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.cells import to
from allotment.kernel.web.formats import date_and_clock
from allotment.kernel.web.pages import Button, Link, ListPage
from allotment.kernel.web.tables import Column, Empty, Filter, Table


def _one(user: Any, key: str) -> Job:
    found = Job.objects.get(key=key)
    if not may(user, "jobs.watch", found):
        raise Job.DoesNotExist
    return found


def _title(job: Job) -> str:
    return registry.title_of(job.kind)


def _table() -> Table[Job]:
    return Table(
        name="jobs",
        caption=_("Background work"),
        usual="-queued",
        columns=[
            Column(_("What"), _title, sort="kind", href=to("jobs:job", "key")),
            Column(_("Kind"), "kind", on_page=False),
            Column(_("State"), lambda job: job.get_status_display(), sort="state"),
            Column(_("Tries"), "attempts", sort="tries", numeric=True),
            Column(_("Queued"), "made_at", sort="queued", show=date_and_clock),
            Column(_("Ended"), "ended_at", sort="ended", show=date_and_clock),
            Column(_("What went wrong"), lambda job: job.error or job.note),
        ],
        filters=[
            Filter("text", _("Words in what went wrong")),
            Filter("state", _("State"), Job.Status.choices),
            Filter(
                "kind", _("What"), [(kind, registry.title_of(kind)) for kind in registry.kinds()]
            ),
        ],
        empty=Empty(_("Nothing has been queued yet. Work appears here as people use the site.")),
        counted=lambda n: ngettext("%(n)s job", "%(n)s jobs", n),
    )


@allowed("jobs.list")
def all_jobs(request: HttpRequest) -> ListPage[Job]:
    """All background work, and whether a worker is there to do it."""
    return ListPage(
        table=_table(),
        rows=queries.jobs,
        links=[
            Link(_("E-mails to everybody, and whether they arrived"), reverse("notify:all_mails"))
        ],
        template="jobs/list.html",
        context=lambda _found: {"workers": queries.workers()},
    )


@allowed("jobs.watch", fetch=_one)
def job(request: HttpRequest, job: Job) -> HttpResponse:
    """How far it is. While the job is under way, htmx asks again every two seconds for the part that
    tells; when it has ended, the page is loaded once more, so that its title and heading say so."""
    if not job.is_under_way and request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = request.path
        return response
    return render(
        request,
        "jobs/job.html",
        {
            "job": job,
            "title": registry.title_of(job.kind),
            "onward": registry.onward_of(job),
            "nobody_works": job.is_under_way and queries.workers().none_running,
        },
    )


@allowed("jobs.watch", fetch=_one)
def cancel(request: HttpRequest, job: Job) -> Button:
    """Ask the worker to stop."""
    return Button(
        act=lambda: services.ask_to_cancel(job=job), back=reverse("jobs:job", args=[job.key])
    )
