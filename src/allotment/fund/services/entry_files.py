"""Files of a draft: added, and put back when they were taken out."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from allotment.fund.models import DraftAnswer, Entry
from allotment.fund.queries.removed_files import removed_from
from allotment.fund.services import drafts, entries
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.files import services as files
from allotment.kernel.files.models import StoredFile
from allotment.kernel.people.models import User

CHOOSE_A_FILE = noop("Choose a file first, then press “Add the file”.")


class FileIsGoneError(entries.EntryError):
    """The file is not kept any more, or the entry was sent without it."""


class NoFileError(entries.EntryError):
    """No file was chosen."""


def add(
    *, entry: Entry, by: User, question: str, upload: "UploadedFile[bytes] | None"
) -> StoredFile:
    """Keep an upload and put it last among the answers to a question.

    NoFileError where none was chosen, UnsafeFileError, TooLateError after the deadline.
    """
    if upload is None:
        raise NoFileError(CHOOSE_A_FILE)
    stored = files.keep(upload=upload, about_kind="fund.entry", about_key=entry.key, by=by)
    try:
        drafts.add_file(entry=entry, by=by, question=question, stored=stored)
    except RuleBrokenError:
        files.remove(stored=stored)
        raise
    return stored


def put_back(*, entry: Entry, by: User, question: str, key: str) -> None:
    """Put a removed file back where it was; one that is there already stays as it is.

    TooLateError after the deadline; FileIsGoneError once the entry was sent without it, or the time
    is over for which removed files are kept.
    """
    with transaction.atomic():
        locked = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        removed = removed_from(locked).filter(question=question, stored__key=key).first()
        if removed is not None:
            drafts.add_file(
                entry=entry, by=by, question=question, stored=removed.stored, place=removed.place
            )
            removed.delete()
        elif not _is_there(entry, question, key):
            raise FileIsGoneError(
                noop("This file can no longer be put back. Choose it again and add it.")
            )


def _is_there(entry: Entry, question: str, key: str) -> bool:
    row = DraftAnswer.objects.filter(entry=entry, question=question).first()
    return row is not None and isinstance(row.typed, list) and key in row.typed
