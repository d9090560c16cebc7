"""Kinds of decisions, and corrections of obvious errors in signed acts."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('documents', '0005_renditions'),
        ('organisations', '0011_programs'),
        ('registry', '0070_related_cases'),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name='act',
            name='extent',
            field=models.CharField(blank=True, choices=[('partial', 'partial decision'), ('supplementary', 'supplementary decision')], help_text='Empty: the whole, or no decision.', max_length=13),
        ),
        migrations.AddField(
            model_name='act',
            name='rest',
            field=models.CharField(blank=True, help_text='What a partial decision leaves undecided.', max_length=500),
        ),
        migrations.CreateModel(
            name='Rectification',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('name', 'in a name'), ('number', 'in a number'), ('writing', 'of writing'), ('counting', 'of counting'), ('other', 'another obvious one')], max_length=8)),
                ('place', models.CharField(help_text='Where in the act it stands.', max_length=200)),
                ('wrong', models.CharField(max_length=500)),
                ('right', models.CharField(max_length=500)),
                ('worse_for', models.JSONField(default=list)),
                ('act', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='registry.act')),
                ('note', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.document')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('ruling', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='corrects', to='registry.act')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'act', 'id'], name='rectification_of_act')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'ruling'), name='rectification_once'), models.CheckConstraint(condition=models.Q(('act', models.F('ruling')), _negated=True), name='rectification_of_another_act'), models.CheckConstraint(condition=models.Q(models.Q(('place', ''), _negated=True), models.Q(('wrong', ''), _negated=True), models.Q(('right', models.F('wrong')), _negated=True)), name='rectification_says_what')],
            },
        ),
        salter.organisations.tenancy.Isolate("Rectification"),
    ]
