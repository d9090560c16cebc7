"""Decisions for several cases, and who decides on appeals."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0011_programs'),
        ('registry', '0073_speaking'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='JointPart',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('act', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='joint_parts', to='registry.act')),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.case')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('own', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joint_of', to='registry.act')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'own'], name='joint_part_by_own')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'act', 'case'), name='joint_part_once')],
            },
        ),
        migrations.CreateModel(
            name='SecondInstance',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('class_code', models.CharField(blank=True, help_text='The class and those below it.', max_length=20)),
                ('competence', models.CharField(blank=True, choices=[('own', 'own'), ('delegated', 'delegated')], max_length=10)),
                ('body', models.CharField(help_text='As a letter addresses it.', max_length=200)),
                ('to_body', models.CharField(help_text='To whom, as the instruction on the remedy says it.', max_length=200)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('ground', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=200)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('procedure', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.procedure')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('class_code', ''), ('competence', '')), models.Q(('competence', ''), ('procedure__isnull', True)), models.Q(('class_code', ''), ('procedure__isnull', True)), _connector='OR'), name='second_instance_of_one_matter'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), _negated=True), models.Q(('to_body', ''), _negated=True), models.Q(('ground', ''), _negated=True)), name='second_instance_with_ground'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organisation', 'procedure', 'class_code', 'competence'), name='second_instance_once', nulls_distinct=False)],
            },
        ),
        salter.organisations.tenancy.Isolate("JointPart"),
        salter.organisations.tenancy.Isolate("SecondInstance"),
    ]
