"""Cases that have to do with each other, and cases that are conducted as one."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0011_programs'),
        ('registry', '0069_recusals'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='CaseLink',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('earlier', 'earlier case of the same matter'), ('later', 'later case of the same matter'), ('continued', 'is continued here'), ('continues', 'continues this one'), ('settles', 'decides a question on which this one depends'), ('depends', 'depends on what is decided here'), ('party', 'of the same party'), ('other', 'has to do with it')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('removed_at', models.DateTimeField(null=True)),
                ('removed_by', models.CharField(blank=True, max_length=200)),
                ('removed_why', models.CharField(blank=True, max_length=300)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('other', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='linked_from', to='registry.case')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('case', models.F('other')), _negated=True), name='case_link_of_two'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_why', '')), models.Q(('removed_at__isnull', False), models.Q(('removed_why', ''), _negated=True)), _connector='OR'), name='case_link_removed_why'), models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('organisation', 'case', 'other', 'kind'), name='case_link_once')],
            },
        ),
        migrations.CreateModel(
            name='Joining',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('ground', models.CharField(help_text='Number of the ruling, and why.', max_length=300)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('separated_on', models.DateField(null=True)),
                ('separated_ground', models.CharField(blank=True, max_length=300)),
                ('separated_by', models.CharField(blank=True, max_length=200)),
                ('joined', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='joinings', to='registry.case')),
                ('leading', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='joined_cases', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('ruling', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.act')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('leading', models.F('joined')), _negated=True), name='joining_of_two'), models.CheckConstraint(condition=models.Q(('ground', ''), _negated=True), name='joining_has_ground'), models.CheckConstraint(condition=models.Q(models.Q(('separated_ground', ''), ('separated_on__isnull', True)), models.Q(('separated_on__isnull', False), models.Q(('separated_ground', ''), _negated=True)), _connector='OR'), name='joining_separated_with_ground'), models.UniqueConstraint(condition=models.Q(('separated_on__isnull', True)), fields=('organisation', 'joined'), name='joining_once')],
            },
        ),
        salter.organisations.tenancy.Isolate('CaseLink'),
        salter.organisations.tenancy.Isolate('Joining'),
    ]
