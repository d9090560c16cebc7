"""Lists of cases that people keep under a name."""

from typing import ClassVar

import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0008_twins'),
        ('registry', '0025_parallel'),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('who', models.CharField(max_length=10)),
                ('status', models.CharField(max_length=15)),
                ('due', models.CharField(blank=True, max_length=10)),
                ('q', models.CharField(blank=True, max_length=200)),
                ('by_due', models.BooleanField(default=False)),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('owner', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.staff')),
                ('unit', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, help_text='The unit that shares it; else nobody.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'owner', 'name'), name='saved_view_name_once')],
            },
        ),
        salter.organisations.tenancy.Isolate("SavedView"),
    ]
