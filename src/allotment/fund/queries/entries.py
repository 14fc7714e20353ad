"""Reads of entries, for those who write them and those who receive them."""

import dataclasses
import datetime as dt
import functools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from allotment.fund.domain import questions as domain
from allotment.fund.domain.answers import Answer, Typed, format_answer
from allotment.fund.domain.moves import CallState, LateChangeState
from allotment.fund.domain.parsing import parse_answer
from allotment.fund.domain.questions import Kind
from allotment.fund.models import Call, DraftAnswer, Entry, LateChange, Section, Submission
from allotment.fund.queries.calls import form_of
from allotment.fund.queries.visible import (
    MOMENTS_IF_WRITABLE,
    Viewer,
    assignments_of,
    own_entries,
    own_entry,
    received_entries,
)
from allotment.kernel.files.models import StoredFile
from allotment.kernel.people.models import User


def own(user: Viewer, key: str) -> Entry:
    """An entry that the person writes. Raises Entry.DoesNotExist."""
    if not isinstance(user, User):
        raise Entry.DoesNotExist
    return own_entry(user, key)


def received(user: Viewer, key: str) -> Entry:
    """An entry that the person reads for its funder. Raises Entry.DoesNotExist."""
    if not isinstance(user, User):
        raise Entry.DoesNotExist
    found: Entry = received_entries(user).get(key=key)
    return found


def moment_if_writable(entry: Entry) -> dt.datetime | None:
    """The database's moment, if the draft may be changed and sent at it; else None."""
    return next(iter(MOMENTS_IF_WRITABLE.filter(pk=entry.pk)), None)


def may_read_file(user: Any, stored: StoredFile) -> bool:
    """Whoever reads an entry reads its files; an assessor only after declaring. Of others' entries
    only those that were sent, and only with two-step verification."""
    from allotment.fund.permissions import has_declared

    key = stored.about_key
    if not isinstance(user, User):
        return False
    if own_entries(user).filter(key=key).exists():
        return True
    if not user.has_second_step:  # as of every page that shows what others sent
        return False
    if not _was_sent(stored):
        return False
    if received_entries(user).filter(key=key).exists():
        return True
    given = assignments_of(user).filter(entry__key=key).first()
    return given is not None and has_declared.test(user, given)


def _was_sent(stored: StoredFile) -> bool:
    """Is it in the version that counts, or in the one that counted before a late change?"""
    of_entry = Submission.objects.filter(entry__key=stored.about_key)
    last = of_entry.order_by("-number").values("number")[:1]
    compared = LateChange.objects.filter(
        entry__key=stored.about_key, state=LateChangeState.ALLOWED
    ).values("version")
    return any(
        isinstance(answer, list) and stored.key in answer
        for sent in of_entry.filter(Q(number__in=last) | Q(number__in=compared))
        for answer in sent_answers(sent).values()
    )


@dataclasses.dataclass(frozen=True, slots=True)
class AskedSection:
    """A section of the form with its questions as the rules know them."""

    section: Section
    questions: Sequence[domain.Question]


@functools.lru_cache(maxsize=256)
def _fixed_form(key: str) -> tuple[tuple[Section, tuple[domain.Question, ...]], ...]:
    """The form of a published call. It never changes, so each process reads it once."""
    return _form(Call.objects.get(key=key))


def _form(call: Call) -> tuple[tuple[Section, tuple[domain.Question, ...]], ...]:
    return tuple((section, tuple(r.as_domain() for r in rows)) for section, rows in form_of(call))


def asked(call: Call) -> list[AskedSection]:
    """The form of a call; the amount asked for is bound to the call's smallest and largest award."""
    form = _form(call) if call.state == CallState.DRAFT else _fixed_form(call.key)
    found: list[AskedSection] = []
    for section, questions in form:
        found.append(
            AskedSection(
                section,
                [
                    dataclasses.replace(
                        q, lowest=call.smallest_award or None, highest=call.largest_award or None
                    )
                    if q.key == call.amount_question
                    else q
                    for q in questions
                ],
            )
        )
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class DraftItem:
    """One question with the answer in the draft and the version that answer has (0: none yet)."""

    question: domain.Question
    answer: Answer
    version: int


@dataclasses.dataclass(frozen=True, slots=True)
class DraftSection:
    """A section of a draft. `status` is "not started", "in progress" or "done"."""

    section: Section
    items: Sequence[DraftItem]

    @property
    def questions(self) -> list[domain.Question]:
        return [item.question for item in self.items]

    @property
    def status(self) -> str:
        if all(item.answer.is_ready for item in self.items):
            return "done"
        return "in progress" if any(item.version for item in self.items) else "not started"


def draft(entry: Entry) -> list[DraftSection]:
    """The draft, section by section. Three statements."""
    rows = {row.question: row for row in DraftAnswer.objects.filter(entry=entry)}
    found: list[DraftSection] = []
    for each in asked(entry.call):
        items = []
        for question in each.questions:
            row = rows.get(question.key)
            typed: Typed = row.typed if row else ""
            items.append(
                DraftItem(question, parse_answer(question, typed), row.version if row else 0)
            )
        found.append(DraftSection(each.section, items))
    return found


def files_of(entry: Entry, section: DraftSection) -> dict[str, list[StoredFile]]:
    """The uploads among a section's answers, by question. One statement, if it asks for files."""
    chosen = {
        item.question.key: item.answer.typed
        for item in section.items
        if item.question.kind is Kind.FILE and isinstance(item.answer.typed, list)
    }
    if not chosen:
        return {}
    stored = {
        file.key: file
        for file in StoredFile.objects.filter(about_kind="fund.entry", about_key=entry.key)
    }
    return {q: [stored[k] for k in keys if k in stored] for q, keys in chosen.items()}


def typed_of(items: Sequence[DraftSection]) -> dict[str, Typed]:
    """What was typed, by question; unanswered questions are left out."""
    return {
        item.question.key: item.answer.typed
        for section in items
        for item in section.items
        if item.answer.typed
    }


def sent_answers(submission: Submission) -> dict[str, Any]:
    """What was typed in a version that was sent, by question."""
    return {a["key"]: a["answer"] for a in submission.document["answers"]}


def latest(entry: Entry) -> Submission | None:
    """The version last sent, with whoever sent it."""
    return entry.submissions.select_related("sent_by").order_by("-number").first()


def last_sent_at(entry: Entry) -> dt.datetime | None:
    """When the version was sent that was sent last."""
    found: dt.datetime | None = (
        entry.submissions.order_by("-number").values_list("sent_at", flat=True).first()
    )
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Shown:
    """One question with its answer in words; files as links."""

    text: str
    answer: str
    files: Sequence[StoredFile]
    kind: str
    meaning: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ShownSection:
    title: str
    key: str
    answers: Sequence[Shown]


def shown(call: Call, entry: Entry, typed: Mapping[str, Any]) -> list[ShownSection]:
    """Answers in words, section by section: for checking, reading and printing."""
    form = asked(call)
    has_files = any(
        q.kind is Kind.FILE and typed.get(q.key) for each in form for q in each.questions
    )
    stored = StoredFile.objects.filter(about_kind="fund.entry", about_key=entry.key)
    return in_words(form, typed, {f.key: f for f in stored} if has_files else {})


def files_by_entry(call: Call) -> dict[str, dict[str, StoredFile]]:
    """The files of each entry of a call by their keys, by the entry's key. One statement."""
    found: dict[str, dict[str, StoredFile]] = defaultdict(dict)
    keys = Entry.objects.filter(call=call).values("key")
    for file in StoredFile.objects.filter(about_kind="fund.entry", about_key__in=keys):
        found[file.about_key][file.key] = file
    return found


def in_words(
    form: Sequence[AskedSection], typed: Mapping[str, Any], files: Mapping[str, StoredFile]
) -> list[ShownSection]:
    """The same where the call's form and the entry's files are at hand."""
    found: list[ShownSection] = []
    for each in form:
        answers = []
        for question in each.questions:
            answer = parse_answer(question, typed.get(question.key, ""))
            chosen = answer.value if isinstance(answer.value, list) else []
            answers.append(
                Shown(
                    question.text,
                    "" if question.kind is Kind.FILE else _words(question, answer),
                    [files[k] for k in chosen if k in files] if question.kind is Kind.FILE else [],
                    question.kind,
                    question.meaning or "",
                )
            )
        found.append(ShownSection(each.section.title, each.section.key, answers))
    return found


def _words(question: domain.Question, answer: Answer) -> str:
    if answer.value is not None:
        return format_answer(question, answer.value, gettext)
    if isinstance(answer.typed, str):
        return answer.typed
    parts = answer.typed.values() if isinstance(answer.typed, Mapping) else answer.typed
    return " ".join(parts).strip()
