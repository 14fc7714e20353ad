"""What the register does in the background."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from allotment.kernel.fetching.addresses import FetchError
from allotment.kernel.files.models import StoredFile
from allotment.kernel.jobs.registry import Onward, job
from allotment.kernel.jobs.services import Cancelled, PermanentError
from allotment.kernel.people.models import User
from allotment.register.queries import export
from allotment.register.readers.wording import counts_sentence, fault_sentence
from allotment.register.services import addresses, indexing, open_files, uploads
from allotment.register.services.imports import ImportReport

_MEGABYTE = 1024 * 1024


@job("register.index_import", title=gettext_lazy("Adding imported awards to the search"))
def index_import(progress: Any, run: str) -> dict[str, int]:
    """Put the awards of an import into the site's search."""
    return {"indexed": indexing.index_run(run=run, on_progress=progress.update)}


@job(
    open_files.JOB,
    title=gettext_lazy("Finding which columns the open data needs"),
    most_attempts=3,
)
def look_for_columns(progress: Any, *, funder: str) -> None:
    """Find which columns a large file of open data has, for those who wait for it."""
    site = export.Site(settings.SITE_NAME, settings.BASE_URL, settings.OPEN_DATA_LICENCE)
    open_files.look(funder=funder, site=site, on_progress=progress.update)


def _after_import(job: Any) -> Onward:
    """What came of it, and the way to the awards."""
    links = [
        (_("Import another file"), reverse("register:import")),
        (_("Awards"), reverse("register:awards")),
    ]
    if job.status != "done":
        links.insert(0, (_("Past imports"), reverse("register:imports")))
        return Onward(job.note if job.status == "cancelled" else "", links)
    counts = dict(job.result)
    if asks := counts.get("asks"):
        message = _("Nothing has been imported yet. First say what the columns of the file hold.")
        where = reverse("register:import_columns", args=[asks])
        return Onward(message, [(_("Say what the columns hold"), where)])
    if run := counts.pop("run", ""):
        links.insert(0, (_("Result"), reverse("register:import_result", args=[run])))
    return Onward(counts_sentence(counts), links)


@job(
    addresses.JOB,
    title=gettext_lazy("Importing grants from an address"),
    most_attempts=3,
    onward=_after_import,
)
def import_address(progress: Any, *, address: str, by: str, language: str) -> dict[str, Any]:
    """Fetch a file of grants and import it; says why where that cannot be."""

    def fetching(came: int, whole: int) -> None:
        message = _("Fetching the file: %(came)s MB") % {"came": f"{came / _MEGABYTE:,.1f}"}
        progress.update(came // _MEGABYTE, whole // _MEGABYTE, message)

    with translation.override(language):
        try:
            report = addresses.import_from_address(
                address=address,
                by=User.objects.get(pk=by),
                fetching=fetching,
                on_progress=lambda report: _show_progress(progress, report),
            )
        except FetchError as error:
            raise PermanentError(error.sentence.render(_)) from None
        return _result(report)


@job(
    uploads.JOB,
    title=gettext_lazy("Importing a file of grants"),
    most_attempts=8,
    onward=_after_import,
)
def import_upload(progress: Any, *, file: str, by: str, language: str) -> dict[str, Any]:
    """Import a file that was sent; says why where that cannot be."""
    with translation.override(language):
        try:
            progress.update(0, 0, _("Reading the file"))
            report = uploads.import_upload(
                key=file,
                by=User.objects.get(pk=by),
                on_progress=lambda report: _show_progress(progress, report),
            )
        except Cancelled:
            uploads.forget_upload(key=file)
            raise
        except StoredFile.DoesNotExist:
            raise PermanentError(_("The file no longer exists. Send it again.")) from None
        except uploads.BlockedError:
            raise PermanentError(
                _("The file did not pass the check for viruses. It was not read.")
            ) from None
        return _result(report) if report is not None else {"asks": file}


def _show_progress(progress: Any, report: ImportReport) -> None:
    message = ngettext("%(count)s grant read", "%(count)s grants read", report.read)
    progress.update(0, 0, message % {"count": f"{report.read:,}"})


def _result(report: ImportReport) -> dict[str, Any]:
    """What came of an import; where there was nothing to read, that is why the job failed."""
    if not report.read:
        fault = report.fault
        raise PermanentError(fault_sentence(fault) if fault else _("The file holds no grants."))
    return {
        "run": report.run_key,
        "read": report.read,
        "imported": report.imported,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
    }
