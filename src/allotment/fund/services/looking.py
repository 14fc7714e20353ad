"""Write down that somebody looks at an entry, for whoever wrote it to see."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from allotment.fund.models import Call, Entry
from allotment.fund.permissions import entered_it_on_paper, reads, writes_entry
from allotment.fund.queries.assessment import judged_of
from allotment.fund.services import entries
from allotment.kernel.files.models import StoredFile
from allotment.kernel.people.models import User
from allotment.kernel.privacy.services import note_look, note_looks

ENTRY, SHEET, FILE = "fund.entry", "fund.sheet", "fund.file"
PACK, ANSWER = "fund.pack", "fund.answer"


def begin_to_read(call: Call) -> None:
    """From the first time that somebody of the funder opens an entry, entries of the call change by
    exception only. Raises SealedError where a deadline was extended since they asked for it."""
    if call.first_read_at is not None:
        return
    with transaction.atomic():
        Call.objects.filter(pk=call.pk, first_read_at=None).update(first_read_at=Now())
        entries.must_be_unsealed(call)
    call.refresh_from_db(fields=["first_read_at"])


def looked_at(*, entry: Entry, by: User, kind: str) -> None:
    """Somebody opens an entry, to read (ENTRY) or to score it (SHEET), or its file (FILE)."""
    begin_to_read(entry.call)
    if entry.owner is not None:
        note_look(
            kind=kind, thing=entry.reference, person=entry.owner, by=by,
            working_for=entry.call.funder,
        )  # fmt: skip


def file_was_read(user: Any, stored: StoredFile) -> None:
    """Somebody is given a file of an entry; those who write the entry are not written down."""
    found = Entry.objects.select_related("call__funder", "owner").filter(key=stored.about_key)
    for entry in found:
        if not (writes_entry.test(user, entry) or entered_it_on_paper.test(user, entry)):
            looked_at(entry=entry, by=user, kind=FILE if reads.test(user, entry) else SHEET)


def pack_was_read(*, call: Call, by: User) -> None:
    """Somebody is given the board pack, which has every entry that is judged. Raises SealedError."""
    entries.must_be_unsealed(call)
    many_looked_at(call=call, entries=judged_of(call), by=by, kind=PACK)


def stored_pack_was_read(user: Any, stored: StoredFile) -> None:
    """Somebody is given a board pack that was made as a file."""
    for call in Call.objects.select_related("funder").filter(key=stored.about_key):
        pack_was_read(call=call, by=user)


def many_looked_at(*, call: Call, entries: Iterable[Entry], by: User, kind: str) -> None:
    """Somebody reads many entries of a call at once, in a board pack (PACK) or to answer a request
    for information (ANSWER)."""
    read = list(entries)
    if read:
        begin_to_read(call)
    note_looks(
        kind=kind,
        things=[(each.reference, each.owner_id) for each in read if each.owner_id is not None],
        by=by,
        working_for=call.funder,
    )
