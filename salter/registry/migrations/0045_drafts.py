"""The text of an act is kept in versions, and what it was returned with stays with its version."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import salter.organisations.tenancy


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0008_twins'),
        ('registry', '0044_notices'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='ActVersion',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=300)),
                ('outcome', models.CharField(blank=True, choices=[('granted', 'granted'), ('partly-granted', 'partly granted'), ('refused', 'refused'), ('dismissed', 'dismissed'), ('discontinued', 'discontinued')], max_length=20)),
                ('content', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('how', models.CharField(choices=[('typed', 'written'), ('copied', 'taken over'), ('merged', 'put together from two'), ('before', 'written before versions were kept')], default='typed', max_length=8)),
                ('based_on', models.PositiveIntegerField(null=True)),
                ('taken_from', models.PositiveIntegerField(null=True)),
                ('beside', models.BooleanField(default=False)),
                ('act', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='registry.act')),
                ('by', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.staff')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'act', 'number'), name='act_version_once')],
            },
        ),
        migrations.CreateModel(
            name='ActReturn',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('note', models.TextField()),
                ('by', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.staff')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('version', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='registry.actversion')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'version'], name='act_return_of_version')],
            },
        ),
        salter.organisations.tenancy.Isolate("ActVersion"),
        salter.organisations.tenancy.Isolate("ActReturn"),
    ]
