"""Data that the body obtains itself from official records."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0008_twins'),
        ('registry', '0057_party_changes'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=300)),
                ('register', models.CharField(blank=True, help_text='The official record.', max_length=200)),
                ('keeper', models.CharField(blank=True, help_text='The body that keeps the record.', max_length=200)),
                ('ground', models.CharField(blank=True, max_length=300)),
                ('basis', models.CharField(choices=[('rule', 'by law, without asking the party'), ('consent', 'with the consent of the party'), ('wish', 'the party wishes to obtain it itself')], max_length=8)),
                ('consent_on', models.DateField(null=True)),
                ('state', models.CharField(choices=[('needed', 'not asked for yet'), ('asked', 'asked for'), ('got', 'obtained'), ('without', 'ended without it')], default='needed', max_length=8)),
                ('way', models.CharField(blank=True, choices=[('letter', 'by a letter'), ('ezup', 'by hand in eZUP'), ('seen', 'looked at in the record')], max_length=10)),
                ('asked_on', models.DateField(null=True)),
                ('asked_by', models.CharField(blank=True, max_length=200)),
                ('times', models.PositiveSmallIntegerField(default=0)),
                ('got_on', models.DateField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('end', models.CharField(blank=True, choices=[('not-needed', 'it is no longer needed'), ('no-record', 'the record holds nothing about it'), ('refused', 'the keeper of the record refused'), ('silent', 'the keeper of the record does not answer'), ('consent-gone', 'the party withdrew its consent')], max_length=12)),
                ('ended_on', models.DateField(null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('noted_at', models.DateTimeField()),
                ('name', models.CharField(help_text='Who noted that it is needed, readable for ever.', max_length=200)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='registry.case')),
                ('deadline', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.deadline')),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('letter', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty')),
                ('submission', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='With which the party chose.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.submission')),
                ('wait', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='What the case waits in for this and others.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.wait')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case', 'id'], name='data_by_case'), models.Index(condition=models.Q(('state__in', ['needed', 'asked'])), fields=['organisation', 'state', 'id'], name='data_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('basis', 'consent'), _negated=True), ('consent_on__isnull', False), _connector='OR'), name='data_consent_has_a_day'), models.CheckConstraint(condition=models.Q(('asked_on__isnull', True), models.Q(models.Q(('way', ''), _negated=True), models.Q(('asked_by', ''), _negated=True)), _connector='OR'), name='data_asked_by_a_way'), models.CheckConstraint(condition=models.Q(models.Q(('asked_on__isnull', True), ('ended_on__isnull', True), ('got_on__isnull', True), ('state', 'needed')), models.Q(('asked_on__isnull', False), ('ended_on__isnull', True), ('got_on__isnull', True), ('state', 'asked')), models.Q(('ended_on__isnull', True), ('got_on__isnull', False), ('state', 'got')), models.Q(('ended_on__isnull', False), ('got_on__isnull', True), ('state', 'without'), models.Q(('end', ''), _negated=True)), _connector='OR'), name='data_state_told')],
            },
        ),
        salter.organisations.tenancy.Isolate("DataRequest"),
    ]
