"""The folder that an office's scanner writes into."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0007_post'),
        ('registry', '0019_bringing'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='ScanFolder',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('looks', models.JSONField(blank=True, default=dict, help_text='Files at the last look: name → size, time, what became of it.')),
                ('checked_at', models.DateTimeField(null=True)),
                ('failing_since', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='scanfolder',
            constraint=models.UniqueConstraint(fields=('organisation',), name='scan_folder_once'),
        ),
        salter.organisations.tenancy.Isolate("ScanFolder"),
    ]
