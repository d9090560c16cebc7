"""Exercises written in the office, their versions and trials, and what steps are called in Pisarnica."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0012_languages'),
        ("training", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='OwnExercise',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=60)),
                ('title', models.CharField(help_text='As it was when the text could last be read.', max_length=200)),
                ('text', models.TextField(help_text='What is being written; it may have faults.')),
                ('base', models.TextField(blank=True, help_text='Of an own version: the file that comes with Šalter, as it was when last looked at.')),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ExerciseVersion',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('digest', models.CharField(help_text='SHA-256 of the text.', max_length=64)),
                ('needs', models.JSONField(default=dict, help_text='What it takes from the practice town, as that was.')),
                ('published_at', models.DateTimeField()),
                ('published_by', models.CharField(max_length=200)),
                ('taken_back_at', models.DateTimeField(null=True)),
                ('taken_back_by', models.CharField(blank=True, max_length=200)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('exercise', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='training.ownexercise')),
            ],
        ),
        migrations.CreateModel(
            name='Trial',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('waiting', 'to be tried'), ('done', 'tried'), ('failed', 'trial failed')], default='waiting', max_length=10)),
                ('rounds', models.JSONField(default=list, help_text='Each way of doing it, and how that ended.')),
                ('problem', models.CharField(blank=True, max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.CharField(max_length=200)),
                ('finished_at', models.DateTimeField(null=True)),
                ('exercise', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='trials', to='training.ownexercise')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='NamedThere',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('exercise', models.CharField(max_length=60)),
                ('step', models.CharField(max_length=60)),
                ('words', models.CharField(max_length=500)),
                ('checked_on', models.DateField(null=True)),
                ('checked_by', models.CharField(blank=True, max_length=200)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.CharField(max_length=200)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'exercise', 'step'), name='named_there_once'), models.CheckConstraint(condition=models.Q(models.Q(('checked_by', ''), ('checked_on', None)), models.Q(('checked_on__isnull', False), models.Q(('checked_by', ''), _negated=True)), _connector='OR'), name='named_there_checked')],
            },
        ),
        migrations.AddConstraint(
            model_name='ownexercise',
            constraint=models.UniqueConstraint(fields=('organisation', 'code'), name='own_exercise_once'),
        ),
        migrations.AddIndex(
            model_name='exerciseversion',
            index=models.Index(fields=['organisation', 'digest'], name='exercise_version_digest'),
        ),
        migrations.AddConstraint(
            model_name='exerciseversion',
            constraint=models.UniqueConstraint(fields=('organisation', 'exercise', 'number'), name='exercise_version_once'),
        ),
        migrations.AddIndex(
            model_name='trial',
            index=models.Index(fields=['organisation', 'exercise', '-id'], name='trial_newest'),
        ),
        salter.organisations.tenancy.Isolate("OwnExercise"),
        salter.organisations.tenancy.Isolate("ExerciseVersion"),
        salter.organisations.tenancy.Isolate("Trial"),
        salter.organisations.tenancy.Isolate("NamedThere"),
    ]
