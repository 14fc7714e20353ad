"""A file that was taken out of a draft is put back."""

from django.db import transaction

from allotment.fund.models import DraftAnswer, Entry
from allotment.fund.queries.removed_files import removed_from
from allotment.fund.services import entries
from allotment.kernel.domain.sentences import gettext_noop as noop
from allotment.kernel.domain.sentences import say
from allotment.kernel.people.models import User


class FileIsGoneError(entries.EntryError):
    """The file is not kept any more, or the entry was sent without it."""


def put_back(*, entry: Entry, by: User, question: str, key: str) -> None:
    """Put a removed file back where it was; one that is there already stays as it is.

    TooLateError after the deadline; FileIsGoneError once the entry was sent without it, or the time
    is over for which removed files are kept.
    """
    with transaction.atomic():
        locked = Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        removed = removed_from(locked).filter(question=question, stored__key=key).first()
        if removed is not None:
            entries.add_file(
                entry=entry, by=by, question=question, stored=removed.stored, place=removed.place
            )
            removed.delete()
        elif not _is_there(entry, question, key):
            raise FileIsGoneError(
                say(noop("This file cannot be put back any more. Choose it again and add it."))
            )


def _is_there(entry: Entry, question: str, key: str) -> bool:
    row = DraftAnswer.objects.filter(entry=entry, question=question).first()
    return row is not None and isinstance(row.typed, list) and key in row.typed
