"""Every change to a draft call's form and criteria."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from allotment.fund.domain import questions as domain
from allotment.fund.domain.moves import CallState
from allotment.fund.domain.questions import MEANING_KINDS, check_question
from allotment.fund.models import Call, Criterion, Question, RemovedPart, Section
from allotment.fund.models.form import options_of
from allotment.fund.services import removed
from allotment.kernel.audit import services as audit
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop
from allotment.kernel.people.models import User


class FormError(RuleBrokenError):
    """The form cannot be changed so; the sentence says why."""


@contextmanager
def _changing(call: Call, by: User, what: str) -> Iterator[None]:
    """Lock the call, make sure it is a draft, and write one audit line for the change."""
    with transaction.atomic():
        locked = Call.objects.select_for_update(no_key=True).get(pk=call.pk)
        if locked.state != CallState.DRAFT:
            raise FormError(noop("The call is open: its questions and criteria are fixed."))
        yield
        audit.record(
            kind="fund.call_changed", by=by, on=call, chain=call.funder, facts={"form": what}
        )


def _free_key(text: str, taken: Sequence[str], otherwise: str) -> str:
    stem = (slugify(text) or otherwise)[:50]
    key, n = stem, 2
    while key in taken:
        key, n = f"{stem}-{n}", n + 1
    return key


def _end(rows: Any) -> int:
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def add_section(*, call: Call, by: User, title: str, intro: str) -> Section:
    """Put a new section at the end of the form."""
    with _changing(call, by, "section added"):
        taken = list(call.sections.values_list("key", flat=True))
        return Section.objects.create(
            call=call, key=_free_key(title, taken, "section"), position=_end(call.sections),
            title=title, intro=intro,
        )  # fmt: skip


def change_section(*, section: Section, by: User, title: str, intro: str) -> None:
    with _changing(section.call, by, "section changed"):
        Section.objects.filter(pk=section.pk).update(title=title, intro=intro)


def remove_section(*, section: Section, by: User) -> None:
    """Remove a section with its questions, unless the entry's title or amount comes from one."""
    with _changing(section.call, by, "section removed"):
        if section.questions.filter(key__in=needed_questions(section.call)).exists():
            raise FormError(
                noop("The entry's title or amount comes from this section, so it must stay.")
            )
        removed.keep(section)
        section.delete()


def needed_questions(call: Call) -> set[str]:
    """The keys of the questions without which a call has no entries: title and amount."""
    return {call.title_question, call.amount_question}


def move(*, row: Section | Question | Criterion, by: User, up: bool) -> None:
    """Swap a section, question or criterion with its neighbour; at the end nothing happens."""
    with _changing(row.call, by, "order changed"):
        if isinstance(row, Question):
            beside: list[Any] = list(row.section.questions.order_by("position", "pk"))
        elif isinstance(row, Section):
            beside = list(row.call.sections.order_by("position", "pk"))
        else:
            beside = list(row.call.criteria.order_by("position", "pk"))
        at = next(n for n, each in enumerate(beside) if each.pk == row.pk)
        to = at - 1 if up else at + 1
        if 0 <= to < len(beside):
            beside[at], beside[to] = beside[to], beside[at]
        for n, each in enumerate(beside):
            type(each).objects.filter(pk=each.pk).update(position=n)


def _checked(question: domain.Question) -> domain.Question:
    problems = check_question(question)
    if problems:
        raise FormError(problems[0])
    meaning = question.meaning
    if meaning is not None and question.kind not in MEANING_KINDS[meaning]:
        raise FormError(noop("A question of this kind cannot have this meaning."))
    return question


def _meaning_is_free(call: Call, meaning: str, besides: int | None = None) -> None:
    others = call.questions.filter(meaning=meaning)
    if besides is not None:
        others = others.exclude(pk=besides)
    if meaning and others.exists():
        raise FormError(noop("Another question of this call already has this meaning."))


def add_question(*, section: Section, by: User, question: domain.Question) -> Question:
    """Put a new question at the end of a section; its key is made from its words."""
    call = section.call
    checked = _checked(question)
    with _changing(call, by, "question added"):
        _meaning_is_free(call, checked.meaning or "")
        taken = list(call.questions.values_list("key", flat=True))
        return Question.objects.create(
            call=call, section=section, position=_end(section.questions),
            key=_free_key(checked.short or checked.text, taken, "question"),
            kind=checked.kind.value, text=checked.text, short=checked.short,
            guidance=checked.guidance, required=checked.required,
            meaning=checked.meaning.value if checked.meaning else "",
            options=options_of(checked),
        )  # fmt: skip


def change_question(*, row: Question, by: User, question: domain.Question) -> None:
    """Change a question; its key and kind stay."""
    checked = _checked(question)
    with _changing(row.call, by, "question changed"):
        _meaning_is_free(row.call, checked.meaning or "", row.pk)
        Question.objects.filter(pk=row.pk).update(
            text=checked.text, short=checked.short, guidance=checked.guidance,
            required=checked.required, meaning=checked.meaning.value if checked.meaning else "",
            options=options_of(checked),
        )  # fmt: skip


def remove_question(*, row: Question, by: User) -> None:
    """Remove a question, unless the entry's title or amount comes from it."""
    with _changing(row.call, by, "question removed"):
        if row.key in needed_questions(row.call):
            raise FormError(
                noop("The entry's title or amount comes from this question, so it must stay.")
            )
        removed.keep(row)
        row.delete()


def add_criterion(*, call: Call, by: User, **values: Any) -> Criterion:
    """Put a new criterion at the end. `descriptors` has one text a score, lowest first."""
    with _changing(call, by, "criterion added"):
        taken = list(call.criteria.values_list("key", flat=True))
        return Criterion.objects.create(
            call=call, key=_free_key(str(values["name"]), taken, "criterion"),
            position=_end(call.criteria), **_scale(values),
        )  # fmt: skip


def change_criterion(*, row: Criterion, by: User, **values: Any) -> None:
    with _changing(row.call, by, "criterion changed"):
        Criterion.objects.filter(pk=row.pk).update(**_scale(values))


def remove_criterion(*, row: Criterion, by: User) -> None:
    with _changing(row.call, by, "criterion removed"):
        removed.keep(row)
        row.delete()


def put_back(*, part: RemovedPart, by: User) -> Section | Question | Criterion:
    """Put back what was removed, where it was; removed.CannotPutBackError where it cannot be."""
    with _changing(part.call, by, f"{part.kind} put back"):
        locked = RemovedPart.objects.filter(pk=part.pk).first()
        if locked is None:
            raise FormError(noop("It has already been put back."))
        return removed.restore(locked)


def _scale(values: dict[str, Any]) -> dict[str, Any]:
    descriptors: list[str] = values["descriptors"]
    if not 2 <= len(descriptors) <= 11:
        raise FormError(noop("Describe from 2 to 11 scores, one on each line."))
    return {**values, "lowest": 0, "highest": len(descriptors) - 1}
