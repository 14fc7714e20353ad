"""The one writer of the organisations that awards name."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.backends.utils import CursorWrapper

from allotment.register.domain.keys import key_of
from allotment.register.domain.likeness import likeness_of_name, likeness_of_number
from allotment.register.domain.reading.grants import Named, Reading
from allotment.register.models import Party
from allotment.register.services.bulk_sql import among, insert, new_ids

_TABLE = Party._meta.db_table
_REMEMBERED = 10_000


class PartyRows:
    """Finds or makes the rows of organisations, and remembers as many as memory should hold.

    The name kept is the one in the latest award; of awards of one day, the first that was filed.
    """

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._merged: set[str] = set()
        self._named_on: dict[str, date] = {}
        self._funders: set[str] = set()

    def id_of(self, named: Named) -> int:
        """The row of an organisation that `learn` was shown before."""
        return self._ids[named.ref]

    def learn(self, cursor: CursorWrapper, readings: Sequence[Reading]) -> None:
        """Make sure that every organisation of these grants has its row and its latest name."""
        latest = _latest(readings)
        if len(self._ids) > _REMEMBERED:
            self._ids.clear()
            self._merged.clear()
            self._named_on.clear()
            self._funders.clear()
        unknown = [ref for ref in latest if ref not in self._ids]
        self._find(cursor, unknown)
        missing = {ref: latest[ref] for ref in unknown if ref not in self._ids}
        self._insert(cursor, missing)
        self._rename(
            cursor,
            {
                ref: (named, day)
                for ref, (named, day) in latest.items()
                if day > self._named_on[ref] and ref not in self._merged
            },
        )

        self._mark_funders(cursor, {reading.facts.funder.ref for reading in readings})

    def _mark_funders(self, cursor: CursorWrapper, refs: set[str]) -> None:
        unmarked = refs - self._funders
        cursor.executemany(
            f"UPDATE {_TABLE} SET is_funder = %s WHERE id = %s",  # noqa: S608
            [(True, self._ids[ref]) for ref in sorted(unmarked)],
        )
        self._funders |= unmarked

    def _find(self, cursor: CursorWrapper, refs: list[str]) -> None:
        if not refs:
            return
        these, parameter = among(refs)
        cursor.execute(
            f"SELECT ref, id, merged_into_id, named_on FROM {_TABLE} WHERE ref {these}",  # noqa: S608
            [parameter],
        )
        for ref, row, merged_into, named_on in cursor.fetchall():
            self._ids[ref] = merged_into or row
            if merged_into:
                self._merged.add(ref)
            self._named_on[ref] = (
                date.fromisoformat(named_on) if isinstance(named_on, str) else named_on
            )

    def _insert(self, cursor: CursorWrapper, missing: dict[str, tuple[Named, date]]) -> None:
        if not missing:
            return
        ids = new_ids(cursor, _TABLE, len(missing))
        insert(
            cursor,
            _TABLE,
            (
                "id",
                "key",
                "ref",
                "identifier",
                "name",
                "named_on",
                "is_funder",
                "likeness_name",
                "likeness_number",
            ),
            (
                (
                    row,
                    key_of(f"party {ref}"),
                    ref,
                    named.identifier,
                    named.name,
                    day.isoformat(),
                    False,
                    likeness_of_name(named.name),
                    likeness_of_number(named.identifier),
                )
                for row, (ref, (named, day)) in zip(ids, missing.items(), strict=True)
            ),
        )
        self._ids.update(zip(missing, ids, strict=True))
        self._named_on.update({ref: day for ref, (_named, day) in missing.items()})

    def _rename(self, cursor: CursorWrapper, later: dict[str, tuple[Named, date]]) -> None:
        if not later:
            return
        cursor.executemany(
            f"UPDATE {_TABLE} SET name = %s, likeness_name = %s, named_on = %s WHERE id = %s",  # noqa: S608
            [
                (named.name, likeness_of_name(named.name), day.isoformat(), self._ids[ref])
                for ref, (named, day) in later.items()
            ],
        )
        self._named_on.update({ref: day for ref, (_named, day) in later.items()})


def _latest(readings: Iterable[Reading]) -> dict[str, tuple[Named, date]]:
    """Each organisation as the latest of these grants names it."""
    latest: dict[str, tuple[Named, date]] = {}
    for reading in readings:
        facts = reading.facts
        day = facts.award_date
        for named in (facts.funder, facts.recipient):
            if named is not None:
                known = latest.get(named.ref)
                if known is None or day > known[1]:
                    latest[named.ref] = (named, day)
    return latest
