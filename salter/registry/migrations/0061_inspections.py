"""Who has inspected the file of a case at the office."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0008_twins'),
        ('registry', '0060_withdrawals'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('person', models.CharField(help_text='Who looked, readable for ever.', max_length=200)),
                ('right', models.CharField(help_text='Party, authority, or the interest that was shown.', max_length=300)),
                ('on', models.DateField()),
                ('what', models.CharField(help_text='The whole file, or which papers of it.', max_length=300)),
                ('copies', models.PositiveSmallIntegerField(default=0)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('noted_at', models.DateTimeField()),
                ('name', models.CharField(help_text='Who was present for the office.', max_length=200)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('party', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.caseparty')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'case', 'id'], name='inspection_by_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('person', ''), _negated=True), models.Q(('right', ''), _negated=True), models.Q(('what', ''), _negated=True)), name='inspection_says_who')],
            },
        ),
        salter.organisations.tenancy.Isolate("Inspection"),
    ]
