"""Two books kept side by side until the head ends it."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0008_twins'),
        ('registry', '0029_scan_checks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='ParallelRun',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('old_book', models.CharField(max_length=200)),
                ('ground', models.CharField(max_length=300)),
                ('began_on', models.DateField()),
                ('begun_at', models.DateTimeField()),
                ('ended_on', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ending', models.TextField(blank=True, help_text="The head's words at the end.")),
                ('begun_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('note', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='DaySheet',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('found', models.JSONField(default=dict, help_text='What stands differently in the two books.')),
                ('same', models.PositiveIntegerField(default=0)),
                ('differences', models.PositiveIntegerField(default=0)),
                ('compared_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(null=True)),
                ('seen_name', models.CharField(blank=True, max_length=200)),
                ('remark', models.CharField(blank=True, max_length=500)),
                ('compared_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='Their day as it came.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('seen_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='registry.parallelrun')),
            ],
        ),
        migrations.AddConstraint(
            model_name='parallelrun',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organisation',), name='parallel_run_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='parallelrun',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('note__isnull', False), _connector='OR'), name='parallel_run_ended_with_note'),
        ),
        migrations.AddIndex(
            model_name='daysheet',
            index=models.Index(fields=['organisation', 'run', 'day', '-id'], name='day_sheet_by_day'),
        ),
        *(salter.organisations.tenancy.Isolate(name) for name in ("ParallelRun", "DaySheet")),
    ]
