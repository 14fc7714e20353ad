"""Calls that have closed count as read; what was withdrawn before its deadline stays sealed."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.db.models.functions import Now


def fill(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    call, entry = apps.get_model("fund", "Call"), apps.get_model("fund", "Entry")
    lines = apps.get_model("audit", "AuditLine").objects.filter(kind="fund.entry_withdrawn")
    call.objects.filter(closes_at__lte=Now()).exclude(state="draft").update(
        first_read_at=F("closes_at")
    )
    for each in entry.objects.filter(state="withdrawn").select_related("call").iterator():
        line = lines.filter(on=f"fund.entry:{each.key}").order_by("at").last()
        deadlines = [each.call.closes_at, each.own_deadline]
        last = max((d for d in deadlines if d is not None), default=None)
        if line is not None and last is not None and line.at < last:
            entry.objects.filter(pk=each.pk).update(withdrawn_sealed=True)


class Migration(migrations.Migration):
    dependencies = [
        ("fund", "0005_sealed_until_the_last_deadline"),
        ("audit", "0002_guarded"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
