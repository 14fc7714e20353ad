from django.db import migrations

from allotment.kernel.search.services.engines import writer


def prepare(apps, schema_editor):
    writer().prepare()


def forget(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP INDEX IF EXISTS search_near")
            cursor.execute("ALTER TABLE search_indexeddocument DROP COLUMN IF EXISTS words")
        else:
            cursor.execute("DROP TABLE IF EXISTS search_words")
            cursor.execute("DROP TABLE IF EXISTS search_near")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(prepare, forget)]
