"""Why a file, or a grant in it, cannot be read."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a grant, or the rest of a file, could not be parsed."""

    EMPTY = "empty"
    NOT_JSON = "not-json"
    OLD_SPREADSHEET = "old-spreadsheet"
    NOT_A_WORKBOOK = "not-a-workbook"
    BROKEN_WORKBOOK = "broken-workbook"
    ENCRYPTED = "encrypted"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    ENTITIES = "entities"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    CELL_TOO_LONG = "cell-too-long"
    TOO_MANY_CELLS = "too-many-cells"
    QUOTE_NOT_CLOSED = "quote-not-closed"
    NO_ROWS = "no-rows"
    NO_COLUMNS = "no-columns"
    PDF = "pdf"
    WEB_PAGE = "web-page"
    COMPRESSED = "compressed"
    NO_GRANTS = "no-grants"
    GRANTS_NOT_A_LIST = "grants-not-a-list"
    BREAKS_OFF = "breaks-off"
    MORE_AFTER_END = "more-after-end"
    SYNTAX = "syntax"
    TOO_DEEP = "too-deep"
    TOO_LONG = "too-long"
    NUMBER_TOO_LARGE = "number-too-large"
    NOT_A_NUMBER = "not-a-number"


class FaultyFileError(Exception):
    """A file that cannot be read, or no further."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault
