"""An index of words over the awards: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""

from django.db import migrations

# On SQLite services/award_rows.py keeps the words: a trigger for each row takes three times as long.
SQLITE = (
    """CREATE VIRTUAL TABLE register_award_words USING fts5(
        words, content='register_award', content_rowid='id', tokenize='unicode61', detail='none')""",
)
SQLITE_BACK = ("DROP TABLE register_award_words",)
POSTGRESQL = (
    """CREATE INDEX register_award_words ON register_award
       USING gin (to_tsvector('simple', words))""",
)
POSTGRESQL_BACK = ("DROP INDEX register_award_words",)


def _run(schema_editor, statements):
    for statement in statements:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    _run(schema_editor, SQLITE if vendor == "sqlite" else POSTGRESQL)


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    _run(schema_editor, SQLITE_BACK if vendor == "sqlite" else POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
