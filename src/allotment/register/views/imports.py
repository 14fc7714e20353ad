"""The site keeper's pages for imports: start one, what came of it, and all there were."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allotment.kernel.files.domain import UnsafeFileError
from allotment.kernel.jobs.models import Job
from allotment.kernel.people.requests import person_of
from allotment.kernel.permissions.views import allowed
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
            Column(_("File"), "file_name", sort="file"),
            Column(_("Started"), "started_at", sort="started"),
            Column(_("State"), lambda run: run.get_status_display()),
            Column(_("Added"), "imported", numeric=True),
            Column(_("Updated"), "updated", numeric=True),
            Column(_("Unchanged"), "unchanged", numeric=True),
            Column(_("Rejected"), "rejected", numeric=True),
        ],
        filters=[Filter("text", _("File"))],
        empty=Empty(_("No file has been imported yet.")),
        counted=lambda n: ngettext("%(n)s import", "%(n)s imports", n) % {"n": f"{n:,}"},
    )


@allowed("site.keep")
def start(request: HttpRequest) -> HttpResponse:
    """Send a file, or give its address; its job's page says how far it is and what came of it."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        try:
            if form.is_valid():
                return redirect("jobs:job", key=_started(request, form).key)
        except UnsafeFileError as error:
            form.add_error("file", str(error))
    return render(request, "register/import.html", {"form": form})


def _started(request: HttpRequest, form: ImportForm) -> Job:
    if upload := form.cleaned_data["file"]:
        return uploads.start_upload(upload=upload, by=person_of(request))
    return addresses.start_import(address=form.cleaned_data["address"], by=person_of(request))


@allowed("site.keep")
def past(request: HttpRequest) -> HttpResponseBase:
    """All imports."""
    table = _table()
    found = import_queries.runs(table.asked(request))
    if table.asked(request).as_file:
        return table.file(found)
    return render(request, "register/imports.html", {"found": table.shown(request, found)})


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
