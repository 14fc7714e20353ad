"""Letters with merge fields: "Dear {applicant}, we are glad to offer you {amount}."

Fields are looked up by name and nothing else: a template can reach no attribute and no
object. What is put in is never read again as a template. `{{` and `}}` write braces.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from allotment.fund.domain.moves import Outcome
from allotment.kernel.domain.sentences import RuleBrokenError, Sentence, gettext_noop as _, sentence

LONGEST = 20_000
"""Characters a letter's template may have: some eight pages."""

_TOKEN = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}\n]{0,60})\}|(?P<stray>[{}])")


@dataclass(frozen=True, slots=True)
class Field:
    """A merge field: what it stands for, and what a preview shows."""

    meaning: str
    sample: str
    may_be_empty: bool = False


FIELDS: Mapping[str, Field] = {
    "applicant": Field(_("The person who entered"), _("Robin Fairweather")),
    "organisation": Field(
        _("The organisation that entered"), _("Harbour Lane Library Friends"), may_be_empty=True
    ),
    "entry": Field(_("The title of the entry"), _("Saturday mending table")),
    "reference": Field(_("The reference of the entry"), "SI-7K2Q9D-M"),
    "call": Field(_("The title of the call"), _("Small ideas competition")),
    "funder": Field(_("Who funds it"), _("Wexcombe Borough Council")),
    "asked": Field(_("The amount asked for"), "£1,240"),
    "amount": Field(_("The amount offered"), "£1,000", may_be_empty=True),
    "reason": Field(_("The reason for the decision"), _("Clear, cheap and easy to copy.")),
    "feedback": Field(
        _("Feedback from the assessors"),
        _("Assessors liked that you counted who came back."),
        may_be_empty=True,
    ),
    "conditions": Field(
        _("What the offer depends on"),
        _("Please send us photographs by the end of June."),
        may_be_empty=True,
    ),
    "reply_by": Field(
        _("The date by which to answer an offer"), _("2 March 2026"), may_be_empty=True
    ),
    "contact": Field(_("Who to ask"), "fund@example.org"),
    "appeal": Field(_("Where to appeal"), _("Write to appeals@example.org within 20 days.")),
    "today": Field(_("The date of the letter"), _("2 February 2026")),
}


class LetterError(RuleBrokenError):
    """The letter cannot be written: an unknown field, a stray brace, a field with no value."""

    field = "body"


def fields_in(template: str) -> tuple[str, ...]:
    """List the fields a template uses, each once, in order; unknown ones too."""
    names = (match["name"] for match in _TOKEN.finditer(template) if match["name"] is not None)
    return tuple(dict.fromkeys(name.strip() for name in names))


def check_letter(template: str, fields: Mapping[str, Field] = FIELDS) -> tuple[Sentence, ...]:
    """Say what must be mended in a template before a letter can be written from it."""
    if not template.strip():
        return (sentence(_("Write the letter.")),)
    if len(template) > LONGEST:
        return (
            sentence(_("The letter is too long. Shorten it to {most} characters."), most=LONGEST),
        )
    found = [_unknown(name, fields) for name in fields_in(template) if name not in fields]
    if any(match["stray"] for match in _TOKEN.finditer(template)):
        found.append(
            sentence(
                _("A curly bracket has no partner. Close it, as in {example}, or type it twice."),
                example="{amount}",
            )
        )
    return tuple(found)


def write_letter(
    template: str, values: Mapping[str, str], fields: Mapping[str, Field] = FIELDS
) -> str:
    """Put values into a template; the result is plain text, not escaped.

    A paragraph that is nothing but fields without a value is left out whole. Raises
    LetterError for anything that `check_letter` finds and for a field that needs a value.
    """
    problems = check_letter(template, fields)
    if problems:
        raise LetterError(problems[0])
    for name in fields_in(template):
        if not values.get(name, "").strip() and not fields[name].may_be_empty:
            raise LetterError(
                _("There is nothing to put in place of {field}."), field=f"{{{name}}}"
            )
    written = (_paragraph(one, values) for one in re.split(r"\n[ \t]*\n", template.strip()))
    return "\n\n".join(one for one in written if one is not None)


def sample_values(fields: Mapping[str, Field] = FIELDS) -> dict[str, str]:
    """Return the values of a preview where there is no entry to take them from."""
    return {name: field.sample for name, field in fields.items()}


def _paragraph(template: str, values: Mapping[str, str]) -> str | None:
    written = _TOKEN.sub(lambda match: _put_in(match, values), template)
    return written if written.strip() else None


def _put_in(match: re.Match[str], values: Mapping[str, str]) -> str:
    name = match["name"]
    return match[0][0] if name is None else values.get(name.strip(), "").strip()


def _unknown(name: str, fields: Mapping[str, Field]) -> Sentence:
    return sentence(
        _("There is no field {field}. You can use: {known}."),
        field=f"{{{name}}}",
        known=", ".join(f"{{{one}}}" for one in fields),
    )


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter to start from: subject (never anything personal) and body."""

    subject: str
    body: str


class LetterKind(StrEnum):
    """What a letter tells: a decision, or that an entry does not meet the rules."""

    FUND = "fund"
    RESERVE = "reserve"
    DECLINE = "decline"
    INELIGIBLE = "ineligible"


KIND_LABELS: Mapping[LetterKind, str] = {
    LetterKind.FUND: _("Offer"),
    LetterKind.RESERVE: _("Kept in reserve"),
    LetterKind.DECLINE: _("Declined"),
    LetterKind.INELIGIBLE: _("Not eligible"),
}

SUBJECT_FIELDS: Mapping[str, Field] = {
    name: FIELDS[name] for name in ("reference", "call", "funder")
}
"""What a subject may name: it is read on the way, so never anything personal."""

_ONLY_DECIDED = ("amount", "conditions", "reply_by", "feedback")


def fields_of(kind: LetterKind) -> Mapping[str, Field]:
    """The merge fields that the letter of a kind can use."""
    if kind is LetterKind.INELIGIBLE:
        return {name: each for name, each in FIELDS.items() if name not in _ONLY_DECIDED}
    if kind is LetterKind.FUND:
        return FIELDS
    offer = ("amount", "conditions", "reply_by")
    return {name: each for name, each in FIELDS.items() if name not in offer}


def check_wording(kind: LetterKind, text: LetterText) -> Mapping[str, Sequence[Sentence]]:
    """Say what must be mended in a funder's own words, for "subject" and for "body"."""
    subject = list(check_letter(text.subject, SUBJECT_FIELDS))
    body = list(check_letter(text.body, fields_of(kind)))
    if kind is LetterKind.FUND and not body and "amount" not in fields_in(text.body):
        body.append(sentence(_("An offer must say how much: write {field}."), field="{amount}"))
    return {"subject": subject, "body": body}


LETTERS: Mapping[Outcome, LetterText] = {
    Outcome.FUND: LetterText(
        _("Your entry: we would like to fund it"),
        _(
            "{today}\n\nDear {applicant},\n\n"
            "Thank you for entering “{entry}” ({reference}) in “{call}”. The board has decided "
            "to fund it, and we are glad to offer you {amount}.\n\n"
            "Why the board chose it: {reason}\n\n"
            "{feedback}\n\n"
            "{conditions}\n\n"
            "Please sign in and accept or turn down the offer by {reply_by}. Nothing is paid "
            "until you accept.\n\n"
            "If anything in this letter is unclear, write to {contact} and quote {reference}.\n\n"
            "With best wishes,\n{funder}"
        ),
    ),
    Outcome.RESERVE: LetterText(
        _("Your entry: it is on our reserve list"),
        _(
            "{today}\n\nDear {applicant},\n\n"
            "Thank you for entering “{entry}” ({reference}) in “{call}”. The board thought well "
            "of it, but the money ran out before its place on the list. We have kept it in "
            "reserve and will write again if money comes free.\n\n"
            "What the board said: {reason}\n\n"
            "{feedback}\n\n"
            "You do not need to do anything now. {appeal}\n\n"
            "If anything in this letter is unclear, write to {contact} and quote {reference}.\n\n"
            "With best wishes,\n{funder}"
        ),
    ),
    Outcome.DECLINE: LetterText(
        _("Your entry: the board’s decision"),
        _(
            "{today}\n\nDear {applicant},\n\n"
            "Thank you for entering “{entry}” ({reference}) in “{call}”. We are sorry to tell "
            "you that the board decided not to fund it this time.\n\n"
            "The reason: {reason}\n\n"
            "{feedback}\n\n"
            "If you think that we made a mistake: {appeal}\n\n"
            "We would be glad to see you enter again. If anything in this letter is unclear, "
            "write to {contact} and quote {reference}.\n\n"
            "With best wishes,\n{funder}"
        ),
    ),
}

NOT_ELIGIBLE = LetterText(
    _("Your entry: it does not meet the rules of the call"),
    _(
        "{today}\n\nDear {applicant},\n\n"
        "Thank you for entering “{entry}” ({reference}) in “{call}”. We have read it and found "
        "that it does not meet the rules of the call, so that it could not go on to be scored."
        "\n\n"
        "The rule it does not meet: {reason}\n\n"
        "If you think that we made a mistake: {appeal}\n\n"
        "If anything in this letter is unclear, write to {contact} and quote {reference}.\n\n"
        "With best wishes,\n{funder}"
    ),
)


def usual(kind: LetterKind) -> LetterText:
    """The words that hold where a funder has written none of its own."""
    return NOT_ELIGIBLE if kind is LetterKind.INELIGIBLE else LETTERS[Outcome(kind)]
