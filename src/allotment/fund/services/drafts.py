"""What people type into an entry before they send it: answers and files."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from allotment.fund.domain.answers import Answer, Raw, Typed
from allotment.fund.domain.parsing import parse_answer
from allotment.fund.domain.questions import Kind, Question
from allotment.fund.models import DraftAnswer, Entry, RemovedFile
from allotment.fund.queries import entries as queries
from allotment.fund.queries.places import code_of
from allotment.fund.services.entries import lock, writable_moment
from allotment.kernel.files.models import StoredFile
from allotment.kernel.people.models import User


@dataclasses.dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else saved this answer meanwhile: theirs stands, yours is shown beside it."""

    question: str
    theirs: Typed
    yours: Typed
    by: str
    at: dt.datetime
    version: int


@dataclasses.dataclass(frozen=True, slots=True)
class Saved:
    """What a save did: new versions, clashes, and answers too large to keep."""

    at: dt.datetime
    versions: Mapping[str, int]
    clashes: tuple[Clash, ...] = ()
    refused: Mapping[str, Answer] = dataclasses.field(default_factory=dict)


def save(
    *, entry: Entry, by: User, answers: Mapping[str, Raw], versions: Mapping[str, int]
) -> Saved:
    """Save answers into the draft. `versions` says which version of each answer the person saw.

    An answer that somebody else saved meanwhile is not overwritten: it is reported with both texts.
    An answer that is the same as the one kept changes nothing. TooLateError after the deadline.
    """
    with transaction.atomic():
        locked = lock(entry)
        now = writable_moment(locked)
        questions = {q.key: q for s in queries.asked(locked.call) for q in s.questions}
        kept = {row.question: row for row in DraftAnswer.objects.filter(entry=locked)}
        new_versions: dict[str, int] = {}
        clashes: list[Clash] = []
        refused: dict[str, Answer] = {}
        for key, raw in answers.items():
            if key not in questions:
                continue
            answer = parse_answer(questions[key], _placed(questions[key], raw))
            row = kept.get(key)
            seen = versions.get(key, 0)
            if not answer.can_be_kept:
                refused[key] = answer
            elif row is None:
                if answer.typed and any(_parts(answer.typed)):
                    new_versions[key] = _insert(locked, key, answer.typed, by, now)
            elif row.typed == answer.typed:
                new_versions[key] = row.version
            elif row.version != seen:
                clashes.append(_clash(row, answer.typed))
            else:
                new_versions[key] = _update(row, answer.typed, by, now)
        if new_versions:
            Entry.objects.filter(pk=entry.pk).update(changed_at=now)
    return Saved(now, new_versions, tuple(clashes), refused)


def _placed(question: Question, raw: Raw) -> Raw:
    """A place with the code that its words have; a code that somebody sends is not believed."""
    if question.kind is not Kind.PLACE or not isinstance(raw, (str, Mapping)):
        return raw
    text = raw if isinstance(raw, str) else raw.get("text", "")
    return {"text": text, "code": code_of(text) if len(text) < 200 else ""}


def _parts(typed: Typed) -> list[str]:
    if isinstance(typed, str):
        return [typed]
    return typed if isinstance(typed, list) else list(typed.values())


def _insert(entry: Entry, key: str, typed: Typed, by: User, now: dt.datetime) -> int:
    DraftAnswer.objects.create(entry=entry, question=key, typed=typed, saved_by=by, saved_at=now)
    return 1


def _update(row: DraftAnswer, typed: Typed, by: User, now: dt.datetime) -> int:
    DraftAnswer.objects.filter(pk=row.pk).update(
        typed=typed, version=row.version + 1, saved_by=by, saved_at=now
    )
    return row.version + 1


def _clash(row: DraftAnswer, yours: Typed) -> Clash:
    who = row.saved_by.display_name if row.saved_by else _("Somebody else")
    return Clash(row.question, row.typed, yours, who, row.saved_at, row.version)


def add_file(
    *, entry: Entry, by: User, question: str, stored: StoredFile, place: int | None = None
) -> None:
    """Put an upload among the answers to a question that asks for files: last, or at a place.

    One that is there already stays as it is.
    """
    with transaction.atomic():
        locked = lock(entry)
        now = writable_moment(locked)
        row = DraftAnswer.objects.filter(entry=locked, question=question).first()
        present = list(row.typed) if row and isinstance(row.typed, list) else []
        at = len(present) if place is None else place
        if row is None:
            _insert(locked, question, [stored.key], by, now)
        elif stored.key not in present:
            _update(row, [*present[:at], stored.key, *present[at:]], by, now)


def remove_file(*, entry: Entry, by: User, question: str, key: str) -> None:
    """Take an upload out of the draft; versions that were sent with it keep it.

    `entry_files.put_back` puts it back.
    """
    with transaction.atomic():
        locked = lock(entry)
        now = writable_moment(locked)
        row = DraftAnswer.objects.filter(entry=locked, question=question).first()
        if row is not None and isinstance(row.typed, list) and key in row.typed:
            for stored in StoredFile.objects.filter(key=key, about_key=entry.key):
                RemovedFile.objects.update_or_create(
                    stored=stored,
                    defaults={
                        "entry": locked, "question": question, "place": row.typed.index(key),
                        "removed_at": now,
                    },
                )  # fmt: skip
            _update(row, [k for k in row.typed if k != key], by, now)
