"""Says in sentences what a reader changed, refused or found wrong."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from allotment.register.domain.reading.changes import Change, ChangeKind, Refusal, pointer
from allotment.register.domain.standard import Field, Kind
from allotment.register.domain.validation import Problem, Rule, is_list_item
from allotment.register.readers.grants_file import Fault

CHANGES: dict[ChangeKind, Promise] = {
    ChangeKind.FROM_OPEN_CALL: lazy("Yes or No written in an older way, such as Y"),
    ChangeKind.DAY_FIRST_DATE: lazy("Date written day first"),
    ChangeKind.MONTH_FIRST_DATE: lazy("Date that only makes sense month first"),
    ChangeKind.DATE_IN_WORDS: lazy("Date with the month as a word"),
    ChangeKind.SPREADSHEET_DATE: lazy("Date given as a spreadsheet's count of days"),
    ChangeKind.DATE_RESPELT: lazy("Date written in another order or without its offset"),
    ChangeKind.DATE_KEPT: lazy("Date that we could not understand, kept as written"),
    ChangeKind.MONEY_WITH_COMMAS: lazy("Amount written with commas"),
    ChangeKind.MONEY_WITH_POUND_SIGN: lazy("Amount written with a pound sign"),
    ChangeKind.NUMBER_AS_TEXT: lazy("Number given as text"),
    ChangeKind.FRACTION_OF_A_PENNY: lazy("Amount with a fraction of a penny, rounded"),
    ChangeKind.NUMBER_KEPT: lazy("Number that we could not understand, kept as written"),
    ChangeKind.TEXT_AS_NUMBER: lazy("Text given as a number"),
    ChangeKind.IDENTIFIER_WITH_BLANKS: lazy("Identifier with blanks in it, closed up"),
    ChangeKind.DUPLICATE_ID: lazy("Identifier that an earlier grant of the file has"),
    ChangeKind.CODE_RESPELT: lazy("Code written in another way"),
    ChangeKind.UNKNOWN_CODE: lazy("Code that is not in its list, kept as written"),
    ChangeKind.CURRENCY_FROM_SIGN: lazy("Currency taken from the pound sign"),
    ChangeKind.FIELD_RENAMED: lazy("Field under an older or differently written name"),
    ChangeKind.LIST_OF_ONE: lazy("One item where a list is wanted, or a list where one is"),
    ChangeKind.NAME_ALONE: lazy("Name alone where a group of fields is wanted"),
    ChangeKind.EMPTY_LEFT_OUT: lazy("Empty value, left out"),
    ChangeKind.KEPT: lazy("Value of an unexpected kind, kept as it is"),
    ChangeKind.REQUIRED_MISSING: lazy("Required field that is missing"),
    ChangeKind.TWO_RECIPIENTS: lazy("Both an organisation and an individual as recipient"),
    ChangeKind.PERSON_WITHHELD: lazy("What might tell who an individual is, not taken in"),
    ChangeKind.BAD_CHARACTERS: lazy("Characters that are not text, replaced or dropped"),
    ChangeKind.REPEATED_FIELD: lazy("Field given twice; the last one counts"),
    ChangeKind.CONTROL_CHARACTERS: lazy("Line breaks or tabs inside text, not escaped"),
    ChangeKind.NOT_UTF_8: lazy("Text in another encoding than UTF-8"),
    ChangeKind.BARE_LIST: lazy("List of grants without the file's own fields around it"),
    ChangeKind.LOOSE_COMMAS: lazy("Comma missing or too many between grants"),
    ChangeKind.FILE_FIELD_KEPT_OUT: lazy("Field of the file as a whole that we could not read"),
}

REFUSALS: dict[Refusal, Promise] = {
    Refusal.NOT_A_GROUP: lazy("This is not a grant but: %(value)s"),
    Refusal.NO_IDENTIFIER: lazy("The grant has no identifier (id)."),
    Refusal.IDENTIFIER_TOO_LONG: lazy("The identifier is longer than 250 characters: %(value)s"),
    Refusal.NO_AMOUNT: lazy("The grant does not say how much was awarded (amountAwarded)."),
    Refusal.BAD_AMOUNT: lazy("We cannot read the amount awarded: %(value)s"),
    Refusal.AMOUNT_TOO_LARGE: lazy("The amount awarded is above a trillion pounds: %(value)s"),
    Refusal.NO_CURRENCY: lazy("The grant does not say in which currency it is (currency)."),
    Refusal.NO_DATE: lazy("The grant does not say when it was awarded (awardDate)."),
    Refusal.BAD_DATE: lazy("We cannot read the award date: %(value)s"),
    Refusal.NO_FUNDER: lazy("The grant does not say who awarded it (fundingOrganization)."),
    Refusal.TOO_DEEP: lazy("The grant has more than 100 groups within one another."),
    Refusal.TOO_LONG: lazy("The grant is longer than 8 megabytes."),
    Refusal.NUMBER_TOO_LARGE: lazy("The grant holds a number with too many digits."),
    Refusal.OTHER_GRANT_OF_THAT_ID: lazy(
        "Another grant in this file, row %(value)s, has the same identifier but other content."
    ),
}

FAULTS: dict[Fault, Promise] = {
    Fault.EMPTY: lazy("The file is empty."),
    Fault.NOT_JSON: lazy("The file is not JSON. Give a 360Giving file in JSON format."),
    Fault.SPREADSHEET: lazy(
        "The file is a spreadsheet or a ZIP archive. Give a 360Giving file in JSON format."
    ),
    Fault.PDF: lazy("The file is a PDF. Give a 360Giving file in JSON format."),
    Fault.WEB_PAGE: lazy(
        "The file is a web page or XML, perhaps the page from which to download the file. "
        "Give a 360Giving file in JSON format."
    ),
    Fault.COMPRESSED: lazy("The file is compressed. Unpack it first."),
    Fault.COMMA_SEPARATED: lazy(
        "The file looks like comma-separated values. Give a 360Giving file in JSON format."
    ),
    Fault.NO_GRANTS: lazy("The file has no list of grants (a field named grants)."),
    Fault.GRANTS_NOT_A_LIST: lazy("The file's field grants is not a list."),
    Fault.BREAKS_OFF: lazy(
        "The file breaks off here, or is no longer JSON; nothing after was read."
    ),
    Fault.MORE_AFTER_END: lazy("There is more text after the end of the data; it was not read."),
    Fault.SYNTAX: lazy("This grant is not well-formed JSON."),
    Fault.TOO_DEEP: lazy("The grant has too many groups within one another."),
    Fault.TOO_LONG: lazy("The grant is longer than 16 million characters."),
    Fault.NUMBER_TOO_LARGE: lazy("The grant holds a number that is too large to read."),
    Fault.NOT_A_NUMBER: lazy("The grant holds NaN or Infinity, which JSON does not know."),
}


def change_title(kind: ChangeKind) -> str:
    """The kind of change in words."""
    return str(CHANGES[kind])


def change_sentence(row: int, change: Change) -> str:
    """One change: where it was made, and what became what."""
    where = pointer(change.path).lstrip("/")
    if not row:
        return where or change.was
    place = _("row %(row)s") % {"row": row} + (f", {where}" if where else "")
    if change.now:
        return f"{place}: {change.was} → {change.now}"
    return f"{place}: {change.was}" if change.was else place


def refusal_sentence(refusal: Refusal, value: str = "") -> str:
    """Why a grant was turned away."""
    return str(REFUSALS[refusal]) % {"value": value}


def fault_sentence(fault: Fault) -> str:
    """Why a grant, or the rest of a file, could not be parsed."""
    return str(FAULTS[fault])


def problem_sentence(problem: Problem) -> str:
    """What breaks the standard, and how to mend it."""
    field = problem.field
    if field is None:
        return _("A grant is a group of fields in curly brackets.")
    if problem.rule is Rule.TYPE and is_list_item(problem):
        return _item_sentence(field)
    said = _RULES[problem.rule](field)
    return f"{said} {_(field.mend)}" if problem.rule is not Rule.RECIPIENT_TWICE else said


def _item_sentence(field: Field) -> str:
    if field.kind is Kind.TEXTS:
        return _("Every item of %(field)s must be text.") % {"field": field.name}
    return _("Every item of %(field)s must be a group of fields in curly brackets.") % {
        "field": field.name
    }


def _type_sentence(field: Field) -> str:
    wanted = {
        Kind.TEXT: _("%(field)s must be text."),
        Kind.NUMBER: _("%(field)s must be a number."),
        Kind.MONEY: _("%(field)s must be a number."),
        Kind.ONE: _("%(field)s must be one group of fields."),
        Kind.MANY: _("%(field)s must be a list of groups of fields."),
        Kind.TEXTS: _("%(field)s must be a list of texts."),
    }
    return wanted[field.kind] % {"field": field.name}


def _codes_sentence(field: Field) -> str:
    codes = list(field.codes.codes) if field.codes else []
    if len(codes) <= _FEW:
        return _("%(field)s must be one of: %(codes)s.") % {
            "field": field.name,
            "codes": ", ".join(codes),
        }
    return _("%(field)s is not a code of its list.") % {"field": field.name}


def _format_sentence(field: Field) -> str:
    return _("%(field)s is not written as the standard wants it.") % {"field": field.name}


def _minimum_sentence(field: Field) -> str:
    return _("%(field)s must be %(minimum)s or more.") % {
        "field": field.name,
        "minimum": field.minimum,
    }


def _at_least_one_sentence(field: Field) -> str:
    return _("%(field)s must have at least one item.") % {"field": field.name}


def _unique_sentence(field: Field) -> str:
    return _("%(field)s has the same item twice.") % {"field": field.name}


def _missing_sentence(field: Field) -> str:
    return _("%(field)s is missing.") % {"field": field.name}


def _no_recipient_sentence(_field: Field) -> str:
    return _("The grant has no recipient.")


def _two_recipients_sentence(_field: Field) -> str:
    return _("The grant has both an organisation and an individual as recipient. Give only one.")


_FEW = 12
_RULES = {
    Rule.TYPE: _type_sentence,
    Rule.CODES: _codes_sentence,
    Rule.FORMAT: _format_sentence,
    Rule.MINIMUM: _minimum_sentence,
    Rule.AT_LEAST_ONE: _at_least_one_sentence,
    Rule.UNIQUE: _unique_sentence,
    Rule.MISSING: _missing_sentence,
    Rule.RECIPIENT_MISSING: _no_recipient_sentence,
    Rule.RECIPIENT_TWICE: _two_recipients_sentence,
}
