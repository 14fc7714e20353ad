"""How each database keeps the words of a document: SQLite's FTS5, PostgreSQL's tsvector."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import DatabaseError, connection, transaction


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a document, made plain (domain.query.plain)."""

    document: int
    title: str
    body: str


class Writer(Protocol):
    """Keeps words."""

    def prepare(self) -> None:
        """Make what the engine needs, if it is not there."""

    def put(self, documents: Sequence[Words]) -> None:
        """Keep the words of these documents in place of what was kept of them."""

    def drop(self, documents: Sequence[int]) -> None:
        """Forget the words of these documents, before they are deleted."""


class SqliteWriter:
    """Two FTS5 tables beside the documents: stemmed words, and trigrams of titles."""

    def prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS search_words "
                "USING fts5(title, body, tokenize='porter unicode61')"
            )
            cursor.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS search_near "
                "USING fts5(title, tokenize='trigram', detail='column')"
            )

    def put(self, documents: Sequence[Words]) -> None:
        self.drop([words.document for words in documents])
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_words (rowid, title, body) VALUES (%s, %s, %s)",
                [(words.document, words.title, words.body) for words in documents],
            )
            cursor.executemany(
                "INSERT INTO search_near (rowid, title) VALUES (%s, %s)",
                [(words.document, words.title) for words in documents],
            )

    def drop(self, documents: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            ids = [(document,) for document in documents]
            cursor.executemany("DELETE FROM search_words WHERE rowid = %s", ids)
            cursor.executemany("DELETE FROM search_near WHERE rowid = %s", ids)


class PostgresqlWriter:
    """A tsvector column with a GIN index, and a trigram index on titles where that is to be had."""

    def prepare(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE search_indexeddocument ADD COLUMN IF NOT EXISTS words tsvector"
            )
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS search_words ON search_indexeddocument "
                "USING gin (words)"
            )
        self._prepare_trigrams()

    def _prepare_trigrams(self) -> None:
        # Making an extension may need a right that we do not have: then near matches are left out.
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                cursor.execute(
                    "CREATE INDEX IF NOT EXISTS search_near ON search_indexeddocument "
                    "USING gin (plain_title gin_trgm_ops)"
                )
        except DatabaseError:
            return

    def put(self, documents: Sequence[Words]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE search_indexeddocument d SET words = "
                "setweight(to_tsvector('english', w.title), 'A') || "
                "setweight(to_tsvector('english', w.body), 'D') "
                "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS w (id, title, body) "
                "WHERE d.id = w.id",
                [
                    [words.document for words in documents],
                    [words.title for words in documents],
                    [words.body for words in documents],
                ],
            )

    def drop(self, documents: Sequence[int]) -> None:
        """Nothing to do: the words are in the row that is deleted."""


def writer() -> Writer:
    """The writer for the database in use."""
    return PostgresqlWriter() if connection.vendor == "postgresql" else SqliteWriter()
