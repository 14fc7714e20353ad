from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='job',
            name='status',
            field=models.CharField(choices=[('queued', 'Waiting'), ('running', 'Under way'), ('done', 'Finished'), ('failed', 'Did not work'), ('cancelled', 'Stopped')], default='queued', max_length=10),
        ),
    ]
