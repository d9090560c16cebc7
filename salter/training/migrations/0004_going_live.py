"""Ticks and examinations before going live, and the practice copy of an office."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0013_classes'),
        ('training', '0003_classes'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Examination',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('checks', models.PositiveSmallIntegerField()),
                ('failures', models.JSONField(default=list)),
                ('warnings', models.JSONField(default=list)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='StandingPractice',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('names', models.BooleanField(help_text='People are called there as they are here.')),
                ('people', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('practice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation',), name='standing_practice_once')],
            },
        ),
        migrations.CreateModel(
            name='Tick',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('line', models.CharField(help_text='A key of salter.training.going_live.lines.', max_length=80)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=200)),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('taken_back_by', models.CharField(blank=True, max_length=200)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_at', None)), fields=('organisation', 'line'), name='tick_once'), models.CheckConstraint(condition=models.Q(('taken_back_at', None), models.Q(('taken_back_by', ''), _negated=True), _connector='XOR'), name='tick_taken_back_by_somebody')],
            },
        ),
        salter.organisations.tenancy.Isolate("Examination"),
        salter.organisations.tenancy.Isolate("StandingPractice"),
        salter.organisations.tenancy.Isolate("Tick"),
    ]
