from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0001_initial'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='auditline',
            options={'base_manager_name': 'objects'},
        ),
        migrations.AlterModelOptions(
            name='chainhead',
            options={'base_manager_name': 'objects'},
        ),
    ]
