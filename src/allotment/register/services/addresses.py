"""Importing a file of grants from where it is published."""

from collections.abc import Callable

from django.utils.translation import get_language

from allotment.kernel.fetching.addresses import read_address
from allotment.kernel.fetching.fetching import Limits, OnProgress, fetched
from allotment.kernel.jobs.models import Job
from allotment.kernel.jobs.services import enqueue
from allotment.kernel.people.models import User
from allotment.register.services.imports import ImportReport, import_grants

JOB = "register.import_address"

LIMITS = Limits(most_bytes=1024**3)


def start_import(*, address: str, by: User) -> Job:
    """Have a file fetched and imported in the background; while that is under way, that is given.

    Raises `RefusedError` for what is no address that may be fetched.
    """
    read = str(read_address(address))
    return enqueue(
        JOB,
        once=f"import:{read}",
        again=True,
        owner=by,
        address=read,
        by=str(by.pk),
        language=get_language(),
    )


def import_from_address(
    *,
    address: str,
    by: User | None,
    fetching: OnProgress | None = None,
    on_progress: Callable[[ImportReport], None] | None = None,
    limits: Limits = LIMITS,
) -> ImportReport:
    """Fetch a file and import it; `by` None is the system itself.

    `fetching` is told how many bytes have come, and of how many. Raises `FetchError` where nothing
    was fetched. The run keeps the address without what stands after a question mark, which may be
    secret.
    """
    with fetched(address, limits=limits, on_progress=fetching) as come:
        return import_grants(
            come.file, file_name=come.address.partition("?")[0], by=by, on_progress=on_progress
        )
