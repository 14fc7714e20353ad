"""Keep what awards said before they are changed."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from django.db.backends.utils import CursorWrapper

from allotment.register.domain.reading.grants import Reading
from allotment.register.domain.reading.individuals import withheld
from allotment.register.models import Award, AwardVersion
from allotment.register.services.bulk_sql import among, insert

_AWARDS = Award._meta.db_table
_VERSIONS = AwardVersion._meta.db_table
_COLUMNS = ("award_id", "document", "replaced_at", "run_id")


def keep_versions(
    cursor: CursorWrapper, changed: Sequence[tuple[int, Reading]], *, run_id: int | None, now: Any
) -> None:
    """Keep the documents of these awards, which are about to get others. Two statements, three
    where there are individuals.

    Where the new document is of a grant to an individual, versions that named the recipient as an
    organisation go: the funder has said now that it is a person. `now` is as the database takes it.
    """
    individuals = {
        row for row, reading in changed
        if reading.facts.recipient_kind.value == Award.RecipientKind.INDIVIDUAL
    }  # fmt: skip
    if individuals:
        _forget_names(cursor, list(individuals))
    these, parameter = among([row for row, _reading in changed])
    cursor.execute(
        f"SELECT id, document FROM {_AWARDS} WHERE id {these}",  # noqa: S608  # our own names
        [parameter],
    )
    kept = list(_without_people(cursor.fetchall(), individuals))
    if kept:
        insert(cursor, _VERSIONS, _COLUMNS, [(*each, now, run_id) for each in kept])


def _without_people(
    rows: Sequence[tuple[int, str]], individuals: set[int]
) -> Iterator[tuple[int, str]]:
    for row, document in rows:
        if '"recipientIndividual"' in document:
            yield row, orjson.dumps(withheld(orjson.loads(document))).decode()
        elif row not in individuals:
            yield row, document


def _forget_names(cursor: CursorWrapper, awards: list[int]) -> None:
    these, parameter = among(awards)
    cursor.execute(
        f"DELETE FROM {_VERSIONS} WHERE award_id {these} "  # noqa: S608  # our own names
        "AND document NOT LIKE %s",
        [parameter, '%"recipientIndividual"%'],
    )
