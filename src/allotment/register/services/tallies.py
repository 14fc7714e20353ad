"""Counts of the register, kept in the transaction that changes an award.

An import files awards by thousands, so that SQL adds up what changed. The caller holds the lock of
the register: two writers never count at once.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from allotment.kernel.guards.rows import writing
from allotment.register.models import Party, Tally
from allotment.register.queries.parts import parts_of, published
from allotment.register.services.bulk_sql import among, lock_register

_PARTIES = Party._meta.db_table
_TALLIES = Tally._meta.db_table

_SIDES = (("funder", "given"), ("recipient", "received"))


def add(cursor: CursorWrapper, ids: Sequence[int]) -> None:
    """Add these awards to the counts, as far as they are published."""
    if ids:
        these, parameter = among(ids)
        some = published(f"AND id {these}")
        cursor.execute(
            f"INSERT INTO {_TALLIES} (facet, funder, part, count, pence, others) "  # noqa: S608
            f"SELECT facet, funder, part, number, pence, others FROM ({parts_of(some)}) AS counted "
            f"WHERE true ON CONFLICT (funder, facet, part) DO UPDATE SET {_changed('+', 'excluded')}",
            [parameter],
        )
        _change_parties(cursor, some, parameter, "+")


def subtract(cursor: CursorWrapper, ids: Sequence[int]) -> None:
    """Subtract these awards from the counts, as they are before they are changed."""
    if ids:
        these, parameter = among(ids)
        some = published(f"AND id {these}")
        cursor.execute(
            f"{_counted(parts_of(some))} "  # noqa: S608
            f"UPDATE {_TALLIES} SET {_changed('-', 'counted')} FROM counted "
            f"WHERE {_TALLIES}.facet = counted.facet AND {_TALLIES}.funder = counted.funder "
            f"AND {_TALLIES}.part = counted.part",
            [parameter],
        )
        _change_parties(cursor, some, parameter, "-")


def _changed(sign: str, source: str) -> str:
    number = "number" if source == "counted" else "count"
    return (
        f"count = {_TALLIES}.count {sign} {source}.{number}, "
        f"pence = {_TALLIES}.pence {sign} {source}.pence, "
        f"others = {_TALLIES}.others {sign} {source}.others"
    )


def _change_parties(cursor: CursorWrapper, some: str, parameter: Any, sign: str) -> None:
    for side, names in _SIDES:
        cursor.execute(
            f"{_counted(_of_side(side, some))} "  # noqa: S608
            f"UPDATE {_PARTIES} SET {names}_count = {names}_count {sign} counted.number, "
            f"{names}_pence = {names}_pence {sign} counted.pence FROM counted "
            f"WHERE {_PARTIES}.id = counted.party",
            [parameter],
        )


def _counted(counts: str) -> str:
    """The counts, made once: PostgreSQL without statistics, as in the transaction of a first large
    import, would else make them anew for every row that it changes."""
    return f"WITH counted AS MATERIALIZED ({counts})"


def _of_side(side: str, some: str) -> str:
    return (
        f"SELECT {side}_id AS party, COUNT(*) AS number, "  # noqa: S608
        "COALESCE(SUM(CASE WHEN currency = 'GBP' THEN amount_pence END), 0) AS pence "
        f"FROM ({some}) AS touched "
        f"WHERE {side}_id IS NOT NULL GROUP BY 1"
    )


def recount() -> None:
    """Count the whole register anew; for after a repair by hand."""
    with transaction.atomic(), writing("register"), connection.cursor() as cursor:
        lock_register()
        cursor.execute(f"DELETE FROM {_TALLIES}")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {_TALLIES} (facet, funder, part, count, pence, others) "
            f"{parts_of(published())}"
        )
        cursor.execute(
            f"UPDATE {_PARTIES} SET given_count = 0, given_pence = 0, received_count = 0, "  # noqa: S608
            "received_pence = 0"
        )
        for side, names in _SIDES:
            cursor.execute(
                f"{_counted(_of_side(side, published()))} "  # noqa: S608
                f"UPDATE {_PARTIES} SET {names}_count = counted.number, "
                f"{names}_pence = counted.pence FROM counted WHERE {_PARTIES}.id = counted.party"
            )
