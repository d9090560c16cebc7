"""Requests that their parties withdraw."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0008_twins'),
        ('registry', '0059_statements'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('whole', models.BooleanField()),
                ('note', models.CharField(help_text='How the party said so, or what of the request it withdraws.', max_length=300)),
                ('noted_at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('taken_back_on', models.DateField(null=True)),
                ('taken_back_why', models.CharField(blank=True, max_length=300)),
                ('act', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The decision to discontinue, drafted with it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.act')),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty')),
                ('submission', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.submission')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case', 'id'], name='withdrawal_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='withdrawal_says_how'), models.CheckConstraint(condition=models.Q(('taken_back_on__isnull', True), models.Q(('taken_back_why', ''), _negated=True), _connector='OR'), name='withdrawal_taken_back_why'), models.UniqueConstraint(condition=models.Q(('taken_back_on__isnull', True), ('whole', True)), fields=('organisation', 'case', 'party'), name='withdrawal_once_whole')],
            },
        ),
        salter.organisations.tenancy.Isolate("Withdrawal"),
    ]
