"""What a postcode says: its council and its place on the National Grid.

The directory includes postcodes that have ended, so what an old letterhead says is still found.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from allotment.kernel.places.domain import postcodes
from allotment.kernel.places.domain.councils import Council
from allotment.kernel.places.domain.grid import Position
from allotment.kernel.places.queries import councils
from allotment.kernel.places.readers.postcode_index import opened


class Outcome(StrEnum):
    """What came of looking a postcode up."""

    FOUND = "found"
    NOT_A_POSTCODE = "not-a-postcode"
    NOT_IN_DIRECTORY = "not-in-directory"
    NORTHERN_IRELAND = "northern-ireland"
    NO_PLACE = "no-place"


@dataclass(frozen=True, slots=True)
class Answer:
    """A postcode looked up. `typed` is kept as it came, whatever the outcome.

    `postcode` is the one way of writing it, or None where it has another shape; `council` the one
    of today; `position` in metres on the grid.
    """

    typed: str
    outcome: Outcome
    postcode: str | None = None
    council: Council | None = None
    position: Position | None = None

    @property
    def sentence(self) -> str:
        """What to tell the person who typed it; empty where all is well."""
        return _sentence(self.outcome)


def index_path() -> Path:
    """Where the postcode index lies: a cache that may be deleted at any time."""
    return Path(settings.HOME) / "cache" / "postcodes.bin"


def look_up(typed: str) -> Answer:
    """Look a postcode up as typed. Costs no SQL; the first time ever it makes the index (2 s)."""
    postcode = postcodes.normalise(typed)
    if postcode is None:
        return Answer(typed, Outcome.NOT_A_POSTCODE)
    if postcodes.area(postcode) == postcodes.NORTHERN_IRELAND:
        return Answer(typed, Outcome.NORTHERN_IRELAND, postcode)
    row = opened(index_path()).find(postcodes.fixed_width(postcode))
    if row is None:
        return Answer(typed, Outcome.NOT_IN_DIRECTORY, postcode)
    today = councils.now(row.council_code or "")
    council = today[0] if len(today) == 1 else None
    position = (
        Position(row.easting, row.northing)
        if row.easting is not None and row.northing is not None
        else None
    )
    outcome = Outcome.FOUND if council and position else Outcome.NO_PLACE
    return Answer(typed, outcome, postcode, council, position)


def _sentence(outcome: Outcome) -> str:
    return {
        Outcome.FOUND: "",
        Outcome.NOT_A_POSTCODE: _(
            "This does not look like a postcode. One looks like SW1A 1AA. We keep what you typed."
        ),
        Outcome.NOT_IN_DIRECTORY: _(
            "We do not know this postcode. It may be new. We keep it as you typed it."
        ),
        Outcome.NORTHERN_IRELAND: _(
            "We cannot look up postcodes in Northern Ireland. Choose the council by its name. "
            "We keep the postcode as you typed it."
        ),
        Outcome.NO_PLACE: _(
            "The directory has no council for this postcode. Choose one by its name if you can. "
            "We keep the postcode as you typed it."
        ),
    }[outcome]
