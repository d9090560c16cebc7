"""A batch of scans that was split into its papers is in a state of its own."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('registry', '0023_beside'),
    ]

    operations: ClassVar = [
        migrations.AlterField(
            model_name='incoming',
            name='state',
            field=models.CharField(choices=[('waiting', 'waits to be registered'), ('unclear', 'needs a look'), ('registered', 'registered'), ('set_aside', 'set aside'), ('split', 'split into papers')], default='waiting', max_length=10),
        ),
    ]
