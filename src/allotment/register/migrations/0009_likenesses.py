"""The likenesses of the parties that are there."""

from django.db import migrations

from allotment.register.domain.likeness import likeness_of_name, likeness_of_number


def forwards(apps, schema_editor):
    Party = apps.get_model("register", "Party")
    for party in Party.objects.only("pk", "name", "identifier").iterator(chunk_size=1_000):
        Party.objects.filter(pk=party.pk).update(
            likeness_name=likeness_of_name(party.name),
            likeness_number=likeness_of_number(party.identifier),
        )


class Migration(migrations.Migration):
    dependencies = [("register", "0008_alike")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
