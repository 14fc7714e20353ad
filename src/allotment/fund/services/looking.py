"""Write down that somebody looks at an entry, for whoever wrote it to see."""

from typing import Any

from allotment.fund.models import Entry
from allotment.fund.permissions import reads, writes_entry
from allotment.kernel.files.models import StoredFile
from allotment.kernel.people.models import User
from allotment.kernel.privacy.services import note_look

ENTRY, SHEET, FILE = "fund.entry", "fund.sheet", "fund.file"


def looked_at(*, entry: Entry, by: User, kind: str) -> None:
    """Somebody opens an entry, to read (ENTRY) or to score it (SHEET), or its file (FILE)."""
    if entry.owner is not None:
        note_look(
            kind=kind, thing=entry.reference, person=entry.owner, by=by,
            working_for=entry.call.funder,
        )  # fmt: skip


def file_was_read(user: Any, stored: StoredFile) -> None:
    """Somebody is given a file of an entry; those who write the entry are not written down."""
    found = Entry.objects.select_related("call__funder", "owner").filter(key=stored.about_key)
    for entry in found:
        if not writes_entry.test(user, entry):
            looked_at(entry=entry, by=user, kind=FILE if reads.test(user, entry) else SHEET)
