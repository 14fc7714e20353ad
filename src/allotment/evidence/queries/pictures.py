"""Who may see the pictures of a report."""

from typing import Any

from allotment.evidence.models import Analysis
from allotment.kernel.files.models import StoredFile
from allotment.kernel.permissions import may


def may_read(user: Any, stored: StoredFile) -> bool:
    """Whoever may read the analysis; published, a picture is given by the report's own address."""
    found = Analysis.objects.filter(key=stored.about_key).first()
    return found is not None and bool(may(user, "evidence.read", found))
