"""Reading tables as was said of their headings, and asking where nothing was said."""

import hashlib
import json
from collections.abc import Mapping
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from allotment.kernel.audit import services as audit
from allotment.kernel.guards.rows import writing
from allotment.kernel.people.models import User
from allotment.register.domain.reading.date_order import DateOrder
from allotment.register.domain.reading.table_rows import REASON_HEADING, ROW_HEADING, Answers
from allotment.register.domain.standard.columns import ColumnPath
from allotment.register.models import TableAnswers
from allotment.register.readers.grant_stream import GrantStream
from allotment.register.readers.table_grants import Survey, TableGrants

NEEDED: tuple[ColumnPath, ...] = (
    ("id",), ("amountAwarded",), ("awardDate",), ("currency",), ("fundingOrganization", 0, "name"),
)  # fmt: skip
"""What a grant must have to come in."""


def known_stream(file: BinaryIO) -> GrantStream:
    """The grants of a file, read as was said before of a table with its headings."""
    stream = GrantStream(file)
    if not isinstance(stream.file, TableGrants) or not file.seekable():
        return stream
    known = remembered(stream.file.survey)
    if known is None:
        return stream
    file.seek(0)
    return GrantStream(file, known)


def remembered(survey: Survey) -> Answers | None:
    """What was said of a table with these headings; None where nothing was."""
    row = TableAnswers.objects.filter(digest=_digest(survey)).first()
    if row is None:
        return None
    return Answers(
        {heading: tuple(path) for heading, path in row.columns.items()},
        DateOrder(row.order) if row.order else None,
        {tuple(path): value for path, value in row.every_row},
    )


def must_ask(file: BinaryIO) -> bool:
    """Whether somebody must say first what a table holds. Leaves the file at its start."""
    found = known_stream(file).file
    file.seek(0)
    if not isinstance(found, TableGrants) or not found.survey.headings or not found.survey.rows:
        return False
    survey = found.survey
    if survey.dates.must_be_asked and found.order is None:
        return True
    if remembered(survey) is not None:
        return False
    return bool(survey.to_ask) or bool(missing(survey.paths))


def missing(paths: set[ColumnPath]) -> list[ColumnPath]:
    """What a table with these columns lacks of what a grant must have."""
    funder = ("fundingOrganization", 0)
    given = paths | ({(*funder, "name")} if (*funder, "id") in paths else set())
    return [path for path in NEEDED if path not in given]


def remember_answers(
    *,
    survey: Survey,
    columns: Mapping[str, ColumnPath],
    every_row: Mapping[ColumnPath, str],
    order: DateOrder | None,
    by: User,
) -> None:
    """Keep what was said of a table for every one that has its headings, in place of what was said
    before."""
    with transaction.atomic(), writing("register"):
        row, _made = TableAnswers.objects.update_or_create(
            digest=_digest(survey),
            defaults={
                "columns": {heading: list(path) for heading, path in columns.items()},
                "every_row": [[list(path), value] for path, value in every_row.items()],
                "order": order.value if order else "",
                "said_at": timezone.now(),
            },
        )
        audit.record(
            kind="register.table_explained", by=by, on=row, facts={"columns": len(columns)}
        )


def _digest(survey: Survey) -> str:
    headings = sorted({*survey.headings} - {REASON_HEADING, ROW_HEADING, ""})
    return hashlib.sha256(json.dumps(headings).encode()).hexdigest()
