"""The questions of a call: their kinds, what they mean, and what makes one usable."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from allotment.kernel.domain.sentences import Sentence, gettext_noop as _, sentence

MOST_WORDS = 3000
"""The largest word limit: some six pages."""


class Kind(StrEnum):
    """What sort of answer a question takes."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    FILE = "file"
    PLACE = "place"
    ORGANISATION = "organisation"
    DECLARATION = "declaration"


class Meaning(StrEnum):
    """What an answer tells about an idea, so that answers to different calls compare."""

    SUMMARY = "summary"
    TEAM_SIZE = "team_size"
    COST = "cost"
    DURATION = "duration"
    PLACE = "place"
    PARTNERS = "partners"
    OUTCOME = "outcome"
    EVIDENCE = "evidence"
    BARRIER = "barrier"
    REPLICABILITY = "replicability"


KIND_LABELS: Mapping[Kind, str] = {
    Kind.SHORT_TEXT: _("Short text, on one line"),
    Kind.LONG_TEXT: _("Long text, with a word limit"),
    Kind.NUMBER: _("Number"),
    Kind.MONEY: _("Amount of money"),
    Kind.DATE: _("Date"),
    Kind.CHOICE: _("Choice of one"),
    Kind.CHOICES: _("Choice of one or more"),
    Kind.YES_NO: _("Yes or no"),
    Kind.FILE: _("File"),
    Kind.PLACE: _("Place"),
    Kind.ORGANISATION: _("Organisation"),
    Kind.DECLARATION: _("Declaration to agree to"),
}

MEANING_LABELS: Mapping[Meaning, str] = {
    Meaning.SUMMARY: _("What it is, in short"),
    Meaning.TEAM_SIZE: _("How many people did it"),
    Meaning.COST: _("What it cost"),
    Meaning.DURATION: _("How long it took, in months"),
    Meaning.PLACE: _("Where it was"),
    Meaning.PARTNERS: _("Who else took part"),
    Meaning.OUTCOME: _("What got better"),
    Meaning.EVIDENCE: _("How they know"),
    Meaning.BARRIER: _("What stood in the way"),
    Meaning.REPLICABILITY: _("Whether others could do it"),
}

#: What of an entry is published with its award, and as which field of the open data's standard.
PUBLISHED_AS: Mapping[Meaning, str] = {
    Meaning.SUMMARY: "description",
    Meaning.DURATION: "plannedDates[].duration",
    Meaning.PLACE: "beneficiaryLocation[]",
}

_WORDS = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})

MEANING_KINDS: Mapping[Meaning, frozenset[Kind]] = {
    Meaning.SUMMARY: _WORDS,
    Meaning.TEAM_SIZE: frozenset({Kind.NUMBER}),
    Meaning.COST: frozenset({Kind.MONEY}),
    Meaning.DURATION: frozenset({Kind.NUMBER}),
    Meaning.PLACE: frozenset({Kind.PLACE}),
    Meaning.PARTNERS: _WORDS | {Kind.ORGANISATION, Kind.CHOICES},
    Meaning.OUTCOME: _WORDS | {Kind.CHOICES},
    Meaning.EVIDENCE: _WORDS,
    Meaning.BARRIER: _WORDS | {Kind.CHOICE, Kind.CHOICES},
    Meaning.REPLICABILITY: _WORDS | {Kind.CHOICE, Kind.YES_NO},
}
"""Which kinds of question can carry a meaning: analysis must be able to read the answer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice: the value that is stored and the label that people see."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a call.

    `short` is the name used in messages, tables and exports ("Team size"); without it the
    question's own words are. `lowest` and `highest` bound a number, or an amount in pence.
    `decimals` says how many a number may have. `most` bounds how many options may be chosen
    or files sent; for choices, None is all of them. `unit` stands behind a number's box.
    """

    key: str
    kind: Kind
    text: str
    short: str = ""
    guidance: str = ""
    required: bool = True
    meaning: Meaning | None = None
    word_limit: int | None = None
    lowest: int | None = None
    highest: int | None = None
    decimals: int = 0
    earliest: date | None = None
    latest: date | None = None
    choices: tuple[Choice, ...] = ()
    most: int | None = None
    unit: str = ""

    @property
    def label(self) -> str:
        """What to call the question where there is little room."""
        return self.short or self.text.rstrip(" ?:.")


def check_question(question: Question) -> tuple[Sentence, ...]:
    """Say what must be mended before the question can be put to people."""
    found = [
        *_wording(question),
        *_words_problems(question),
        *_choices_problems(question),
        *_range_problems(question),
    ]
    meaning = question.meaning
    if meaning is not None and question.kind not in MEANING_KINDS[meaning]:
        found.append(
            sentence(
                _("A question of the kind “{kind}” cannot mean “{meaning}”."),
                kind=Sentence(KIND_LABELS[question.kind]),
                meaning=Sentence(MEANING_LABELS[meaning]),
            )
        )
    return tuple(found)


def check_questions(questions: Sequence[Question]) -> tuple[Sentence, ...]:
    """Say what is wrong with the questions of a call taken together (see `check_question`)."""
    keys = Counter(question.key for question in questions)
    meanings = Counter(q.meaning for q in questions if q.meaning is not None)
    found = [
        sentence(_("Two questions have the same key, “{key}”."), key=key)
        for key, count in keys.items()
        if count > 1
    ]
    found += [
        sentence(
            _("Two questions mean “{meaning}”: only one in a call may."),
            meaning=Sentence(MEANING_LABELS[meaning]),
        )
        for meaning, count in meanings.items()
        if count > 1
    ]
    return tuple(found)


def _wording(question: Question) -> list[Sentence]:
    if question.text.strip():
        return []
    return [sentence(_("Write the question."))]


def _words_problems(question: Question) -> list[Sentence]:
    if question.kind is not Kind.LONG_TEXT:
        return []
    if question.word_limit is not None and 1 <= question.word_limit <= MOST_WORDS:
        return []
    return [sentence(_("Give a word limit from 1 to {most}."), most=MOST_WORDS)]


def _choices_problems(question: Question) -> list[Sentence]:
    if question.kind not in (Kind.CHOICE, Kind.CHOICES):
        return []
    found = []
    if len(question.choices) < 2:
        found.append(sentence(_("Give at least two options to choose from.")))
    for part in ("value", "label"):
        counts = Counter(getattr(choice, part) for choice in question.choices)
        found += [
            sentence(_("The option “{option}” is there twice."), option=option)
            for option, count in counts.items()
            if count > 1
        ]
    return found


def _range_problems(question: Question) -> list[Sentence]:
    found = []
    if _above(question.lowest, question.highest):
        found.append(sentence(_("The smallest answer allowed is above the largest.")))
    if question.earliest and question.latest and question.earliest > question.latest:
        found.append(sentence(_("The earliest date allowed is after the latest.")))
    if question.most is not None and question.most < 1:
        found.append(sentence(_("Let people choose or send at least one.")))
    if not 0 <= question.decimals <= 4:
        found.append(sentence(_("A number can have up to {most} decimals."), most=4))
    return found


def _above(lowest: int | None, highest: int | None) -> bool:
    return lowest is not None and highest is not None and lowest > highest
