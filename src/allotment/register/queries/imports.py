"""Imports that were run."""

from collections.abc import Mapping, Sequence

from allotment.kernel.files.models import StoredFile
from allotment.kernel.web.rows import Rows
from allotment.kernel.web.tables import Asked
from allotment.register.models import ImportRun

ORDERS: Mapping[str, Sequence[str]] = {"file": ("file_name",), "started": ("started_at",)}


def runs(asked: Asked) -> Rows[ImportRun, ImportRun]:
    """Every import. Two statements a page."""
    found = ImportRun.objects.defer("rejections", "changes", "about_file")
    if asked["text"]:
        found = found.filter(file_name__icontains=asked["text"])
    return Rows(found, asked, ORDERS, list)


def run(key: str) -> ImportRun:
    """One import; ImportRun.DoesNotExist where there is none."""
    return ImportRun.objects.get(key=key)


def rejected_file(of: ImportRun) -> StoredFile | None:
    """What an import turned away, as a file, as long as that is kept."""
    about = {"about_kind": "register.rejected", "about_key": of.key}
    return StoredFile.objects.filter(**about).first()
