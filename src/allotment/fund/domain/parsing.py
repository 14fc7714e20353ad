"""Reading what was typed into a question. It never raises for anything a person can send.

A draft may be saved with problems, a submission may not (see `answers.Answer`). Only an
answer too large to keep is refused in a draft too.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from allotment.fund.domain.answers import Answer, AnswerValue, Problem, ProblemCode, Raw, Typed
from allotment.fund.domain.dates import NotADateError, day, read_date
from allotment.fund.domain.questions import Kind, Question
from allotment.fund.domain.words import character_limit, clean_text, word_count
from allotment.kernel.domain.identifiers import BadOrgIdError, check_org_id
from allotment.kernel.domain.money import NotAnAmountError, parse_pounds, pounds
from allotment.kernel.domain.sentences import Value, gettext_noop as _, sentence

LONG_TEXT_KEPT = 60_000
"""Characters of a long text that even a draft may hold."""
OTHERS_KEPT = 2_000
"""The same for every other kind of question."""
PARTS_KEPT = 100
"""Options or files that even a draft may hold."""
SHORT_TEXT_CHARACTERS = 250

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
_GSS = re.compile(r"[EKNSW][0-9]{8}")
_NUMBER = re.compile(
    r"(?P<sign>[-−]?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,12})(?:\.(?P<part>[0-9]{1,9}))?"
)
_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})


def parse_answer(question: Question, raw: Raw) -> Answer:
    """Read what was typed into a question: value, problems, and always what was typed."""
    typed = _cleaned(question, raw)
    if _too_large(question, typed):
        return _refused(
            question,
            typed,
            ProblemCode.TOO_LARGE_TO_KEEP,
            _("{label}: this is too long to be saved. Shorten it to {most} characters."),
            most=_kept(question),
        )
    if not any(part.strip() for part in _parts(typed)):
        if not question.required:
            return Answer(typed, None)
        return _refused(question, typed, ProblemCode.MISSING, _MISSING[question.kind])
    return _READERS[question.kind](question, typed)


def _cleaned(question: Question, raw: Raw) -> Typed:
    """Bring what came from the form into the one shape of its kind of question."""
    if question.kind in _SEVERAL:
        found = [raw] if isinstance(raw, str) else list(raw or [])
        return [clean for part in found if (clean := clean_text(part).strip())]
    if isinstance(raw, Mapping):
        if question.kind in _IN_PARTS:
            return {name: clean_text(raw.get(name, "")) for name in _IN_PARTS[question.kind]}
        return ""
    if raw is None or isinstance(raw, str):
        return clean_text(raw or "")
    return clean_text(raw[-1]) if raw else ""


_SEVERAL = frozenset({Kind.CHOICES, Kind.FILE})
_IN_PARTS: Mapping[Kind, tuple[str, ...]] = {
    Kind.DATE: ("day", "month", "year"),
    Kind.PLACE: ("text", "code"),
    Kind.ORGANISATION: ("name", "org_id"),
}


def _parts(typed: Typed) -> list[str]:
    if isinstance(typed, str):
        return [typed]
    return typed if isinstance(typed, list) else list(typed.values())


def _kept(question: Question) -> int:
    return LONG_TEXT_KEPT if question.kind is Kind.LONG_TEXT else OTHERS_KEPT


def _too_large(question: Question, typed: Typed) -> bool:
    parts = _parts(typed)
    return len(parts) > PARTS_KEPT or sum(map(len, parts)) > _kept(question)


def _refused(
    question: Question,
    typed: Typed,
    code: ProblemCode,
    template: str,
    read: AnswerValue | None = None,
    **values: Value,
) -> Answer:
    problem = Problem(code, sentence(template, label=question.label, **values))
    return Answer(typed, read, (problem,))


def _text(typed: Typed) -> str:
    return " ".join(_parts(typed)).strip()


def _read_short_text(question: Question, typed: Typed) -> Answer:
    text = " ".join(_text(typed).split())
    if len(text) > SHORT_TEXT_CHARACTERS:
        return _too_long(question, typed, text, SHORT_TEXT_CHARACTERS)
    return _read_words(question, typed, text)


def _read_long_text(question: Question, typed: Typed) -> Answer:
    return _read_words(question, typed, _text(typed))


def _read_words(question: Question, typed: Typed, text: str) -> Answer:
    limit = question.word_limit
    if limit is None:
        return Answer(typed, text)
    if (count := word_count(text)) > limit:
        return _refused(
            question,
            typed,
            ProblemCode.TOO_MANY_WORDS,
            _("{label}: {count} words is too many. Shorten it to {limit}."),
            text,
            count=count,
            limit=limit,
        )
    if len(text) > character_limit(limit):
        return _too_long(question, typed, text, character_limit(limit))
    return Answer(typed, text)


def _too_long(question: Question, typed: Typed, text: str, most: int) -> Answer:
    return _refused(
        question,
        typed,
        ProblemCode.TOO_LONG,
        _("{label}: {count} characters is too many. Shorten it to {most}."),
        text,
        count=len(text),
        most=most,
    )


def _read_number(question: Question, typed: Typed) -> Answer:
    match = _NUMBER.fullmatch(_text(typed))
    part = (match["part"] or "").rstrip("0") if match else ""
    if match is None:
        return _refused(
            question, typed, ProblemCode.UNREADABLE, _("{label}: enter a number, like 12.")
        )
    if len(part) > question.decimals:
        template = (
            _("{label}: after the point, leave at most this many digits: {most}.")
            if question.decimals
            else _("{label}: enter a whole number, like 12.")
        )
        return _refused(question, typed, ProblemCode.UNREADABLE, template, most=question.decimals)
    sign = "-" if match["sign"] else ""
    number = Decimal(f"{sign}{match['whole'].replace(',', '')}.{part or '0'}")
    read = f"{number.normalize():f}" if part else int(number)
    return _within(question, typed, read, number, lambda bound: f"{bound:,}")


def _read_money(question: Question, typed: Typed) -> Answer:
    try:
        pence = parse_pounds(_text(typed))
    except NotAnAmountError:
        return _refused(
            question,
            typed,
            ProblemCode.UNREADABLE,
            _("{label}: enter an amount in pounds, like {example}."),
            example="£1,240",
        )
    return _within(question, typed, pence, Decimal(pence), pounds)


def _within(
    question: Question,
    typed: Typed,
    read: AnswerValue,
    number: Decimal,
    written: Callable[[int], str],
) -> Answer:
    lowest, highest = question.lowest, question.highest
    if lowest is not None and number < lowest:
        template, bound = _("{label}: enter {bound} or more."), lowest
    elif highest is not None and number > highest:
        template, bound = _("{label}: enter {bound} or less."), highest
    else:
        return Answer(typed, read)
    return _refused(question, typed, ProblemCode.OUT_OF_RANGE, template, read, bound=written(bound))


def _read_date(question: Question, typed: Typed) -> Answer:
    try:
        found = read_date(typed if isinstance(typed, dict) else _text(typed))
    except NotADateError:
        return _refused(
            question,
            typed,
            ProblemCode.UNREADABLE,
            _("{label}: enter a real date, like {example}."),
            example="2 3 2026",
        )
    if question.earliest and found < question.earliest:
        template, bound = _("{label}: the date must not be before {bound}."), question.earliest
    elif question.latest and found > question.latest:
        template, bound = _("{label}: the date must not be after {bound}."), question.latest
    else:
        return Answer(typed, found.isoformat())
    return _refused(
        question, typed, ProblemCode.OUT_OF_RANGE, template, found.isoformat(), bound=day(bound)
    )


def _read_choice(question: Question, typed: Typed) -> Answer:
    text = _text(typed)
    if text in {choice.value for choice in question.choices}:
        return Answer(typed, text)
    return _not_an_option(question, typed)


def _read_choices(question: Question, typed: Typed) -> Answer:
    chosen = set(_parts(typed))
    options = [choice.value for choice in question.choices]
    if not chosen <= set(options):
        return _not_an_option(question, typed)
    read = [value for value in options if value in chosen]
    return _at_most(question, typed, read, question.most, _("{label}: choose at most {most}."))


def _read_files(question: Question, typed: Typed) -> Answer:
    keys = list(dict.fromkeys(_parts(typed)))
    if not all(_KEY.fullmatch(key) for key in keys):
        return _refused(question, typed, ProblemCode.UNREADABLE, _("{label}: add the file again."))
    template = _("{label}: the number of files must not be above {most}.")
    return _at_most(question, typed, keys, question.most or 1, template)


def _at_most(
    question: Question, typed: Typed, read: list[str], most: int | None, template: str
) -> Answer:
    if most is None or len(read) <= most:
        return Answer(typed, read)
    return _refused(question, typed, ProblemCode.TOO_MANY, template, most=most)


def _not_an_option(question: Question, typed: Typed) -> Answer:
    return _refused(
        question, typed, ProblemCode.NOT_AN_OPTION, _("{label}: choose from the options shown.")
    )


def _read_yes_no(question: Question, typed: Typed) -> Answer:
    text = _text(typed).lower()
    if text in _YES or text in _NO:
        return Answer(typed, text in _YES)
    return _refused(question, typed, ProblemCode.NOT_AN_OPTION, _MISSING[Kind.YES_NO])


def _read_declaration(question: Question, typed: Typed) -> Answer:
    agreed = _text(typed).lower() in _YES
    if agreed or not question.required:
        return Answer(typed, agreed)
    return _refused(question, typed, ProblemCode.MISSING, _MISSING[Kind.DECLARATION])


def _read_place(question: Question, typed: Typed) -> Answer:
    """Keep a place as typed; the code counts only if it looks like one (a service looks it up)."""
    code = typed.get("code", "").strip() if isinstance(typed, dict) else ""
    text = typed["text"].strip() if isinstance(typed, dict) else _text(typed)
    if len(text) > SHORT_TEXT_CHARACTERS:
        return _too_long(question, typed, text, SHORT_TEXT_CHARACTERS)
    return Answer(typed, {"text": text or code, "code": code if _GSS.fullmatch(code) else ""})


def _read_organisation(question: Question, typed: Typed) -> Answer:
    name = typed["name"].strip() if isinstance(typed, dict) else _text(typed)
    number = typed.get("org_id", "").strip() if isinstance(typed, dict) else ""
    if not name:
        return _refused(question, typed, ProblemCode.MISSING, _MISSING[Kind.ORGANISATION])
    if len(name) > SHORT_TEXT_CHARACTERS:
        return _too_long(question, typed, name, SHORT_TEXT_CHARACTERS)
    try:
        org_id = check_org_id(number) if number else ""
    except BadOrgIdError:
        return _refused(
            question,
            typed,
            ProblemCode.UNREADABLE,
            _("{label}: enter an organisation’s identifier like {example}, or leave it out."),
            example="GB-CHC-1136419",
        )
    return Answer(typed, {"name": name, "org_id": org_id})


_READERS: Mapping[Kind, Callable[[Question, Typed], Answer]] = {
    Kind.SHORT_TEXT: _read_short_text,
    Kind.LONG_TEXT: _read_long_text,
    Kind.NUMBER: _read_number,
    Kind.MONEY: _read_money,
    Kind.DATE: _read_date,
    Kind.CHOICE: _read_choice,
    Kind.CHOICES: _read_choices,
    Kind.YES_NO: _read_yes_no,
    Kind.FILE: _read_files,
    Kind.PLACE: _read_place,
    Kind.ORGANISATION: _read_organisation,
    Kind.DECLARATION: _read_declaration,
}

_MISSING: Mapping[Kind, str] = {
    Kind.SHORT_TEXT: _("{label}: enter an answer."),
    Kind.LONG_TEXT: _("{label}: enter an answer."),
    Kind.NUMBER: _("{label}: enter a number."),
    Kind.MONEY: _("{label}: enter an amount in pounds."),
    Kind.DATE: _("{label}: enter a date."),
    Kind.CHOICE: _("{label}: choose one."),
    Kind.CHOICES: _("{label}: choose at least one."),
    Kind.YES_NO: _("{label}: choose yes or no."),
    Kind.FILE: _("{label}: add a file."),
    Kind.PLACE: _("{label}: enter a place or a postcode."),
    Kind.ORGANISATION: _("{label}: enter the name of the organisation."),
    Kind.DECLARATION: _("{label}: tick the box to agree."),
}
