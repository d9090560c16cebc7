"""Dossiers: lasting files about one subject, into which cases are put."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
import salter.organisations.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies: ClassVar = [
        ('organisations', '0012_languages'),
        ("registry", "0075_hearings"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name='Dossier',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('year', models.PositiveSmallIntegerField()),
                ('ordinal', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('person', 'person'), ('company', 'company or body'), ('parcel', 'parcel'), ('object', 'building or other object'), ('employee', 'employee'), ('other', 'another subject')], max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('name_fold', models.CharField(editable=False, max_length=250)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('access', models.CharField(choices=[('unit', 'its unit, and who sees all units'), ('named', 'its keeper and the people named')], default='unit', max_length=10)),
                ('named', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), blank=True, default=list, help_text='Staff who see it, too.', size=None)),
                ('opened_at', models.DateTimeField()),
                ('opened_by', models.CharField(max_length=200)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_why', models.CharField(blank=True, max_length=300)),
                ('keeper', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.staff')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('unit', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit')),
            ],
        ),
        migrations.CreateModel(
            name='DossierCase',
            fields=[
                ('id', models.UUIDField(default=salter.organisations.tenancy.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=200)),
                ('removed_at', models.DateTimeField(null=True)),
                ('removed_by', models.CharField(blank=True, max_length=200)),
                ('removed_why', models.CharField(blank=True, max_length=300)),
                ('case', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='in_dossiers', to='registry.case')),
                ('dossier', salter.organisations.tenancy.OwnedForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='registry.dossier')),
                ('organisation', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(fields=['organisation', '-id'], name='dossier_newest'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.UniqueConstraint(fields=('organisation', 'year', 'ordinal'), name='dossier_number_once'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_why', '')), models.Q(('closed_at__isnull', False), models.Q(('closed_why', ''), _negated=True)), _connector='OR'), name='dossier_closed_why'),
        ),
        migrations.AddConstraint(
            model_name='dossiercase',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_why', '')), models.Q(('removed_at__isnull', False), models.Q(('removed_why', ''), _negated=True)), _connector='OR'), name='dossier_case_removed_why'),
        ),
        migrations.AddConstraint(
            model_name='dossiercase',
            constraint=models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('organisation', 'dossier', 'case'), name='dossier_case_once'),
        ),
        salter.organisations.tenancy.Isolate("Dossier"),
        salter.organisations.tenancy.Isolate("DossierCase"),
    ]
