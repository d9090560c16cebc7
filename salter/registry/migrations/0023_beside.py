"""The export of the state's Pisarnica, its rows by day, and the days that were compared and closed."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models

MODELS = ("StateExport", "StateRow", "StateReason", "StateDay")


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0008_twins'),
        ('registry', '0026_long_lists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='StateDay',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('counts', models.JSONField(default=dict)),
                ('closed_at', models.DateTimeField()),
                ('closed_name', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='StateExport',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField(help_text='The working day that it is of.')),
                ('body', models.CharField(blank=True, help_text='The code of the body, by its numbers.', max_length=5)),
                ('heads', models.JSONField(default=list)),
                ('sample', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict, help_text='Which column says what.')),
                ('state', models.CharField(choices=[('mapping', 'waits for its columns'), ('checked', 'checked, waits for a word'), ('done', 'brought in')], default='mapping', max_length=8)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='StateReason',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('subject_id', models.UUIDField(help_text="A row of the state's system, or a case of ours.")),
                ('about', models.CharField(blank=True, max_length=64)),
                ('reason', models.CharField(max_length=300)),
                ('given_by', models.CharField(max_length=200)),
                ('given_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='StateRow',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('key', models.CharField(max_length=80)),
                ('number', models.CharField(max_length=80)),
                ('line', models.PositiveIntegerField()),
                ('facts', models.JSONField(default=dict, help_text='Its cells, by what they mean.')),
                ('faults', models.JSONField(default=list)),
            ],
        ),
        migrations.AlterField(
            model_name='register',
            name='kind',
            field=models.CharField(choices=[('basic', 'basic register'), ('up1', 'register of administrative cases, first instance'), ('up2', 'register of administrative cases, second instance'), ('old', 'old book'), ('state', "register of the state's system")], max_length=10),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('external_number', ''), _negated=True), fields=['organisation', 'external_number'], name='case_by_external'),
        ),
        migrations.AddField(
            model_name='stateday',
            name='closed_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stateday',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='stateexport',
            name='asked_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stateexport',
            name='document',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='stateexport',
            name='errors',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The wrong rows with their reasons.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document'),
        ),
        migrations.AddField(
            model_name='stateexport',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='statereason',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddField(
            model_name='staterow',
            name='case',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='state_rows', to='registry.case'),
        ),
        migrations.AddField(
            model_name='staterow',
            name='export',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='registry.stateexport'),
        ),
        migrations.AddField(
            model_name='staterow',
            name='organisation',
            field=models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation'),
        ),
        migrations.AddConstraint(
            model_name='stateday',
            constraint=models.UniqueConstraint(fields=('organisation', 'day'), name='state_day_once'),
        ),
        migrations.AddIndex(
            model_name='stateexport',
            index=models.Index(fields=['organisation', 'day'], name='state_export_by_day'),
        ),
        migrations.AddConstraint(
            model_name='statereason',
            constraint=models.UniqueConstraint(fields=('organisation', 'day', 'subject_id'), name='state_reason_once'),
        ),
        migrations.AddConstraint(
            model_name='statereason',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='state_reason_said'),
        ),
        migrations.AddIndex(
            model_name='staterow',
            index=models.Index(fields=['organisation', 'key', 'day'], name='state_row_by_key'),
        ),
        migrations.AddConstraint(
            model_name='staterow',
            constraint=models.UniqueConstraint(fields=('organisation', 'day', 'key'), name='state_row_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='staterow',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', True), ('faults', []), _connector='OR'), name='state_row_wrong_or_here'),
        ),
        *(salter.organisations.tenancy.Isolate(name) for name in MODELS),
    ]
