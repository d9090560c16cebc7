"""Seats of people who practise, and their attempts."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies: ClassVar = [
        ('organisations', '0011_programs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('exercise', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField()),
                ('digest', models.CharField(help_text='SHA-256 of the file of the exercise when it was begun.', max_length=64)),
                ('mode', models.CharField(choices=[('learning', 'learning: hints are free, and it can be repeated'), ('exam', 'exam: no hints, and every mistake counts')], max_length=10)),
                ('begun_at', models.DateTimeField(help_text='Time of the practice office.')),
                ('after_entry', models.UUIDField(help_text='The last entry of the journal before it was begun.')),
                ('bound', models.JSONField(default=dict, help_text='The cases that its steps speak of, by name.')),
                ('answered', models.PositiveIntegerField(default=0, help_text='Steps after which the office has played its part.')),
                ('hints', models.JSONField(default=dict, help_text='By step: how many hints were opened.')),
                ('ended_at', models.DateTimeField(help_text='Time of the practice office.', null=True)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', '-id'], name='attempt_newest')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(help_text='How the trainee wants to be called; no name is needed.', max_length=200)),
                ('opened_at', models.DateTimeField(help_text='Real time.')),
                ('seen_at', models.DateTimeField(help_text='Real time of the last page.')),
                ('results', models.JSONField(default=dict, help_text='By exercise: the best result with its version and day.')),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('practice', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('practice__isnull', False)), fields=['practice'], name='seat_by_practice'), models.Index(fields=['organisation', 'seen_at'], name='seat_by_last_page')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('account__isnull', False)), fields=('organisation', 'account'), name='seat_of_account_once')],
            },
        ),
        salter.organisations.tenancy.Isolate("Attempt"),
        salter.organisations.tenancy.Isolate("Seat"),
    ]
