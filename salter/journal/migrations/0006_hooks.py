"""Webhooks: which programs are told what happens, how far each was told, and its calls."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import salter.organisations.tenancy
from salter.organisations.tenancy import Isolate


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('journal', '0005_lean'),
        ('organisations', '0008_twins'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Hook',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('url', models.URLField(max_length=500)),
                ('secret', models.TextField(help_text='Sealed with the secret key of the installation.')),
                ('verbs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('position', models.BigIntegerField()),
                ('paused', models.CharField(blank=True, choices=[('by-hand', 'paused by hand'), ('failing', 'paused: it has refused for three days'), ('gone', 'paused: it answered that it is gone for good (410)')], max_length=10)),
                ('failures', models.PositiveIntegerField(default=0, help_text='In a row.')),
                ('failing_since', models.DateTimeField(null=True)),
                ('next_at', models.DateTimeField(help_text='Not called before.')),
                ('claimed_until', models.DateTimeField(help_text='A worker is at it; if it dies, another goes on then.', null=True)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='HookCall',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('index', models.BigIntegerField(help_text="The entry's leaf.")),
                ('entry_id', models.UUIDField()),
                ('verb', models.CharField(max_length=60)),
                ('at', models.DateTimeField(help_text='Real time.')),
                ('milliseconds', models.PositiveIntegerField()),
                ('status', models.PositiveSmallIntegerField(help_text='Of HTTP; empty: there was no answer.', null=True)),
                ('problem', models.CharField(blank=True, help_text='A code of salter.journal.hooks.calling.', max_length=20)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('hook', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='journal.hook')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddConstraint(
            model_name='hook',
            constraint=models.UniqueConstraint(fields=('organisation', 'name'), name='hook_once'),
        ),
        migrations.AddIndex(
            model_name='hookcall',
            index=models.Index(fields=['organisation', 'hook', '-id'], name='hook_call_newest'),
        ),
        Isolate("Hook"),
        Isolate("HookCall"),
        migrations.RunSQL(
            # Whoever looks for hooks with news looks through all offices, as the relay does.
            "CREATE POLICY relay ON journal_hook TO salter_relay USING (current_user = 'salter_relay')",
            migrations.RunSQL.noop,
        ),
    ]
