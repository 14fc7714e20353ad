"""A list of people who join and leave, as an office sends it: a CSV file with headings."""

import csv
import dataclasses
import io
import re

from allotment.kernel.domain.sentences import RuleBrokenError, gettext_noop

#: As many people as an office moves at once; more is a list of something else.
MOST_LINES, MOST_BYTES = 1000, 256 * 1024
LONGEST_EMAIL = 254
_HEADINGS = {
    "name": ("name", "full name", "person"),
    "email": ("email", "e-mail", "email address", "e-mail address", "mail"),
    "role": ("role", "roles"),
    "change": ("change", "joins or leaves", "joins/leaves", "action", "status"),
}
_JOINS = frozenset({"joins", "join", "joiner", "joining", "starts", "starter", "add"})
_LEAVES = frozenset({"leaves", "leave", "leaver", "leaving", "ends", "remove"})
_EMAIL = re.compile(r"[^@\s,;<>\"\0]+@[^@\s,;<>\"\0]+\.[^@\s,;<>\".\0]+")


NO_HEADINGS = gettext_noop(
    "The first line must have the headings name, e-mail, role and change, in any order."
)
TOO_LONG = gettext_noop("The file has more than {most} lines. Send it in parts.")
NO_LINES = gettext_noop("There are no lines below the headings.")
BAD_EMAIL = gettext_noop("This is not an e-mail address.")
BAD_CHANGE = gettext_noop("Write “joins” or “leaves” under “change”.")


class BadListError(RuleBrokenError):
    """The file cannot be read as a list."""

    field = "file"


@dataclasses.dataclass(frozen=True, slots=True)
class StaffChange:
    """One line of the list, with its number in the file. `problem` is a sentence, or ""."""

    number: int
    name: str
    email: str
    role: str
    leaves: bool
    problem: str = ""


def decoded(content: bytes) -> str:
    """The text of a file from any office: UTF-8, or what older spreadsheets write. Raises BadListError
    for one that is too large."""
    if len(content) > MOST_BYTES:
        raise BadListError(TOO_LONG, most=MOST_LINES)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read(text: str) -> list[StaffChange]:
    """The lines of the list; empty ones are passed over. Raises BadListError."""
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error:
        raise BadListError(NO_HEADINGS) from None
    places = _places(rows[0] if rows else [])
    filled = [(n, row) for n, row in enumerate(rows[1:], 2) if any(cell.strip() for cell in row)]
    if not filled:
        raise BadListError(NO_LINES)
    if len(filled) > MOST_LINES:
        raise BadListError(TOO_LONG, most=MOST_LINES)
    return [_line(number, row, places) for number, row in filled]


def _places(headings: list[str]) -> dict[str, int]:
    lowered = [" ".join(heading.split()).casefold() for heading in headings]
    places = {
        name: lowered.index(next(each for each in known if each in lowered))
        for name, known in _HEADINGS.items()
        if any(each in lowered for each in known)
    }
    if not {"email", "change"} <= places.keys():
        raise BadListError(NO_HEADINGS)
    return places


def _line(number: int, row: list[str], places: dict[str, int]) -> StaffChange:
    cell = {
        name: " ".join(row[place].split()) if place < len(row) else ""
        for name, place in places.items()
    }
    change, email = cell["change"].casefold(), cell["email"].casefold()
    problem = "" if change in _JOINS | _LEAVES else BAD_CHANGE
    if not _EMAIL.fullmatch(email) or len(email) > LONGEST_EMAIL:
        problem = BAD_EMAIL
    return StaffChange(
        number, cell.get("name", "")[:200], email, cell.get("role", "")[:200],
        change in _LEAVES, problem,
    )  # fmt: skip
