"""Lets the open data find at once when anything last changed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0009_likenesses")]

    operations = [
        migrations.AddIndex(
            model_name="award",
            index=models.Index(fields=["changed_at"], name="register_by_change"),
        ),
    ]
