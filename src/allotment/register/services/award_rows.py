"""The one writer of award rows: files grants in bulk, with as few statements as can be.

It writes SQL itself: a hundred thousand model objects take most of an import's time. What calls it
holds the transaction and the lock, so that what it reads stays true until it has written.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from django.db import connection
from django.db.backends.utils import CursorWrapper

from allotment.register.domain.keys import key_of
from allotment.register.domain.reading.changes import Change, pointer
from allotment.register.domain.reading.grants import Reading
from allotment.register.domain.words import words_of
from allotment.register.models import Award, AwardArea, AwardPlace, Party
from allotment.register.services import tallies
from allotment.register.services.areas import areas_of
from allotment.register.services.bulk_sql import among, insert, new_ids
from allotment.register.services.party_rows import PartyRows
from allotment.register.services.versions import keep_versions

_ROOM = {"cache_size": -32_768, "wal_autocheckpoint": 8_000}
_CHANGING = (
    "source",
    "own_key",
    "title",
    "description",
    "currency",
    "amount_pence",
    "award_date",
    "funder_id",
    "funder_name",
    "recipient_kind",
    "recipient_id",
    "recipient_name",
    "programme",
    "kind",
    "recipient_type",
    "document",
    "digest",
    "notes",
    "words",
    "run_id",
    "changed_at",
)
_COLUMNS = (*_CHANGING, "identifier", "key", "entered_at", "status", "id")
_TABLE = Award._meta.db_table
_PLACES = AwardPlace._meta.db_table
_AREAS = AwardArea._meta.db_table
_WORDS = "register_award_words"
_UPDATE = (
    f"UPDATE {_TABLE} SET {', '.join(f'{name} = %s' for name in _CHANGING)} "  # noqa: S608
    "WHERE id = %s"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from: an import's run, or this site under its own key."""

    run_id: int | None = None
    own_key: str | None = None

    @property
    def source(self) -> str:
        return Award.Source.IMPORTED if self.own_key is None else Award.Source.OWN


@dataclass(slots=True)
class Filed:
    """What became of the grants of one batch; `kept_own` lists identifiers of awards of our own
    that a file had with other content and that stayed as they are."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    kept_own: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    digest: str
    own_key: str | None


@contextmanager
def room_for_bulk() -> Iterator[None]:
    """Give SQLite a larger page cache and rarer checkpoints while rows come in bulk.

    Without, the pages of its indexes are written over and over again.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = {name: _pragma(cursor, name) for name in _ROOM}
        for name, value in _ROOM.items():
            _pragma(cursor, name, value)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in before.items():
                _pragma(cursor, name, value)
            _look_at_tables(cursor)


def _look_at_tables(cursor: CursorWrapper) -> None:
    """Let SQLite's planner know what the tables are like; PostgreSQL does so by itself."""
    _pragma(cursor, "analysis_limit", 400)
    for model in (Award, AwardArea, AwardPlace, Party):
        cursor.execute(f"ANALYZE {model._meta.db_table}")


def _pragma(cursor: CursorWrapper, name: str, value: int | None = None) -> int:
    cursor.execute(f"PRAGMA {name}" if value is None else f"PRAGMA {name} = {value}")
    row = cursor.fetchone()
    return int(row[0]) if row else 0


class AwardRows:
    """Files batches of grants; keeps what it knows of organisations between them."""

    def __init__(self, origin: Origin, now: datetime) -> None:
        self._origin = origin
        self._now = connection.ops.adapt_datetimefield_value(now)
        self._parties = PartyRows()

    def file(self, readings: Sequence[Reading]) -> Filed:
        """File grants whose identifiers all differ: new ones in, changed ones over the old."""
        filed = Filed()
        with connection.cursor() as cursor:
            known = _known(cursor, [reading.facts.identifier for reading in readings])
            new: list[Reading] = []
            changed: list[tuple[int, Reading]] = []
            for reading in readings:
                here = known.get(reading.facts.identifier)
                if here is None:
                    new.append(reading)
                elif here.digest == reading.digest.hex():
                    filed.unchanged += 1
                elif here.own_key not in (None, self._origin.own_key):
                    filed.kept_own.append(reading.facts.identifier)
                else:
                    changed.append((here.id, reading))
            self._parties.learn(cursor, [*new, *(reading for _row, reading in changed)])
            self._insert(cursor, new)
            self._update(cursor, changed)
        filed.imported, filed.updated = len(new), len(changed)
        return filed

    def _insert(self, cursor: CursorWrapper, readings: list[Reading]) -> None:
        if not readings:
            return
        ids = new_ids(cursor, _TABLE, len(readings))
        keys = _new_keys(cursor, [reading.facts.identifier for reading in readings])
        insert(
            cursor,
            _TABLE,
            _COLUMNS,
            (
                (
                    *self._values(reading),
                    reading.facts.identifier,
                    key,
                    self._now,
                    Award.Status.PUBLISHED,
                    row,
                )
                for row, key, reading in zip(ids, keys, readings, strict=True)
            ),
        )
        _insert_places(cursor, list(zip(ids, readings, strict=True)))
        _add_words(cursor, ids)
        tallies.add(cursor, ids)

    def _update(self, cursor: CursorWrapper, changed: list[tuple[int, Reading]]) -> None:
        if not changed:
            return
        ids = [row for row, _reading in changed]
        keep_versions(cursor, changed, run_id=self._origin.run_id, now=self._now)
        tallies.subtract(cursor, ids)
        _remove_words(cursor, ids)
        cursor.executemany(_UPDATE, [(*self._values(reading), row) for row, reading in changed])
        for table in (_PLACES, _AREAS):
            cursor.executemany(
                f"DELETE FROM {table} WHERE award_id = %s",  # noqa: S608
                [(row,) for row in ids],
            )
        _insert_places(cursor, changed)
        _add_words(cursor, ids)
        tallies.add(cursor, ids)

    def _values(self, reading: Reading) -> tuple[Any, ...]:
        facts = reading.facts
        recipient = facts.recipient
        return (
            self._origin.source,
            self._origin.own_key,
            facts.title,
            facts.description,
            facts.currency,
            facts.amount_pence,
            facts.award_date.isoformat(),
            self._parties.id_of(facts.funder),
            facts.funder.name,
            facts.recipient_kind.value,
            self._parties.id_of(recipient) if recipient is not None else None,
            facts.recipient_name[:500],
            facts.programme,
            facts.kind.value,
            facts.recipient_type.value,
            reading.document.decode(),
            reading.digest.hex(),
            _notes(reading.changes),
            words_of(
                facts.title,
                facts.recipient_name,
                facts.funder.name,
                facts.programme,
                facts.identifier,
                facts.description,
            ),
            self._origin.run_id,
            self._now,
        )


def _notes(changes: Iterable[Change]) -> str:
    listed = [
        {"kind": c.kind.value, "path": pointer(c.path), "was": c.was, "now": c.now} for c in changes
    ]
    return orjson.dumps(listed).decode() if listed else ""


def _insert_places(cursor: CursorWrapper, rows: Sequence[tuple[int, Reading]]) -> None:
    places = [(row, *place) for row, reading in rows for place in reading.facts.places]
    if places:
        insert(cursor, _PLACES, ("award_id", "code", "kind", "name"), places)
    areas = [
        (row, code, reading.facts.award_date.isoformat())
        for row, reading in rows
        for code in areas_of(reading.facts)
    ]
    if areas:
        insert(cursor, _AREAS, ("award_id", "code", "award_date"), areas)


def _known(cursor: CursorWrapper, identifiers: list[str]) -> dict[str, _Known]:
    if not identifiers:
        return {}
    these, parameter = among(identifiers)
    cursor.execute(
        f"SELECT identifier, id, digest, own_key FROM {_TABLE} "  # noqa: S608
        f"WHERE identifier {these}",
        [parameter],
    )
    return {identifier: _Known(*rest) for identifier, *rest in cursor.fetchall()}


def _add_words(cursor: CursorWrapper, ids: Sequence[int]) -> None:
    """Let search find these awards. PostgreSQL does so itself; SQLite's index is kept here."""
    if connection.vendor == "sqlite":
        these, parameter = among(ids)
        cursor.execute(
            f"INSERT INTO {_WORDS} (rowid, words) "  # noqa: S608
            f"SELECT id, words FROM {_TABLE} WHERE id {these}",
            [parameter],
        )


def _remove_words(cursor: CursorWrapper, ids: Sequence[int]) -> None:
    """Take these awards out of SQLite's index, which must be told the words that it holds."""
    if connection.vendor == "sqlite":
        these, parameter = among(ids)
        cursor.execute(
            f"INSERT INTO {_WORDS} ({_WORDS}, rowid, words) "  # noqa: S608
            f"SELECT 'delete', id, words FROM {_TABLE} WHERE id {these}",
            [parameter],
        )


def _new_keys(cursor: CursorWrapper, identifiers: list[str]) -> list[str]:
    """A key for each identifier; should two of some 2⁵⁸ ever be the same, the later gets another."""
    keys = [key_of(identifier) for identifier in identifiers]
    these, parameter = among(keys)
    cursor.execute(f"SELECT key FROM {_TABLE} WHERE key {these}", [parameter])  # noqa: S608
    taken = {row[0] for row in cursor.fetchall()}
    for place, identifier in enumerate(identifiers):
        attempt = 0
        while keys[place] in taken:
            attempt += 1
            keys[place] = key_of(identifier, attempt)
        taken.add(keys[place])
    return keys
