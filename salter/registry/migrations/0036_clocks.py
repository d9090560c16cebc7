"""Clocks of a case, extensions by a special law, and how a case was begun."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0008_twins'),
        ('registry', '0032_services'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='case',
            name='adjusted_on',
            field=models.DateField(help_text='The legal date with what special laws add.', null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='initiated_on',
            field=models.DateField(help_text='The day on which it was begun ex officio.', null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='initiative',
            field=models.CharField(choices=[('request', 'at the request of a party'), ('favour', 'ex officio, in the interest of a party'), ('against', 'ex officio, against a party')], help_text='Empty: at request.', max_length=10, null=True),
        ),
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('correction-notice', 'tell the party how to correct the submission'), ('correction', 'correction of the submission'), ('data', "data from another body's records"), ('forward', 'forward the appeal with the file'), ('second-instance', 'decision on the appeal'), ('special', 'a period by a special law')], max_length=20)),
                ('whose', models.CharField(choices=[('body', 'this body'), ('party', 'the party'), ('other-body', 'another body')], max_length=12)),
                ('what', models.CharField(blank=True, max_length=200)),
                ('from_on', models.DateField(help_text='The day of the event; it is not counted.')),
                ('days', models.PositiveSmallIntegerField()),
                ('unit', models.CharField(default='days', max_length=15)),
                ('due_on', models.DateField()),
                ('rule', models.CharField(max_length=60)),
                ('article', models.CharField(max_length=200)),
                ('certainty', models.CharField(max_length=20)),
                ('cause_id', models.UUIDField(help_text='What started it by itself: an act that was handed over.', null=True)),
                ('started_at', models.DateTimeField()),
                ('name', models.CharField(help_text='Who started it, readable for ever.', max_length=200)),
                ('met_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('end', models.CharField(blank=True, max_length=200)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_on__isnull', True), ('met_on__isnull', True)), fields=['organisation', 'due_on', 'id'], name='deadline_running'), models.Index(fields=['organisation', 'case', 'id'], name='deadline_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('met_on__isnull', True), ('ended_on__isnull', True), _connector='OR'), name='deadline_one_end'), models.CheckConstraint(condition=models.Q(('article', ''), _negated=True), name='deadline_has_article'), models.UniqueConstraint(condition=models.Q(('cause_id__isnull', False)), fields=('organisation', 'cause_id', 'party'), name='deadline_once_a_cause')],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('days', models.PositiveSmallIntegerField()),
                ('law', models.CharField(max_length=200)),
                ('article', models.CharField(max_length=60)),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case', 'id'], name='extension_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('law', ''), _negated=True), models.Q(('article', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='extension_names_its_law'), models.CheckConstraint(condition=models.Q(('days__gte', 1)), name='extension_has_days')],
            },
        ),
        salter.organisations.tenancy.Isolate('Deadline'),
        salter.organisations.tenancy.Isolate('Extension'),
    ]
