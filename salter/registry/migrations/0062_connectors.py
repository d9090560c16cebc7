"""By which connector a datum was asked for, and what it answered."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('registry', '0061_inspections'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='datarequest',
            name='answer_data',
            field=models.JSONField(help_text='What a connector answered.', null=True),
        ),
        migrations.AddField(
            model_name='datarequest',
            name='connector',
            field=models.CharField(blank=True, db_default='', max_length=20),
        ),
        migrations.AlterField(
            model_name='datarequest',
            name='way',
            field=models.CharField(blank=True, choices=[('letter', 'by a letter'), ('ezup', 'by hand in eZUP'), ('connector', 'by a connector'), ('seen', 'looked at in the record')], max_length=10),
        ),
    ]
