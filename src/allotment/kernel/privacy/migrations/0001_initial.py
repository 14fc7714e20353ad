from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Emptied',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('thing', models.CharField(max_length=40)),
                ('at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'thing'), name='privacy_emptied_once')],
            },
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('kind', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('days', models.PositiveIntegerField()),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('days__gte', 1)), name='privacy_kept_for_a_day_at_least')],
            },
        ),
    ]
