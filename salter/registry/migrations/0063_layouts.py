"""Templates of the office for its own acts, in versions; an act may be printed by one."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import salter.organisations.tenancy

OWNED = """
ALTER TABLE registry_act ADD CONSTRAINT registry_act_layout_id_owned
    FOREIGN KEY (organisation_id, layout_id) REFERENCES registry_layoutversion (organisation_id, id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('registry', '0062_connectors'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Layout',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('decision', 'decision'), ('conclusion', 'procedural ruling'), ('request-to-correct', 'request to correct'), ('notice', 'notice')], max_length=20)),
                ('retired_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind', 'name'), name='layout_name_once')],
            },
        ),
        migrations.CreateModel(
            name='LayoutVersion',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('source', models.TextField()),
                ('at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.staff')),
                ('by', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.staff')),
                ('layout', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='registry.layout')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'layout', 'number'), name='layout_version_once'), models.CheckConstraint(condition=models.Q(('approved_at__isnull', True), ('approved_by__isnull', False), _connector='XOR'), name='layout_approved_by_somebody')],
            },
        ),
        salter.organisations.tenancy.Isolate("Layout"),
        salter.organisations.tenancy.Isolate("LayoutVersion"),
        migrations.AddField(
            model_name='act',
            name='layout',
            field=salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.layoutversion'),
        ),
        migrations.RunSQL(OWNED, "ALTER TABLE registry_act DROP CONSTRAINT registry_act_layout_id_owned"),
    ]
