"""An answer: as it was typed, as it was read, what is wrong with it, and as plain text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from allotment.fund.domain.dates import day
from allotment.fund.domain.questions import Kind, Question
from allotment.kernel.domain.money import pounds
from allotment.kernel.domain.sentences import Sentence, Translate, gettext_noop as _

Raw = str | Sequence[str] | Mapping[str, str] | None
"""As it comes from a form: text, several (files, choices), or named parts (a date's day,
month and year; a place's text and code; an organisation's name and org_id)."""

Typed = str | list[str] | dict[str, str]
"""What was typed, cleaned (see `words.clean_text`): what a draft keeps and shows again."""

AnswerValue = str | int | bool | list[str] | dict[str, str]
"""What was understood, ready for JSON:

short and long text, choice   text (of a choice, the option's value)
number                        whole number; "12.5" where the question allows decimals
money                         whole pence
date                          "2026-03-02"
choices, file                 list of option values, or of file keys
yes or no, declaration        bool
place                         {"text", "code"}: the code is "" unless picked from the list
organisation                  {"name", "org_id"}: the identifier is "" where none was given
"""


class ProblemCode(StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    TOO_MANY_WORDS = "too_many_words"
    TOO_LONG = "too_long"
    TOO_LARGE_TO_KEEP = "too_large_to_keep"
    UNREADABLE = "unreadable"
    OUT_OF_RANGE = "out_of_range"
    NOT_AN_OPTION = "not_an_option"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an answer, and the sentence that says how to mend it."""

    code: ProblemCode
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as typed, as understood (None: nothing typed, or unreadable), and its problems."""

    typed: Typed
    value: AnswerValue | None
    problems: tuple[Problem, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether it may be submitted."""
        return not self.problems

    @property
    def can_be_kept(self) -> bool:
        """Whether a draft may be saved with it.

        If not, what was saved before stays, and the page shows again what was typed.
        """
        return all(p.code is not ProblemCode.TOO_LARGE_TO_KEEP for p in self.problems)

    @property
    def draft_problems(self) -> tuple[Problem, ...]:
        """What to point out while people are still at work: all but gaps."""
        return tuple(p for p in self.problems if p.code is not ProblemCode.MISSING)


def format_answer(question: Question, value: AnswerValue | None, translate: Translate = str) -> str:
    """Write an answer's value as plain text: "£1,240", "2 March 2026", "Yes", "Parks; Shops".

    The text is not escaped: it holds whatever people typed. Files are shown by their keys.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return translate(_ticked_or_not(question.kind, value))
    if isinstance(value, Mapping):
        return _named(value)
    if isinstance(value, list):
        return "; ".join(_option_label(question, one) for one in value)
    if question.kind is Kind.MONEY:
        return pounds(int(value))
    if question.kind is Kind.NUMBER:
        return f"{Decimal(value):,f}"
    if question.kind is Kind.DATE:
        return day(date.fromisoformat(str(value)), translate)
    return _option_label(question, str(value))


def _ticked_or_not(kind: Kind, value: bool) -> str:
    if kind is Kind.DECLARATION:
        return _("Agreed") if value else _("Not agreed")
    return _("Yes") if value else _("No")


def _named(value: Mapping[str, str]) -> str:
    name = value.get("name") or value.get("text") or ""
    code = value.get("org_id") or value.get("code")
    return f"{name} ({code})" if code else name


def _option_label(question: Question, value: str) -> str:
    return next((c.label for c in question.choices if c.value == value), value)
