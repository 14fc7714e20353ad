from django.db import migrations, models

#: The old queue held only keys of jobs, whose own rows say all that is needed to run them. Its entry in
#: the list of migrations goes too: a backup is restored only where that list is the same.
OLD_QUEUE_GOES = [
    "DROP TABLE IF EXISTS django_tasks_database_dbtaskresult",
    "DELETE FROM django_migrations WHERE app = 'django_tasks_database'",
]


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0003_worker_beat'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='job', name='jobs_unfinished'),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(fields=['status', 'id'], name='jobs_by_status'),
        ),
        migrations.RunSQL(OLD_QUEUE_GOES, migrations.RunSQL.noop),
    ]
