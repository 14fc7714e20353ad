"""The site keeper's pages for imports: start one, what came of it, and all there were."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from allotment.kernel.jobs.models import Job
from allotment.kernel.people.models import User
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
from allotment.kernel.web.cells import to
from allotment.kernel.web.formats import moment
from allotment.kernel.web.pages import FormPage, Link, ListPage
from allotment.kernel.web.tables import Column, Empty, Filter, Table
from allotment.register.domain.reading.changes import ChangeKind
from allotment.register.forms.imports import ImportForm
from allotment.register.models import ImportRun
from allotment.register.queries import imports as import_queries
from allotment.register.readers.wording import change_title
from allotment.register.services import addresses, uploads

_SHOWN = 20


def _table() -> Table[ImportRun]:
    return Table(
        name="imports",
        caption=_("Past imports"),
        usual="-started",
        columns=[
            Column(_("File"), "file_name", sort="file", href=to("register:import_result", "key")),
            Column(_("Started"), "started_at", sort="started", show=moment),
            Column(_("State"), lambda run: run.get_status_display()),
            Column(_("Added"), "imported", numeric=True),
            Column(_("Updated"), "updated", numeric=True),
            Column(_("Unchanged"), "unchanged", numeric=True),
            Column(_("Rejected"), "rejected", numeric=True),
        ],
        filters=[Filter("text", _("File"))],
        empty=Empty(_("No file has been imported yet.")),
        counted=lambda n: ngettext("%(n)s import", "%(n)s imports", n),
    )


@allowed("site.keep")
def start(request: HttpRequest) -> FormPage:
    """Send a file, or give its address; its job's page says how far it is and what came of it."""
    return FormPage(
        form=ImportForm,
        act=partial(_started, person_of(request)),
        then=lambda job: reverse("jobs:job", args=[job.key]),
        template="register/import.html",
    )


def _started(by: User, form: ImportForm) -> Job:
    if upload := form.cleaned_data["file"]:
        return uploads.start_upload(upload=upload, by=by)
    return addresses.start_import(address=form.cleaned_data["address"], by=by)


@allowed("site.keep")
def past(request: HttpRequest) -> ListPage[ImportRun]:
    """All imports."""
    return ListPage(
        table=_table(),
        rows=import_queries.runs,
        back=Link(_("Import grants"), reverse("register:import")),
    )


@allowed("site.keep", fetch=lambda _user, key: import_queries.run(key))
def result(request: HttpRequest, run: ImportRun) -> HttpResponse:
    """What came of one import: counts, what was changed on reading, what was turned away and why."""
    context = {
        "run": run,
        "changes": [
            (change_title(ChangeKind(each["kind"])), each["count"], each["first"])
            for each in run.changes
        ],
        "rejections": run.rejections[:_SHOWN],
        "more": max(run.rejected - _SHOWN, 0),
        "file": import_queries.rejected_file(run),
    }
    return render(request, "register/import_result.html", context)
