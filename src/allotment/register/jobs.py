"""What the register does in the background."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from allotment.kernel.jobs.registry import job
from allotment.register.services import indexing


@job("register.index_import", title=_("Letting search find imported awards"))
def index_import(progress: Any, run: str) -> dict[str, int]:
    """Put the awards of an import into the site's search."""
    return {"indexed": indexing.index_run(run=run, tell=progress.say)}
