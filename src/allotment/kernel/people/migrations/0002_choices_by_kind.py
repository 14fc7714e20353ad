"""Who wanted little mail is told of what they need not act on only on the site."""

from django.db import migrations

NEED_NO_ANSWER = ("fund.answered", "fund.offer_answered", "organisations.handed_over")


def by_kind(apps, schema_editor):
    people = apps.get_model("people", "User").objects
    people.filter(mail_choices__send="needed").update(
        mail_choices=dict.fromkeys(NEED_NO_ANSWER, "here")
    )
    people.filter(mail_choices__has_key="send").update(mail_choices={})


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(by_kind, migrations.RunPython.noop, elidable=True)]
