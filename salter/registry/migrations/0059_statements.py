"""What the parties say before a decision against them."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0008_twins'),
        ('registry', '0058_data_ex_officio'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='PartyStatement',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('called', 'called to state'), ('given', 'stated'), ('missed', 'called, and has not stated'), ('left-out', 'not called, with a reason')], max_length=8)),
                ('about', models.TextField(blank=True, help_text='On what it is called to state.')),
                ('called_on', models.DateField(null=True)),
                ('until', models.DateField(null=True)),
                ('given_on', models.DateField(null=True)),
                ('manner', models.CharField(blank=True, choices=[('written', 'in writing'), ('oral', 'orally, with a record')], max_length=8)),
                ('said', models.TextField(blank=True)),
                ('why', models.CharField(blank=True, help_text='Why the party was not called.', max_length=300)),
                ('noted_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('act', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The letter that calls it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.act')),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='registry.case')),
                ('document', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The record of an oral statement.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty')),
                ('submission', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.submission')),
                ('wait', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.wait')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case', 'id'], name='statement_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['called', 'missed']), _negated=True), models.Q(('called_on__isnull', False), ('until__isnull', False), models.Q(('about', ''), _negated=True)), _connector='OR'), name='statement_called_with_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'given'), _negated=True), models.Q(('given_on__isnull', False), models.Q(('manner', ''), _negated=True)), _connector='OR'), name='statement_given_on_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'left-out'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='statement_left_out_why')],
            },
        ),
        salter.organisations.tenancy.Isolate("PartyStatement"),
    ]
