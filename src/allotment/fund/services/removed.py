"""What is taken out of a draft's form is kept beside it, and can be put back."""

from typing import Any

from django.db.models import F

from allotment.fund.models import Call, Criterion, Question, RemovedPart, Section
from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop as noop

_FIELDS = {
    Section: ("key", "position", "title", "intro"),
    Question: (
        "key", "position", "kind", "text", "short", "guidance", "required", "meaning", "options",
    ),
    Criterion: ("key", "position", "name", "asks", "weight", "lowest", "highest", "descriptors"),
}  # fmt: skip


class CannotPutBackError(RuleBrokenError):
    """There is no place left for it; the sentence says what to do first."""


def keep(row: Section | Question | Criterion) -> None:
    """Keep a part, whole, before it is deleted. Called in the transaction that deletes it."""
    content: dict[str, Any] = {name: getattr(row, name) for name in _FIELDS[type(row)]}
    if isinstance(row, Section):
        kind, text = RemovedPart.Kind.SECTION, row.title
        content["questions"] = [
            {name: getattr(question, name) for name in _FIELDS[Question]}
            for question in row.questions.order_by("position")
        ]
    elif isinstance(row, Question):
        kind, text = RemovedPart.Kind.QUESTION, row.text
        content["section"] = row.section.key
    else:
        kind, text = RemovedPart.Kind.CRITERION, row.name
    RemovedPart.objects.create(call=row.call, kind=kind, text=text, content=content)


def restore(part: RemovedPart) -> Section | Question | Criterion:
    """Put a part back where it was. CannotPutBackError where it has no place any more."""
    content, call = dict(part.content), part.call
    if part.kind == RemovedPart.Kind.CRITERION:
        made: Section | Question | Criterion = Criterion(
            call=call, **_fitting(call.criteria, content)
        )
        made.save(force_insert=True)
    elif part.kind == RemovedPart.Kind.SECTION:
        questions = content.pop("questions")
        made = Section(call=call, **_fitting(call.sections, content))
        made.save(force_insert=True)
        for question in questions:
            _put_question(call, made, question)
    else:
        section = call.sections.filter(key=content.pop("section")).first()
        if section is None:
            raise CannotPutBackError(
                noop("The section it was in has been removed too. Put that back first.")
            )
        made = _put_question(call, section, content)
    part.delete()
    return made


def _put_question(call: Call, section: Section, content: dict[str, Any]) -> Question:
    content = dict(content)
    if content["meaning"] and call.questions.filter(meaning=content["meaning"]).exists():
        content["meaning"] = ""  # another question tells it by now
    taken = set(call.questions.values_list("key", flat=True))
    made = Question(call=call, section=section, **_fitting(section.questions, content, taken=taken))
    made.save(force_insert=True)
    return made


def _fitting(beside: Any, content: dict[str, Any], taken: set[str] | None = None) -> dict[str, Any]:
    """The content with a key that is free, the rows that stand from its place on moved down."""
    taken = set(beside.values_list("key", flat=True)) if taken is None else taken
    stem, n = content["key"], 2
    key = stem
    while key in taken:
        key, n = f"{stem[:60]}-{n}", n + 1
    beside.filter(position__gte=content["position"]).update(position=F("position") + 1)
    return {**content, "key": key}
