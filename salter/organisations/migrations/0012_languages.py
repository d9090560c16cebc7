"""Languages in official use at an office."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0011_programs'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='organisation',
            name='languages',
            field=models.JSONField(blank=True, db_default={}, default=dict, help_text='Languages in official use beside Serbian: code, ground, and the names of the office in it.'),
        ),
    ]
