"""Says in sentences what a reader changed, refused or found wrong."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy as lazy, ngettext

from allotment.register.domain.reading.changes import Change, ChangeKind, Refusal, pointer
from allotment.register.domain.reading.date_order import DateEvidence, DateOrder
from allotment.register.domain.standard import Field, Kind
from allotment.register.domain.validation import Problem, Rule, is_list_item
from allotment.register.readers.comma_separated import Separator
from allotment.register.readers.faults import Fault

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
    ChangeKind.IDENTIFIER_WITH_SPACES: lazy("Identifier with spaces in it, which were removed"),
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
    ChangeKind.DATE_ORDER: lazy("Day first or month first, decided for all dates of the file"),
    ChangeKind.SEPARATOR: lazy("What separates the columns"),
    ChangeKind.AS_ANSWERED: lazy("Columns read as was said of these headings on this site"),
    ChangeKind.UNKNOWN_COLUMN: lazy("Column that the standard does not know, kept as it is"),
    ChangeKind.SHEET_LEFT_OUT: lazy("Sheet without grants, or hidden, not read"),
    ChangeKind.TIME_OF_DAY: lazy("Time of day after a date, left out"),
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
    Fault.NOT_JSON: lazy(
        "The file is neither JSON nor a spreadsheet. Give 360Giving JSON, or CSV or XLSX with a "
        "heading over each column."
    ),
    Fault.OLD_SPREADSHEET: lazy(
        "The file is a spreadsheet in an older format, or locked with a password. Open it and save "
        "it as XLSX or CSV."
    ),
    Fault.NOT_A_WORKBOOK: lazy(
        "The file is a ZIP archive, but no Excel workbook. Give the file that is in it."
    ),
    Fault.BROKEN_WORKBOOK: lazy(
        "The workbook is damaged. Open it in a spreadsheet program and save it again as XLSX."
    ),
    Fault.ENCRYPTED: lazy("The workbook is locked with a password. Save it without one."),
    Fault.UNPACKS_TOO_LARGE: lazy(
        "The workbook unfolds into far more than its size, which is how traps are made. Save the "
        "sheet of grants alone, as CSV."
    ),
    Fault.ENTITIES: lazy(
        "The workbook holds definitions that no spreadsheet program writes. Save it again as XLSX."
    ),
    Fault.TOO_MANY_ROWS: lazy("The sheet has more rows than a spreadsheet can have."),
    Fault.TOO_MANY_COLUMNS: lazy("The table has more columns than a spreadsheet can have."),
    Fault.TOO_MANY_CELLS: lazy(
        "The row has more values than the table has headings. Perhaps a value with a comma in it lacks "
        "its quotation marks."
    ),
    Fault.CELL_TOO_LONG: lazy("A cell of the table holds more than a million characters."),
    Fault.QUOTE_NOT_CLOSED: lazy(
        "A quotation mark opens in the row after this one and is never closed; nothing after was "
        "read."
    ),
    Fault.NO_ROWS: lazy("There are no grants under the headings of the table."),
    Fault.NO_COLUMNS: lazy(
        "None of the columns is one that we know. Give each column its heading from the 360Giving "
        "Data Standard, or say on the site what your columns mean."
    ),
    Fault.PDF: lazy("The file is a PDF. Give the grants as JSON, CSV or XLSX."),
    Fault.WEB_PAGE: lazy(
        "The file is a web page or XML, perhaps the page from which to download the file. "
        "Give the grants as JSON, CSV or XLSX."
    ),
    Fault.COMPRESSED: lazy("The file is compressed. Unpack it first."),
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


def separator_sentence(separator: Separator) -> str:
    """What separates the columns of a text, and what showed it."""
    return _("%(mark)s: %(columns)s columns in %(rows)s of the first rows") % {
        "mark": _MARKS[separator.mark],
        "columns": separator.columns,
        "rows": separator.rows,
    }


def order_sentence(dates: DateEvidence, order: DateOrder | None) -> str:
    """In which order the dates of a file are read, and what shows it."""
    if dates.decided is None:
        return _undecided_sentence(dates, order)
    seen = dates.day_first or dates.month_first
    facts = {"date": seen.written, "row": seen.row} if seen else {}
    reason = (
        _("“%(date)s” in row %(row)s can only be day first.")
        if dates.day_first
        else _("“%(date)s” in row %(row)s can only be month first.")
    )
    if order is None or order is dates.decided:
        return reason % facts
    return f"{reason % facts} {_ORDERS[order]}"


def _undecided_sentence(dates: DateEvidence, order: DateOrder | None) -> str:
    if dates.day_first and dates.month_first:
        reason = _(
            "“%(day)s” in row %(day_row)s can only be day first, and “%(month)s” in row %(month_row)s "
            "only month first."
        ) % {
            "day": dates.day_first.written, "day_row": dates.day_first.row,
            "month": dates.month_first.written, "month_row": dates.month_first.row,
        }  # fmt: skip
    elif dates.first_open:
        reason = _("Nothing in the file shows whether “%(date)s” in row %(row)s is day first.") % {
            "date": dates.first_open.written,
            "row": dates.first_open.row,
        }
    else:
        return ""
    return f"{reason} {_ORDERS[order or DateOrder.DAY_FIRST]}" if dates.open_dates else reason


def counts_sentence(counts: Mapping[str, int]) -> str:
    """What came of an import, by its counts: read, imported, updated, unchanged, rejected."""
    template = ngettext(
        "%(read)s grant read: %(imported)s new, %(updated)s updated, %(unchanged)s unchanged, "
        "%(rejected)s rejected.",
        "%(read)s grants read: %(imported)s new, %(updated)s updated, %(unchanged)s unchanged, "
        "%(rejected)s rejected.",
        counts["read"],
    )
    return template % {name: f"{count:,}" for name, count in counts.items()}


def problem_sentence(problem: Problem) -> str:
    """What breaks the standard, and how to mend it."""
    field = problem.field
    if field is None:
        return _("A grant is a group of fields in curly brackets.")
    if problem.rule is Rule.TYPE and is_list_item(problem):
        return _item_sentence(field)
    text = _RULES[problem.rule](field)
    return f"{text} {_(field.mend)}" if problem.rule is not Rule.RECIPIENT_TWICE else text


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


_MARKS = {
    ",": lazy("Commas"),
    ";": lazy("Semicolons"),
    "\t": lazy("Tabs"),
    "|": lazy("Upright lines"),
}
_ORDERS = {
    DateOrder.DAY_FIRST: lazy("Such dates were read day first."),
    DateOrder.MONTH_FIRST: lazy("Such dates were read month first."),
}
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
