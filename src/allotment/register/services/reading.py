"""Reading a file of grants without filing it."""

from collections.abc import Iterator
from typing import BinaryIO

from allotment.register.domain.reading.grants import Facts, Reading, RecipientKind
from allotment.register.queries.for_analysis import (
    AwardForAnalysis,
    asked_pence,
    months_planned,
    published,
)
from allotment.register.readers.grant_stream import GrantStream, Rejection
from allotment.register.readers.wording import fault_sentence
from allotment.register.services.areas import areas_of

_POUNDS = "GBP"


class GrantsRead:
    """The grants of a file in any format that can be imported, as awards that are told.

    After the iteration `rejections` says what could not be read and why, `repeats` how many stood in
    it twice, and `fault` why nothing more could be read, if so. Nothing is written, and no statement
    is sent.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._stream = GrantStream(file)
        self.repeats = 0

    def __iter__(self) -> Iterator[AwardForAnalysis]:
        for row in self._stream:
            if row.is_repeat:
                self.repeats += 1
            elif row.reading is not None:
                yield _award(row.reading)

    @property
    def rejected(self) -> int:
        """How many grants could not be read."""
        return self._stream.tally.rejected

    @property
    def rejections(self) -> list[Rejection]:
        """The first of them, with the reasons."""
        return self._stream.tally.rejections

    @property
    def fault(self) -> str:
        """A sentence; empty where the file was read to its end."""
        return fault_sentence(self._stream.fault) if self._stream.fault else ""


def _award(reading: Reading) -> AwardForAnalysis:
    facts: Facts = reading.facts
    grant = published(reading.document)
    individual = facts.recipient_kind is RecipientKind.INDIVIDUAL
    return AwardForAnalysis(
        identifier=facts.identifier,
        title=facts.title,
        description=facts.description,
        currency=facts.currency,
        awarded=facts.amount_pence if facts.currency == _POUNDS else None,
        asked=asked_pence(grant, facts.currency),
        months=months_planned(grant),
        year=facts.award_date.year,
        programme=facts.programme,
        funder=facts.funder.name,
        recipient="" if individual else facts.recipient_name,
        recipient_ref=facts.recipient.ref if facts.recipient else "",
        recipient_type=facts.recipient_type.value,
        areas=areas_of(facts),
        is_individual=individual,
    )
