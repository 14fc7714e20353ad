"""How each database finds words: statements that give the ids of documents, best first.

A statement sees only what the person may find: the filter is part of it, never a second step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, transaction

from allotment.kernel.search.domain.query import Query

#: Of more hits than this, the newest are ranked and counted.
MOST_RANKED = 5_000
NEAR_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person may find: everything public, and what these names are readers of; of one kind,
    or of all but those that are hidden."""

    readers: Sequence[str]
    kind: str = ""
    hidden: Sequence[str] = ()

    def into(self, sql: str) -> str:
        """The statement with its `<visible>` made a filter on the document `d`."""
        condition = "d.public"
        if self.readers:
            marks = ", ".join(["%s"] * len(self.readers))
            condition = _NAMED.replace("<marks>", marks)
        if self.kind:
            condition += " AND d.kind = %s"
        condition += " AND d.kind <> %s" * len(self.hidden)
        return sql.replace("<visible>", condition)

    def values(self) -> list[Any]:
        """The values of that filter, in order."""
        return [*self.readers, *([self.kind] if self.kind else []), *self.hidden]


_NAMED = (
    "(d.public OR EXISTS (SELECT 1 FROM search_reader r "
    "WHERE r.document_id = d.id AND r.who IN (<marks>)))"
)


class Reader(Protocol):
    """Finds words."""

    def ranked(self, query: Query, sight: Sight, first: int, count: int) -> list[int]:
        """Ids of documents that have all the words, best first."""

    def counts(self, query: Query, sight: Sight) -> dict[str, int]:
        """How many documents of each kind have all the words."""

    def near(self, query: Query, sight: Sight) -> list[int]:
        """Ids of documents whose title may be nearly the words; the caller looks closer."""


class SqliteReader:
    """FTS5 with bm25: a title counts eight times what the text counts."""

    def _match(self, query: Query) -> str:
        terms = [f'"{term}"' for term in query.terms]
        if query.last_is_beginning:
            terms[-1] += "*"
        return " AND ".join(terms)

    def ranked(self, query: Query, sight: Sight, first: int, count: int) -> list[int]:
        sql = sight.into(
            "SELECT d.id FROM search_words f JOIN search_indexeddocument d ON d.id = f.rowid "
            "WHERE search_words MATCH %s AND <visible> "
            "ORDER BY bm25(search_words, 8.0, 1.0), d.id DESC LIMIT %s OFFSET %s"
        )
        return _ids(sql, [self._match(query), *sight.values(), count, first])

    def counts(self, query: Query, sight: Sight) -> dict[str, int]:
        sql = sight.into(
            "SELECT kind, COUNT(*) FROM (SELECT d.kind AS kind FROM search_words f "
            "JOIN search_indexeddocument d ON d.id = f.rowid "
            "WHERE search_words MATCH %s AND <visible> LIMIT %s) found GROUP BY kind"
        )
        return _counts(sql, [self._match(query), *sight.values(), MOST_RANKED])

    def near(self, query: Query, sight: Sight) -> list[int]:
        grams = {
            f'"{term[at : at + 3]}"' for term in query.terms for at in range(max(0, len(term) - 2))
        }
        if not grams:
            return []
        sql = sight.into(
            "SELECT d.id FROM search_near f JOIN search_indexeddocument d ON d.id = f.rowid "
            "WHERE search_near MATCH %s AND <visible> "
            "ORDER BY bm25(search_near), d.id DESC LIMIT %s"
        )
        return _ids(sql, [" OR ".join(sorted(grams)), *sight.values(), NEAR_CANDIDATES])


class PostgresqlReader:
    """tsvector with ts_rank_cd over the newest hits; pg_trgm for near matches, where it is."""

    def _match(self, query: Query) -> str:
        terms = [f"'{term}'" for term in query.terms]
        if query.last_is_beginning:
            terms[-1] += ":*"
        return " & ".join(terms)

    def ranked(self, query: Query, sight: Sight, first: int, count: int) -> list[int]:
        sql = sight.into(
            "WITH q AS (SELECT to_tsquery('english', %s) AS q), found AS ("
            "SELECT d.id, d.words FROM search_indexeddocument d, q "
            "WHERE d.words @@ q.q AND <visible> ORDER BY d.id DESC LIMIT %s) "
            "SELECT found.id FROM found, q "
            "ORDER BY ts_rank_cd('{0.12, 0.3, 0.5, 1.0}', found.words, q.q, 1) DESC, "
            "found.id DESC LIMIT %s OFFSET %s"
        )
        return _ids(sql, [self._match(query), *sight.values(), MOST_RANKED, count, first])

    def counts(self, query: Query, sight: Sight) -> dict[str, int]:
        sql = sight.into(
            "SELECT kind, COUNT(*) FROM (SELECT d.kind FROM search_indexeddocument d "
            "WHERE d.words @@ to_tsquery('english', %s) AND <visible> LIMIT %s) found "
            "GROUP BY kind"
        )
        return _counts(sql, [self._match(query), *sight.values(), MOST_RANKED])

    def near(self, query: Query, sight: Sight) -> list[int]:
        if not self._has_trigrams():
            return []
        close = " OR ".join(["%s <%% d.plain_title"] * len(query.terms))
        sql = sight.into(
            "SELECT d.id FROM search_indexeddocument d WHERE (<close>) AND <visible> "
            "ORDER BY word_similarity(%s, d.plain_title) DESC, d.id DESC LIMIT %s"
        ).replace("<close>", close)
        values = [*query.terms, *sight.values(), " ".join(query.terms), NEAR_CANDIDATES]
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL pg_trgm.word_similarity_threshold = 0.3")
            return _ids(sql, values)

    def _has_trigrams(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
            return cursor.fetchone() is not None


def _ids(sql: str, values: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _counts(sql: str, values: list[Any]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


def reader() -> Reader:
    """The reader for the database in use."""
    return PostgresqlReader() if connection.vendor == "postgresql" else SqliteReader()
