"""What the register does in the background."""

from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allotment.kernel.fetching.addresses import FetchError
from allotment.kernel.jobs.registry import Onward, job
from allotment.kernel.jobs.services import PermanentError
from allotment.kernel.people.models import User
from allotment.register.readers.wording import fault_sentence
from allotment.register.services import addresses, indexing
from allotment.register.services.imports import ImportReport

_MEGABYTE = 1024 * 1024


@job("register.index_import", title=gettext_lazy("Letting search find imported awards"))
def index_import(progress: Any, run: str) -> dict[str, int]:
    """Put the awards of an import into the site's search."""
    return {"indexed": indexing.index_run(run=run, tell=progress.say)}


def _after_import(job: Any) -> Onward:
    """What came of it, and the way to the awards."""
    links = [(_("Awards"), reverse("register:awards"))]
    if job.status != "done":
        return Onward("", links)
    said = _(
        "%(read)s grants read: %(imported)s new, %(updated)s updated, %(unchanged)s unchanged, "
        "%(rejected)s turned away."
    )
    return Onward(said % {name: f"{count:,}" for name, count in job.result.items()}, links)


@job(
    addresses.JOB,
    title=gettext_lazy("Importing grants from an address"),
    most_attempts=3,
    onward=_after_import,
)
def import_address(progress: Any, *, address: str, by: str, language: str) -> dict[str, int]:
    """Fetch a file of grants and import it; says why where that cannot be."""

    def fetching(came: int, whole: int) -> None:
        said = _("Fetching the file: %(came)s MB") % {"came": f"{came / _MEGABYTE:,.1f}"}
        progress.say(came // _MEGABYTE, whole // _MEGABYTE, said)

    def tell(report: ImportReport) -> None:
        progress.say(0, 0, _("%(count)s grants read") % {"count": f"{report.read:,}"})

    with translation.override(language):
        try:
            report = addresses.import_from_address(
                address=address, by=User.objects.get(pk=by), fetching=fetching, tell=tell
            )
        except FetchError as error:
            raise PermanentError(str(error)) from None
        if not report.is_readable:
            fault = report.fault
            raise PermanentError(
                fault_sentence(fault) if fault else _("No grant of the file could be read.")
            )
    return {
        "read": report.read,
        "imported": report.imported,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": report.rejected,
    }
