"""The call templates that come with Allotment: sections, questions, criteria, timetable.

Each is a file in `call_templates/`; what several ask in the same words stands in `shared.toml`, and is
named there by `shared = "its key"`. `said` gives a template in one language, ready to be copied into
a call, where the words are the funder's to change.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

from allotment.fund.domain.questions import Choice, Question
from allotment.kernel.domain.data_files import DataFileError, fill, read_toml
from allotment.kernel.domain.sentences import Translate

AnyData = TypeVar("AnyData")
_FOLDER = "allotment.fund.domain.call_templates"


@dataclass(frozen=True, slots=True)
class CriterionText:
    """A criterion as assessors see it: a descriptor for each score, lowest score first."""

    key: str
    name: str
    asks: str
    weight: int
    descriptors: tuple[str, ...]
    lowest: int = 0

    @property
    def highest(self) -> int:
        """The highest score: there is one descriptor for each."""
        return self.lowest + len(self.descriptors) - 1


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form: one step of the entrant's task list."""

    key: str
    title: str
    intro: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Timetable:
    """How many days each stage usually takes, one after the other."""

    open_days: int
    screening_days: int
    scoring_days: int
    deciding_days: int
    reply_days: int


@dataclass(frozen=True, slots=True)
class CallTemplate:
    """Everything a call can start from; amounts in pence.

    `name` and `description` present the template, the rest fills the call. `title_question`,
    `amount_question` and `kind_question` are the keys of the questions whose answers are the
    entry's title, the amount asked for and, where there is a choice, "grant" or "loan".
    """

    key: str
    name: str
    description: str
    reference_prefix: str
    title: str
    summary: str
    purpose: str
    who_may_enter: str
    smallest_award: int
    largest_award: int
    total_on_offer: int
    sections: tuple[Section, ...]
    criteria: tuple[CriterionText, ...]
    timetable: Timetable
    assessors_per_entry: int
    title_question: str
    amount_question: str
    kind_question: str | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order of the form."""
        return tuple(question for section in self.sections for question in section.questions)


_KEPT_AS_THEY_ARE: Mapping[type, frozenset[str]] = {
    CallTemplate: frozenset(
        {"key", "reference_prefix", "title_question", "amount_question", "kind_question"}
    ),
    Section: frozenset({"key"}),
    CriterionText: frozenset({"key"}),
    Question: frozenset({"key", "kind", "meaning"}),
    Choice: frozenset({"value"}),
}


def translated(data: AnyData, translate: Translate) -> AnyData:
    """A template, or any part of one, in the language of `translate` (Django's gettext)."""
    if not is_dataclass(data) or isinstance(data, type):
        raise TypeError(f"{type(data).__name__} is no part of a template")
    kept = _KEPT_AS_THEY_ARE.get(type(data), frozenset())
    changed = {
        field.name: _translated_value(getattr(data, field.name), translate)
        for field in fields(data)
        if field.name not in kept
    }
    return replace(data, **changed)


def _translated_value(value: Any, translate: Translate) -> Any:
    if isinstance(value, str):
        return translate(value) if value else value
    if isinstance(value, tuple):
        return tuple(_translated_value(one, translate) for one in value)
    if type(value) in _KEPT_AS_THEY_ARE:
        return translated(value, translate)
    return value


def read_template(name: str, *, package: str = _FOLDER) -> CallTemplate:
    """The template in a file of a package. Raises DataFileError, which names the file and the key."""
    file = f"{name}.toml"
    table, shared = read_toml(package, file), read_toml(package, "shared.toml")
    table["sections"] = _with_shared(table.get("sections", []), shared["sections"], file)
    for section in table["sections"]:
        at = f"{file}, section {section.get('key')}"
        section["questions"] = _with_shared(section.get("questions", []), shared["questions"], at)
    return fill(CallTemplate, table, at=file)


def _with_shared(tables: list[Any], shared: list[Any], at: str) -> list[Any]:
    by_key = {each["key"]: each for each in shared}
    try:
        return [deepcopy(by_key[each["shared"]]) if "shared" in each else each for each in tables]
    except KeyError as error:
        raise DataFileError(at, f"nothing that is shared has the key {error}") from error


SMALL_IDEAS = read_template("small_ideas")
INVEST_TO_SAVE = read_template("invest_to_save")
TEMPLATES = (SMALL_IDEAS, INVEST_TO_SAVE)


def template(key: str) -> CallTemplate | None:
    """Find a template by its key."""
    return next((one for one in TEMPLATES if one.key == key), None)
