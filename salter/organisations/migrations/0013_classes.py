"""The clock of a practice office may stand."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0012_languages'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='organisation',
            name='clock_stands',
            field=models.DateTimeField(blank=True, help_text='The moment at which the clock of a practice office stands; empty: it runs.', null=True),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('clock_stands__isnull', True), ('practice', True), _connector='OR'), name='organisation_clock_runs'),
        ),
    ]
